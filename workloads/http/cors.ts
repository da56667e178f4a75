/** Headers that the frontend sends, and that a browser asks about first. */
const allowedHeaders = "Content-Type, Idempotency-Key, X-Request-Id";
const allowedMethods = "GET, POST, OPTIONS";
/** How long a browser remembers the answer, in seconds. */
const maxAgeSec = 600;

/** Which origins a browser may call from. */
export class Cors {
  private readonly origins: ReadonlySet<string>;

  /** @param list `https://a.example,https://b.example`: origins with commas between them, no wildcard. */
  constructor(list: string) {
    this.origins = new Set(
      list
        .split(",")
        .map((origin) => origin.trim())
        .filter((origin) => origin !== ""),
    );
  }

  /** Whether a request comes from another site that is not on the list. One without an origin comes from no browser's page. */
  isForeign(origin: string | undefined): boolean {
    return origin !== undefined && !this.origins.has(origin);
  }

  /**
   * Headers of an answer: credentials need the origin itself, no wildcard.
   *
   * @see https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS#requests_with_credentials
   */
  headers(origin: string | undefined): Record<string, string> {
    const varied = { vary: "Origin" };
    if (origin === undefined || this.isForeign(origin)) return varied;
    return {
      ...varied,
      "access-control-allow-origin": origin,
      "access-control-allow-credentials": "true",
      "access-control-expose-headers": "X-Request-Id",
    };
  }

  /** What a preflight is answered with. */
  preflight(origin: string | undefined): { status: number; headers: Record<string, string> } {
    if (origin === undefined || this.isForeign(origin)) {
      return { status: 403, headers: this.headers(origin) };
    }
    return {
      status: 204,
      headers: {
        ...this.headers(origin),
        "access-control-allow-methods": allowedMethods,
        "access-control-allow-headers": allowedHeaders,
        "access-control-max-age": String(maxAgeSec),
      },
    };
  }
}
