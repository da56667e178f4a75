import { rule } from "../rule";

export const cnameAlone = rule({
  name: "cname-alone",
  description: "A CNAME stands alone: its name has no other record.",
  protects: "Resolvers, which may answer with either record; Cloudflare refuses the second one.",
  group: "dns",
  severity: "high",
  remediationSteps: "Take one of the records away, or give it a name of its own.",
  url: "https://www.rfc-editor.org/rfc/rfc1034#section-3.6.2",
  whenUnknown: "judgedLater",
  waivable: false,
  inStack: (stack, about) => {
    for (const [resource, record] of stack.records) {
      if (record.kind !== "CNAME" || typeof record.name !== "string") continue;
      const { name } = record;
      about(resource, (findings) => {
        const others = stack.recordsNamed(name).filter((other) => other.resource !== resource);
        if (others.length === 0) return;
        const words = others.map(
          ({ kind, resource: { name: logical } }) => `${String(kind)} (${logical})`,
        );
        findings.breach(`CNAME ${name} stands beside ${words.join(", ")}; it must stand alone.`);
      });
    }
  },
});
