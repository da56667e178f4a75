import { rule } from "../rule";
import { bindingsOf } from "../stackView";
import type { StackSubject } from "../subject";

export const hostnameOneApp = rule({
  name: "hostname-one-app",
  description: "A hostname is bound to one app or route, once.",
  protects:
    "Updates of the second app: Azure binds a hostname to one app, route or environment only.",
  group: "dns",
  severity: "high",
  remediationSteps: "Take the hostname out of all customDomains but one.",
  url: "https://learn.microsoft.com/azure/container-apps/rule-based-routing-custom-domain",
  whenUnknown: "judgedLater",
  waivable: false,
  inStack: (stack, about) => {
    const first = new Map<string, StackSubject>();
    for (const host of stack.hosts) {
      about(host, (findings) => {
        findings.each(bindingsOf(host), ({ name }) => {
          const owner = first.get(name);
          if (owner === undefined) first.set(name, host);
          else findings.breach(`${name} is bound to ${owner.name} already; it must be bound once.`);
        });
      });
    }
  },
});
