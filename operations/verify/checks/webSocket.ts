import { createHash, randomBytes } from "node:crypto";
import { corsOrigins } from "../../../settings";
import { type Check, fail, inconclusive, pass, type Verdict, worstOf } from "../check";
import type { HttpAnswer } from "../httpClient";
import { deployAgain, logOf } from "../mends";
import { foreignOrigins } from "../origins";
import { webSocketToken } from "../session";
import type { VerifyContext } from "../verifyContext";

/** @see https://www.rfc-editor.org/rfc/rfc6455#section-1.3 */
const acceptGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const path = "/ws";

/** A JSON Web Token with `alg: none`, which a reader that doesn't verify takes. @see https://www.rfc-editor.org/rfc/rfc8725#section-2.1 */
const unsigned = [
  { alg: "none", typ: "JWT" },
  { sub: "verify", exp: 4_102_444_800 },
]
  .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
  .concat("")
  .join(".");

/** What a server says to whom it doesn't let in. */
const refusals: ReadonlySet<number> = new Set([400, 401, 403]);

/** `websocket`, `websocket without token`, `websocket foreign origin` */
export function webSocketChecks(context: VerifyContext): Check[] {
  const origins = corsOrigins(context.target.settings);
  const own = origins[0]!;
  return [
    {
      name: "websocket",
      about: "pages of the frontend open a WebSocket with a token, past the proxy",
      run: () => webSocketVerdict(context, origins),
    },
    {
      name: "websocket without token",
      about: "nobody opens a WebSocket without a token, or with one that nobody signed",
      run: async () =>
        worstOf([
          refused(await upgrade(context, { origin: own }), "without a token"),
          refused(await upgrade(context, { origin: own, token: unsigned }), "with an unsigned one"),
        ]),
    },
    {
      name: "websocket foreign origin",
      about: "pages of other sites open no WebSocket, whatever token they have",
      run: async () => {
        const foreign = origins.flatMap(foreignOrigins);
        const verdicts = await Promise.all(foreign.map((one) => judgeForeign(context, one)));
        const worst = worstOf(verdicts);
        if (worst.outcome !== "pass" || verdicts.every(({ isAboutToken }) => !isAboutToken)) {
          return worst;
        }
        // A ws that takes no token at all refuses foreign pages too, whatever it makes of their origin.
        const { outcome } = await webSocketVerdict(context, origins);
        return outcome === "pass" ? worst : inconclusive(`${worst.saw}: see websocket`);
      },
    },
  ];
}

/** What `websocket` comes to. */
function webSocketVerdict(context: VerifyContext, origins: readonly string[]): Promise<Verdict> {
  return context.verdict("websocket", async () =>
    worstOf(await Promise.all(origins.map((origin) => judgeOwn(context, origin)))),
  );
}

async function judgeOwn(context: VerifyContext, origin: string): Promise<Verdict> {
  const token = await webSocketToken(context);
  const { answer, isAccepted } = await upgrade(context, { origin, token });
  if (answer.status === 101 && isAccepted) return pass(`101 for ${origin}`);
  const saw = `${answer.status}${answer.status === 101 ? " with a wrong Sec-WebSocket-Accept" : ""} for ${origin}`;
  return fail(saw, mendOf(context, answer.status));
}

async function judgeForeign(
  context: VerifyContext,
  origin: string,
): Promise<Verdict & { readonly isAboutToken: boolean }> {
  const token = await webSocketToken(context);
  const upgraded = await upgrade(context, { origin, token });
  return { ...refused(upgraded, origin), isAboutToken: upgraded.answer.status === 401 };
}

interface Upgraded {
  readonly answer: HttpAnswer;
  /** Whether the server has read the key that was sent. */
  readonly isAccepted: boolean;
}

async function upgrade(
  context: VerifyContext,
  { origin, token }: { readonly origin: string; readonly token?: string },
): Promise<Upgraded> {
  const key = randomBytes(16).toString("base64");
  const answer = await context.callHealthy("ws", {
    path: token === undefined ? path : `${path}?token=${encodeURIComponent(token)}`,
    headers: {
      origin,
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-key": key,
      "sec-websocket-version": "13",
    },
  });
  const accept = createHash("sha1").update(`${key}${acceptGuid}`).digest("base64");
  return { answer, isAccepted: answer.headers["sec-websocket-accept"] === accept };
}

function refused({ answer: { status } }: Upgraded, who: string): Verdict {
  if (refusals.has(status)) return pass(`${status} ${who}`);
  if (status === 101) return fail(`101 ${who}: let in`, "Mend the checks of ws before it serves.");
  return inconclusive(`${status} ${who}, which is no refusal`);
}

function mendOf({ target }: VerifyContext, status: number): string {
  if (status === 401) {
    return "ws doesn't take api's token: both are to read jwt-secret, and to run since its last change.";
  }
  return status === 403
    ? `CORS_ORIGINS of ws is to hold the frontend's origins. ${deployAgain(target)}`
    : logOf(target, "ws");
}
