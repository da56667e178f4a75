import { randomUUID } from "node:crypto";
import { type Answer, type Request, RequestRefused, type Route } from "../http/answer";
import { buildCookie, clearedCookie, readCookies } from "../session/cookies";
import { issueToken, lifetimeSec, readToken } from "../session/tokens";
import { inTransaction } from "../stores/postgres";
import { startingBalance } from "../wallet/balance";
import type { ApiContext } from "./context";

const accessCookie = "access_token";
const refreshCookie = "refresh_token";

/** Google's sign-in page. @see https://developers.google.com/identity/protocols/oauth2/web-server#creatingclient */
const googleUrl = "https://accounts.google.com/o/oauth2/v2/auth";

/**
 * Who a request's session belongs to.
 *
 * @throws RequestRefused 401 when there is none.
 */
export function requireUser(context: ApiContext, request: Request): string {
  const token = readCookies(request.headers.cookie).get(accessCookie);
  const userId = readToken("access", token, context.variables.JWT_SECRET);
  if (userId === undefined) throw new RequestRefused(401, "Not signed in");
  return userId;
}

/** Signing in and out. */
export function sessionRoutes(context: ApiContext): Route[] {
  const { postgres, variables } = context;
  const { COOKIE_DOMAIN: domain } = variables;

  const signedIn = (userId: string, status: number, body: unknown): Answer => ({
    status,
    body,
    headers: {
      "set-cookie": [
        buildCookie(
          accessCookie,
          {
            value: issueToken("access", userId, variables.JWT_SECRET),
            maxAgeSec: lifetimeSec.access,
          },
          domain,
        ),
        buildCookie(
          refreshCookie,
          {
            value: issueToken("refresh", userId, variables.REFRESH_TOKEN_SECRET),
            maxAgeSec: lifetimeSec.refresh,
          },
          domain,
        ),
      ],
    },
  });

  /** The platform's own way in is Google's, which no copy of it on a machine has; a guest is a user like others. */
  const signInAsGuest = async (): Promise<Answer> => {
    const id = randomUUID();
    const name = `Guest ${id.slice(0, 8)}`;
    await inTransaction(postgres, async (client) => {
      await client.query("INSERT INTO users (id, name) VALUES ($1, $2)", [id, name]);
      await client.query("INSERT INTO wallets (user_id, balance) VALUES ($1, $2)", [
        id,
        startingBalance,
      ]);
    });
    return signedIn(id, 201, { id, name });
  };

  const refresh = (request: Request): Answer => {
    const token = readCookies(request.headers.cookie).get(refreshCookie);
    const userId = readToken("refresh", token, variables.REFRESH_TOKEN_SECRET);
    if (userId === undefined) throw new RequestRefused(401, "Not signed in");
    return signedIn(userId, 200, { id: userId });
  };

  const signOut = (): Answer => ({
    status: 204,
    headers: {
      "set-cookie": [accessCookie, refreshCookie].map((name) => clearedCookie(name, domain)),
    },
  });

  const me = async (request: Request): Promise<Answer> => {
    const id = requireUser(context, request);
    const { rows } = await postgres.query<{ id: string; name: string }>(
      "SELECT id, name FROM users WHERE id = $1",
      [id],
    );
    if (rows[0] === undefined) throw new RequestRefused(401, "Not signed in");
    return { status: 200, body: rows[0] };
  };

  return [
    { path: "/api/auth/guest", methods: { POST: signInAsGuest } },
    { path: "/api/auth/refresh", methods: { POST: refresh } },
    { path: "/api/auth/logout", methods: { POST: signOut } },
    {
      path: "/api/auth/google",
      methods: {
        GET: () => ({
          status: 302,
          headers: { location: googleSignIn(variables.PUBLIC_API_URL) },
        }),
      },
    },
    { path: "/api/me", methods: { GET: me } },
    {
      path: "/api/ws-token",
      methods: {
        GET: (request) => {
          const userId = requireUser(context, request);
          return {
            status: 200,
            body: {
              token: issueToken("ws", userId, variables.JWT_SECRET),
              expiresInSec: lifetimeSec.ws,
            },
          };
        },
      },
    },
  ];
}

/** Where a browser goes to sign in. The OAuth client's id is not among the workload's variables, so it is left out. */
function googleSignIn(apiUrl: string): string {
  const url = new URL(googleUrl);
  url.searchParams.set("response_type", "code");
  url.searchParams.set("scope", "openid email profile");
  url.searchParams.set("redirect_uri", `${apiUrl}/api/auth/google/callback`);
  url.searchParams.set("state", randomUUID());
  return url.toString();
}
