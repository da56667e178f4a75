/** A cookie's value and how long it lasts, in seconds. */
export interface CookieContent {
  readonly value: string;
  readonly maxAgeSec: number;
}

/**
 * The one place where a session's cookie gets its attributes: they must be the same when it is set and when it is
 * cleared, or a browser keeps both. The frontend is of another site, so the cookie is `SameSite=None`, which browsers
 * take with `Secure` alone, and `Partitioned`.
 *
 * @param domain Of the cookie: `.example.com`.
 * @see https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie
 */
export function buildCookie(name: string, content: CookieContent, domain: string): string {
  return [
    `${name}=${content.value}`,
    `Domain=${domain}`,
    "Path=/",
    `Max-Age=${content.maxAgeSec}`,
    "HttpOnly",
    "Secure",
    "SameSite=None",
    "Partitioned",
  ].join("; ");
}

/** Makes the browser forget a cookie. */
export function clearedCookie(name: string, domain: string): string {
  return buildCookie(name, { value: "", maxAgeSec: 0 }, domain);
}

/** The cookies of a request by name; of two with a name, the first. */
export function readCookies(header: string | undefined): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of (header ?? "").split(";")) {
    const split = pair.indexOf("=");
    if (split < 1) continue;
    const name = pair.slice(0, split).trim();
    if (!cookies.has(name)) cookies.set(name, pair.slice(split + 1).trim());
  }
  return cookies;
}
