import { type Check, fail, inconclusive, pass, type Verdict, worstOf } from "../check";
import type { Hostname } from "../hostnames";
import { deployAgain } from "../mends";
import { Unreached } from "../vantage";
import type { VerifyContext } from "../verifyContext";

/**
 * `redirect api`, `redirect ws`, `redirect frontend`: who comes without TLS is sent to HTTPS, by the edge, the app's
 * ingress or the site.
 *
 * @see https://developers.cloudflare.com/ssl/edge-certificates/additional-options/always-use-https/
 * @see https://learn.microsoft.com/azure/container-apps/ingress-overview#http
 */
export function redirectChecks(context: VerifyContext): Check[] {
  return (["api", "ws", "frontend"] as const).flatMap((role) => {
    const served = context.of(role).filter(({ isServed }) => isServed);
    if (served.length === 0) return [];
    return {
      name: `redirect ${role}`,
      about: "requests without TLS get the address over HTTPS, and nothing else",
      run: async () => worstOf(await Promise.all(served.map((one) => judge(context, one)))),
    };
  });
}

async function judge(context: VerifyContext, { name, role }: Hostname): Promise<Verdict> {
  // A path of which every app has something to show.
  const path = role === "frontend" ? "/" : "/health";
  try {
    const { status, headers } = await context.call(name, { path, protocol: "http:" });
    const { location = "" } = headers;
    const saw = [status, location].filter(Boolean).join(" to ");
    if (status >= 300 && status < 400 && location.startsWith("https://")) return pass(saw);
    // Something else is broken, which other checks say.
    if (status >= 400) return inconclusive(`${status} at http://${name}${path}`);
    return fail(
      `${saw} at http://${name}${path}; wanted a redirect to HTTPS`,
      `allowInsecure of the app's ingress is to be false. ${deployAgain(context.target)}`,
    );
  } catch (error) {
    if (error instanceof Unreached && error.isRefused) return pass("nobody answers without TLS");
    throw error;
  }
}
