interface Kind {
  readonly status: number;
  readonly title: string;
}

/**
 * What the edge answers itself, by the code on the page.
 *
 * @see https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/
 * @see https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/
 * @see https://developers.cloudflare.com/support/troubleshooting/http-status-codes/4xx-client-error/error-409/ (1001)
 * @see https://developers.cloudflare.com/support/troubleshooting/http-status-codes/4xx-client-error/error-403/ (1000)
 */
const kinds = {
  520: { status: 520, title: "Web server is returning an unknown error" },
  521: { status: 521, title: "Web server is down" },
  522: { status: 522, title: "Connection timed out" },
  524: { status: 524, title: "A timeout occurred" },
  525: { status: 525, title: "SSL handshake failed" },
  526: { status: 526, title: "Invalid SSL certificate" },
  1000: { status: 403, title: "DNS points to prohibited IP" },
  1001: { status: 409, title: "DNS resolution error" },
  1016: { status: 530, title: "Origin DNS error" },
} as const satisfies Readonly<Record<number, Kind>>;

/** A code of Cloudflare's error pages. */
export type EdgeErrorCode = keyof typeof kinds;

/** The edge can't pass a request on. */
export class EdgeError extends Error {
  readonly code: EdgeErrorCode;
  /** Of the answer. */
  readonly status: number;
  /** What Cloudflare calls it. */
  readonly title: string;

  /** @param message Why, for a person; Cloudflare's own pages don't go into that. */
  constructor(code: EdgeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.name = "EdgeError";
    ({ status: this.status, title: this.title } = kinds[code]);
  }

  /** The page that a visitor sees. */
  page(hostname: string, rayId: string): string {
    return [
      "<!DOCTYPE html>",
      `<html lang="en-US"><head><title>${escaped(hostname)} | ${this.code}: ${this.title}</title></head>`,
      `<body><h1>${this.title}</h1><p>Error code ${this.code}</p>`,
      `<p>${escaped(this.message)}</p>`,
      `<p>Cloudflare Ray ID: ${rayId}</p></body></html>`,
      "",
    ].join("\n");
  }
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
