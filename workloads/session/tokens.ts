import { sign, verify } from "jsonwebtoken";

/** What a token is for; one of a kind is no good as another. */
export type TokenKind = "access" | "refresh" | "ws";

/** How long each lasts, in seconds. */
export const lifetimeSec: Readonly<Record<TokenKind, number>> = {
  access: 15 * 60,
  refresh: 7 * 24 * 3600,
  // It stands in a URL, and is used at once.
  ws: 60,
};

/** A signed token that says who somebody is. */
export function issueToken(kind: TokenKind, userId: string, secret: string): string {
  return sign({ kind }, secret, {
    algorithm: "HS256",
    subject: userId,
    expiresIn: lifetimeSec[kind],
  });
}

/** Whom a token names; undefined when it is of another kind, expired, or not signed with this secret. */
export function readToken(
  kind: TokenKind,
  token: string | undefined,
  secret: string,
): string | undefined {
  if (token === undefined) return undefined;
  try {
    const claims = verify(token, secret, { algorithms: ["HS256"] });
    if (typeof claims === "string" || claims["kind"] !== kind) return undefined;
    return claims.sub;
  } catch {
    return undefined;
  }
}
