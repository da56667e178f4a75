import { type Check, fail, inconclusive, pass } from "../check";
import { deployAgain } from "../mends";
import type { VerifyContext } from "../verifyContext";

/** `dns <name>`: each record in the stack's own zone. */
export function dnsChecks(context: VerifyContext): Check[] {
  return context.hostnames
    .filter(({ record }) => record === "declared")
    .map((hostname) => ({
      name: `dns ${hostname.name}`,
      about: hostname.isProxied
        ? "Cloudflare's addresses stand in for the name"
        : "the name leads straight to the one that Azure generated, DNS-only",
      run: () => context.nameVerdict(hostname),
    }));
}

/** `handover <name>`: each record that another zone's owner was asked for. */
export function handoverChecks(context: VerifyContext): Check[] {
  return context.hostnames
    .filter(({ record }) => record !== "declared")
    .map((hostname) => ({
      name: `handover ${hostname.name}`,
      about: "the record that another zone's owner was asked for leads to the site",
      run: () => context.nameVerdict(hostname),
    }));
}

/** `asuid <name>`: the TXT record by which Azure knows whose a hostname is, for as long as an app has it. */
export function verificationChecks(context: VerifyContext): Check[] {
  const { verificationId } = context.target.outputs;
  return context.hostnames
    .filter(({ role }) => role !== "frontend")
    .map(({ name }) => ({
      name: `asuid ${name}`,
      about: "the TXT record that proves the hostname to Azure",
      run: async () => {
        const found = await context.resolve(`asuid.${name}`, "TXT");
        if ("unknown" in found) return inconclusive(found.unknown);
        const texts = found.records.filter(({ type }) => type === "TXT");
        if (texts.some(({ content }) => content === verificationId)) {
          return pass(`TXT ${verificationId}`);
        }
        const saw = texts.map(({ content }) => content).join(", ") || "no TXT record";
        return fail(
          `${saw}; wanted ${verificationId}, says ${found.by}`,
          deployAgain(context.target),
        );
      },
    }));
}
