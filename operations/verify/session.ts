import { Inconclusive } from "./check";
import { migrationsVerdict } from "./checks/migrations";
import type { HttpAnswer } from "./httpClient";
import type { VerifyContext } from "./verifyContext";

/** Where a session begins without a person. The platform signs people in by Google, so that it may have none. */
const guestPath = "/api/auth/guest";
/** What begins a sign-in by a person, and may set cookies of its own. */
const signInPath = "/api/auth/google";
const tokenPath = "/api/ws-token";

/** Cookies that the api set, and by what request. The values are secret. */
export interface SetCookies {
  readonly request: string;
  /** Whole `Set-Cookie` headers. */
  readonly headers: readonly string[];
  /** Whether somebody is signed in by them. */
  readonly isSession: boolean;
}

/** Cookies of a guest's session, or of a sign-in that begins, where there are no guests. @throws Inconclusive */
export function setCookies(context: VerifyContext): Promise<SetCookies> {
  return context.shared("cookies", async () => {
    const guest = await context.callHealthy("api", { method: "POST", path: guestPath, body: {} });
    const headers = cookiesOf(guest);
    if (headers.length > 0) return { request: `POST ${guestPath}`, headers, isSession: true };
    if (guest.status >= 500) {
      const { outcome } = await migrationsVerdict(context);
      const where = outcome === "fail" ? "migrations" : "the log of api";
      throw new Inconclusive(`POST ${guestPath} answers ${guest.status}: see ${where}`);
    }
    const signIn = await context.callHealthy("api", { path: signInPath });
    const others = cookiesOf(signIn);
    if (others.length > 0) {
      return { request: `GET ${signInPath}`, headers: others, isSession: false };
    }
    throw new Inconclusive(
      `no cookie without a person: POST ${guestPath} answers ${guest.status}, GET ${signInPath} ${signIn.status}`,
      "Sign in with a browser, and look at the cookies' attributes there.",
    );
  });
}

/** A token with which a WebSocket is opened. Secret. @throws Inconclusive */
export function webSocketToken(context: VerifyContext): Promise<string> {
  return context.shared("token", async () => {
    const cookie = await sessionCookie(context);
    const request = { path: tokenPath, headers: { cookie } };
    const { status, body } = await context.callHealthy("api", request);
    const token = status === 200 ? tokenIn(body) : undefined;
    if (token !== undefined) return token;
    throw new Inconclusive(`no token to connect with: GET ${tokenPath} answers ${status}`);
  });
}

/** The `Cookie` header of a guest's session. Secret. @throws Inconclusive */
export async function sessionCookie(context: VerifyContext): Promise<string> {
  const { headers, isSession } = await setCookies(context);
  if (!isSession) throw new Inconclusive("nobody can be signed in without a person");
  return headers.map((header) => header.split(";")[0]!).join("; ");
}

function cookiesOf({ headers }: HttpAnswer): readonly string[] {
  return headers["set-cookie"] ?? [];
}

function tokenIn(body: string): string | undefined {
  try {
    const { token } = JSON.parse(body) as { token?: unknown };
    return typeof token === "string" ? token : undefined;
  } catch {
    return undefined;
  }
}
