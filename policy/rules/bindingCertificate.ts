import { found } from "../findings";
import { at, textAt } from "../known";
import { rule } from "../rule";
import { bindingsOf, hostTypes } from "../stackView";

export const bindingCertificate = rule({
  name: "binding-certificate",
  description: "A hostname is bound by SNI with a certificate, or not yet bound at all.",
  protects: "TLS: a hostname without a certificate answers with an error that browsers can't pass.",
  group: "dns",
  severity: "high",
  remediationSteps: "Give the binding a certificateId, or bindingType Disabled until there is one.",
  url: "https://github.com/microsoft/azure-container-apps/issues/1652",
  whenUnknown: "judgedLater",
  waivable: false,
  types: hostTypes,
  appliesTo: (subject) => bindingsOf(subject).length > 0,
  alone: (subject, findings) => {
    findings.each(bindingsOf(subject), ({ domain }) => {
      const name = textAt(domain, "name") ?? "A hostname";
      const type = at(domain, "bindingType");
      if (type === "Disabled") return;
      if (type !== "SniEnabled") {
        // Auto leaves the certificate to the platform, which since February 2026 fails later updates of the app.
        findings.breach(
          `bindingType of ${name} ${found(type)}; it must be "SniEnabled" or "Disabled".`,
        );
        return;
      }
      if (textAt(domain, "certificateId") !== undefined) return;
      findings.breach(`${name} is bound without a certificateId; it must have one.`);
    });
  },
});
