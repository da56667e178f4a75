import fs from "node:fs";
import { Refusal } from "../refusal";

/** One cookie of a jar. The value is secret. */
interface JarCookie {
  /** Lower-case, without a dot before it. */
  readonly domain: string;
  /** Whether names below the domain get it too. */
  readonly isForSubdomains: boolean;
  readonly path: string;
  /** Seconds since 1970; 0 for one that lasts as long as the browser runs. */
  readonly expires: number;
  readonly name: string;
  readonly value: string;
}

/** What a jar has for a request, or why it has nothing. */
export type JarAnswer =
  | { readonly cookie: string; readonly why?: undefined }
  | { readonly cookie?: undefined; readonly why: string };

const refused = 2;

/**
 * Cookies of a session, as `curl --cookie-jar` and browsers' extensions write them: Netscape's format. Nothing is
 * written to it, and no value of it is ever shown.
 *
 * @see https://curl.se/docs/http-cookies.html
 */
export class CookieJar {
  private readonly cookies: readonly JarCookie[];

  private constructor(cookies: readonly JarCookie[]) {
    this.cookies = cookies;
  }

  /** @throws Refusal, exit code 2, when it can't be read, or is no such file. */
  static read(file: string): CookieJar {
    let text: string;
    try {
      text = fs.readFileSync(file, "utf8");
    } catch (error) {
      throw new Refusal(`The cookie jar can't be read: ${(error as Error).message}`, refused);
    }
    const cookies = text.split(/\r?\n/).flatMap(cookieIn);
    if (cookies.length > 0) return new CookieJar(cookies);
    throw new Refusal(
      `${file} has no cookie in it. It is to be a cookie jar in Netscape's format, as 'curl --cookie-jar' and browsers' ` +
        "extensions write it: seven fields a line, with tabs between them.",
      refused,
    );
  }

  /** The `Cookie` header of a request over HTTPS. Secret. */
  headerFor(host: string, path: string, now: Date): JarAnswer {
    const ofHost = this.cookies.filter((one) => isOf(one, host));
    const domains = [...new Set(this.cookies.map(({ domain }) => domain))].join(", ");
    if (ofHost.length === 0) return { why: `has no cookie for ${host}, only for ${domains}` };
    const left = ofHost.filter(({ expires }) => expires === 0 || expires * 1000 > now.getTime());
    if (left.length === 0) return { why: `has only cookies for ${host} that have expired` };
    const meant = left.filter((one) => isAt(one, path));
    if (meant.length === 0) return { why: `has no cookie for ${path} at ${host}` };
    return { cookie: meant.map(({ name, value }) => `${name}=${value}`).join("; ") };
  }
}

/** curl marks those that scripts don't see by what would else be a comment. */
const httpOnlyPrefix = "#HttpOnly_";

function cookieIn(line: string): JarCookie[] {
  const text = line.startsWith(httpOnlyPrefix) ? line.slice(httpOnlyPrefix.length) : line;
  if (text.startsWith("#")) return [];
  const [domain = "", below = "", path = "", , expires = "", name = "", value = ""] =
    text.split("\t");
  // Control characters would end the header.
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  if (domain === "" || name === "" || /[\u0000-\u001f\u007f]/.test(name + value)) return [];
  return [
    {
      domain: domain.toLowerCase().replace(/^\./, ""),
      // Some write the dot, and not the field that says the same.
      isForSubdomains: below.toUpperCase() === "TRUE" || domain.startsWith("."),
      path,
      expires: Math.floor(Number(expires)) || 0,
      name,
      value,
    },
  ];
}

/** @see https://www.rfc-editor.org/rfc/rfc6265#section-5.1.3 */
function isOf({ domain, isForSubdomains }: JarCookie, host: string): boolean {
  return host === domain || (isForSubdomains && host.endsWith(`.${domain}`));
}

/** @see https://www.rfc-editor.org/rfc/rfc6265#section-5.1.4 */
function isAt({ path }: JarCookie, wanted: string): boolean {
  return wanted === path || wanted.startsWith(path.endsWith("/") ? path : `${path}/`);
}
