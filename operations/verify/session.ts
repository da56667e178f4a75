import { Inconclusive } from "./check";
import { certificateVerdict } from "./checks/certificates";
import { migrationsVerdict } from "./checks/migrations";
import type { HttpAnswer } from "./httpClient";
import type { VerifyContext } from "./verifyContext";

/** Where a session begins without a person. The platform signs people in by Google, so that it may have none. */
const guestPath = "/api/auth/guest";
const refreshPath = "/api/auth/refresh";
const signOutPath = "/api/auth/logout";
const tokenPath = "/api/ws-token";

/** Cookies that the api set, and by what request. The values are secret. */
export interface SetCookies {
  /** What was looked at. */
  readonly request: string;
  /** Whole `Set-Cookie` headers. */
  readonly headers: readonly string[];
}

/**
 * Cookies of a session as the api sets them: a guest's, else those of the jar's session when it is refreshed, else those
 * that a sign-out clears. Browsers take a cookie for the same one only with the same domain and path, so that an api
 * builds both alike.
 *
 * @throws Inconclusive
 */
export function setCookies(context: VerifyContext): Promise<SetCookies> {
  return context.shared("cookies", async () => {
    const guest = await guestAnswer(context);
    const set = cookiesOf(guest);
    if (set.length > 0) return { request: `POST ${guestPath}`, headers: set };
    const seen = [`POST ${guestPath} answers ${guest.status}`];
    if (context.target.cookieJar !== undefined) {
      const refreshed = await refresh(context).catch((error: Error) => error.message);
      if (typeof refreshed !== "string") {
        const headers = cookiesOf(refreshed);
        if (headers.length > 0) return { request: `POST ${refreshPath}`, headers };
        seen.push(`POST ${refreshPath} with the cookie jar ${refreshed.status}`);
      } else seen.push(refreshed);
    }
    const signOut = await context.callHealthy("api", { method: "POST", path: signOutPath });
    const cleared = cookiesOf(signOut);
    if (cleared.length > 0) {
      return {
        request: `POST ${signOutPath} without a session, which clears them`,
        headers: cleared,
      };
    }
    throw new Inconclusive(
      `no cookie to look at: ${[...seen, `POST ${signOutPath} ${signOut.status}`].join(", ")}`,
      mendOf(context),
    );
  });
}

/**
 * A token with which a WebSocket is opened, a new one each time: an api may take each but once. Secret.
 *
 * @throws Inconclusive
 */
export async function webSocketToken(context: VerifyContext): Promise<string> {
  const ask = async (cookie: string) =>
    context.callHealthy("api", { path: tokenPath, headers: { cookie } });
  let answer = await ask(await sessionCookie(context));
  // The access cookie lasts minutes, and the jar is older than that as a rule.
  if (answer.status === 401 && context.target.cookieJar !== undefined) {
    answer = await ask(await renewedCookie(context));
  }
  const token = answer.status === 200 ? tokenIn(answer.body) : undefined;
  if (token !== undefined) return token;
  const saw = answer.status === 200 ? "200 without a token" : String(answer.status);
  throw new Inconclusive(
    `no token to connect with: GET ${tokenPath} answers ${saw}`,
    mendOf(context),
  );
}

/** The `Cookie` header of the jar's session, or else of a guest's. Secret. @throws Inconclusive */
async function sessionCookie(context: VerifyContext): Promise<string> {
  if (context.target.cookieJar !== undefined) {
    return jarCookie(context, tokenPath).catch(() => renewedCookie(context));
  }
  const guest = await guestAnswer(context);
  const cookie = pairsOf(cookiesOf(guest));
  if (cookie !== "") return cookie;
  throw new Inconclusive(
    `nobody can be signed in without a person: POST ${guestPath} answers ${guest.status}`,
    mendOf(context),
  );
}

/** The `Cookie` header of the jar's session, renewed. Secret. @throws Inconclusive */
async function renewedCookie(context: VerifyContext): Promise<string> {
  const answer = await refresh(context);
  const cookie = pairsOf(cookiesOf(answer));
  if (cookie !== "") return cookie;
  throw new Inconclusive(
    `the session of the cookie jar is over: POST ${refreshPath} answers ${answer.status}`,
    signInAgain,
  );
}

/** What begins a guest's session, begun once. @throws Inconclusive when api fails at it. */
function guestAnswer(context: VerifyContext): Promise<HttpAnswer> {
  return context.shared("guest", async () => {
    const guest = await context.callHealthy("api", { method: "POST", path: guestPath, body: {} });
    if (guest.status < 500) return guest;
    const { outcome } = await migrationsVerdict(context);
    const where = outcome === "fail" ? "migrations" : "the log of api";
    throw new Inconclusive(`POST ${guestPath} answers ${guest.status}: see ${where}`);
  });
}

/** The jar's session, renewed once. @throws Inconclusive */
function refresh(context: VerifyContext): Promise<HttpAnswer> {
  return context.shared("refresh", async () => {
    const cookie = await jarCookie(context, refreshPath);
    return context.callHealthy("api", { method: "POST", path: refreshPath, headers: { cookie } });
  });
}

/** What the jar has for api. A person's session is shown to nobody but the owner of the name. @throws Inconclusive */
async function jarCookie(context: VerifyContext, path: string): Promise<string> {
  const host = context.entry("api");
  const hostname = context.of("api").find(({ name }) => name === host);
  if (hostname === undefined) {
    throw new Inconclusive(
      "the cookie jar's cookies are the zone's, and api has no name there before the phase bind",
      "Verify it again in the phase bind.",
    );
  }
  const { cookieJar, vantage } = context.target;
  const { cookie, why } = cookieJar!.headerFor(host, path, vantage.now());
  if (cookie === undefined) throw new Inconclusive(`the cookie jar ${why}`, signInAgain);
  if ((await certificateVerdict(context, hostname)).outcome === "pass") return cookie;
  throw new Inconclusive(`the session of the cookie jar is not sent: see certificate ${host}`);
}

const signInAgain =
  "Sign in with a browser as the account of the smoke tests, and save the cookies of the zone to the cookie jar again.";

function mendOf({ target: { cookieJar } }: VerifyContext): string {
  return cookieJar === undefined
    ? "Sign in with a browser, save the cookies in Netscape's format, and give the file: --cookie-jar <file>."
    : signInAgain;
}

/**
 * Cookies that others set on the way: Cloudflare's for its own ends, and those of Container Apps' sticky sessions.
 *
 * @see https://developers.cloudflare.com/fundamentals/reference/policies-compliances/cloudflare-cookies/
 * @see https://learn.microsoft.com/azure/container-apps/sticky-sessions
 */
const othersCookie = /^(?:__cf|_cf|cf_|acaAffinity)/;

function cookiesOf({ headers }: HttpAnswer): readonly string[] {
  return (headers["set-cookie"] ?? []).filter((header) => !othersCookie.test(header.trimStart()));
}

/** As a browser sends them back. */
function pairsOf(headers: readonly string[]): string {
  return headers.map((header) => header.split(";")[0]!).join("; ");
}

function tokenIn(body: string): string | undefined {
  try {
    const { token } = JSON.parse(body) as { token?: unknown };
    return typeof token === "string" && token !== "" ? token : undefined;
  } catch {
    return undefined;
  }
}
