import type { IncomingMessage } from "node:http";
import type { Cors } from "../http/cors";
import { readToken } from "../session/tokens";

/** Whether a connection becomes a WebSocket: who it is, or the refusal. */
export type Upgrade =
  | { readonly userId: string; readonly channel: "prices" | "futures" }
  | { readonly status: 401 | 403 | 404; readonly reason: string };

/** What decides about a connection. */
export interface UpgradeRules {
  readonly cors: Cors;
  readonly jwtSecret: string;
  readonly isFuturesOn: boolean;
}

/**
 * Judges a request to become a WebSocket. Only browsers connect, and browsers always say which origin they come from
 * (RFC 6455 §4.1), so that a connection without one is refused like one from a foreign site.
 */
export function judgeUpgrade(
  { url = "/", headers }: Pick<IncomingMessage, "url" | "headers">,
  rules: UpgradeRules,
): Upgrade {
  const address = URL.canParse(url, "ws://workload") ? new URL(url, "ws://workload") : undefined;
  const channel = channelAt(address?.pathname ?? "", rules.isFuturesOn);
  if (address === undefined || channel === undefined) return { status: 404, reason: "Not found" };
  const { origin } = headers;
  if (origin === undefined || rules.cors.isForeign(origin)) {
    return { status: 403, reason: "This origin may not connect" };
  }
  const token = address.searchParams.get("token") ?? undefined;
  const userId = readToken("ws", token, rules.jwtSecret);
  if (userId === undefined) return { status: 401, reason: "The token is missing or not valid" };
  return { userId, channel };
}

function channelAt(path: string, isFuturesOn: boolean): "prices" | "futures" | undefined {
  if (path === "/" || path === "/ws") return "prices";
  return path === "/ws/futures" && isFuturesOn ? "futures" : undefined;
}
