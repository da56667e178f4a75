import { type Check, fail, Inconclusive, pass, type Verdict, worstOf } from "../check";
import { logOf } from "../mends";
import { isFromEdge, type VerifyContext } from "../verifyContext";
import { Unreached } from "../vantage";
import { replicasVerdict } from "./replicas";
import { failingStore } from "./stores";

/** `health api`, `health ws`: every name that clients come by answers that the app is well. */
export function healthChecks(context: VerifyContext): Check[] {
  return (["api", "ws"] as const).map((role) => ({
    name: `health ${role}`,
    about: `GET /health answers 200 at every name of ${role}`,
    run: async () => {
      const served = context.of(role).filter(({ isServed }) => isServed);
      const hosts = served.length > 0 ? served.map(({ name }) => name) : [context.entry(role)];
      return worstOf(await Promise.all(hosts.map((host) => judge(context, role, host))));
    },
  }));
}

async function judge(context: VerifyContext, role: "api" | "ws", host: string): Promise<Verdict> {
  const seen = await look(context, host);
  if (seen === 200) return pass(`200 at ${host}`);
  // Where an app is not well because of what it stands on, that is what is to be mended.
  const { outcome } = await replicasVerdict(context, role);
  const below =
    (await failingStore(context)) ?? (outcome === "fail" ? `replicas ${role}` : undefined);
  const saw = typeof seen === "number" ? `${host} answers ${seen}` : seen;
  if (below !== undefined) throw new Inconclusive(`${saw}: see ${below}`);
  return fail(saw, logOf(context.target, role));
}

/** @returns The status, or how the connection was refused. */
async function look(context: VerifyContext, host: string): Promise<number | string> {
  try {
    const answer = await context.health(host);
    return isFromEdge(answer) ? `the edge of ${host} answers ${answer.status}` : answer.status;
  } catch (error) {
    if (error instanceof Unreached && error.isRefused) return error.message;
    throw error;
  }
}
