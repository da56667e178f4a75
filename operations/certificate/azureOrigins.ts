import type { StackOutputs } from "../../settings";
import { peerCertificate } from "./peerCertificate";
import type { Origins } from "./places";
import { factsOf } from "./state";

/**
 * The apps of a deployed stack, as they answer at the names that Azure generated for them: past Cloudflare, which
 * shows a certificate of its own.
 *
 * @param outputs What the stack says of itself; asked once, when the first name is looked at.
 * @param port Where the apps answer; the tests have one of their own.
 */
export function azureOrigins(
  outputs: () => Promise<Pick<StackOutputs, "fqdns" | "hostnamePhases">>,
  port?: number,
): Origins {
  let asked: ReturnType<typeof outputs> | undefined;
  return {
    served: async ({ hostname, app }) => {
      const { fqdns, hostnamePhases } = await (asked ??= outputs());
      // A name that the last deployment did not have yet is as far as one in this phase.
      const phase = hostnamePhases[hostname] ?? "provision";
      if (phase === "provision") return "unbound";
      const leaf = await peerCertificate({ host: fqdns[app], port }, hostname);
      return leaf === undefined ? "missing" : factsOf(hostname, leaf);
    },
  };
}
