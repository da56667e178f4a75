import { isBound } from "../certificates";
import { dnsName } from "../dnsNames";
import { readList, readText } from "../known";
import { canBeProxied } from "../records";
import { rule } from "../rule";
import { bindingsOf } from "../stackView";
import type { StackSubject } from "../subject";
import { types } from "../types";

const phases = ["provision", "bind", "live"];

/**
 * The phase is what the stack's output `phase` says. A name may be held back while the stack is further, and a
 * program may have no such output: what always holds is that a name is proxied only once it is bound.
 */
export const recordPhase = rule({
  name: "record-phase",
  description:
    "Records and bindings agree with the phase of the cutover: nothing bound in provision, nothing proxied before live.",
  protects: "The cutover's order: a name that is proxied before it is bound answers with an error.",
  group: "dns",
  severity: "high",
  remediationSteps: "Take the phases one after the other: provision, bind, live.",
  url: "https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/full-strict/",
  whenUnknown: "judgedLater",
  waivable: false,
  inStack: (stack, about) => {
    const said = readText(stack.outputs, "phase");
    const phase = typeof said === "string" && phases.includes(said) ? said : undefined;

    const judged = new Set<StackSubject>();
    const judgeRecords = (name: string, mayBeProxied: boolean, reason: string) => {
      for (const record of stack.recordsNamed(name).filter(canBeProxied)) {
        about(record.resource, (findings) => {
          if (mayBeProxied || (record.proxied ?? false) === false) return;
          if (judged.has(record.resource)) return;
          judged.add(record.resource);
          findings.breach(`${name} is proxied ${reason}; proxied must be false until then.`);
        });
      }
    };
    if (phase === "provision" || phase === "bind") {
      const outputs = ["api", "ws", "frontend"].flatMap((role) =>
        readList(stack.outputs, "hostnames", role),
      );
      for (const name of outputs.filter((one) => typeof one === "string")) {
        judgeRecords(dnsName(name), false, `in phase ${phase}, before the cutover is live`);
      }
    }
    for (const app of stack.ofType(types.containerApp)) {
      about(app, (findings) => {
        findings.each(bindingsOf(app), (binding) => {
          const bound = isBound(binding);
          judgeRecords(binding.name, bound, "before it is bound");
          if (!bound || phase !== "provision") return;
          findings.breach(
            `${binding.name} is bound in phase provision; it must be from phase bind on.`,
          );
        });
      });
    }
  },
});
