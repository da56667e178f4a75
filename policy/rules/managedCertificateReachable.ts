import { managedHostnames, type UndecidedHostname, undecidedHostnames } from "../certificates";
import { at, itemsAt, NotKnown } from "../known";
import { rule } from "../rule";
import { bindingsOf } from "../stackView";
import type { StackSubject } from "../subject";
import { isType, types } from "../types";

export const managedCertificateReachable = rule({
  name: "managed-certificate-reachable",
  description:
    "An app with a managed certificate lets everybody in: no allow-list, no client certificate.",
  protects: "The certificate's issuance and renewal, for which DigiCert must reach the app.",
  group: "dns",
  severity: "high",
  remediationSteps:
    "Take ipSecurityRestrictions and clientCertificateMode away, or bring a certificate of your own.",
  url: "https://github.com/microsoft/azure-container-apps/issues/1542",
  whenUnknown: "judgedLater",
  waivable: false,
  inStack: (stack, about) => {
    const managed = new Set(managedHostnames(stack).map(({ hostname }) => hostname));
    const undecided = undecidedHostnames(stack);
    for (const app of stack.ofType(types.containerApp)) {
      about(app, (findings) => {
        const bindings = bindingsOf(app);
        const first = bindings.find(({ name }) => managed.has(name));
        if (first === undefined) {
          const mayBeOne = bindings.length === 0 ? undefined : undecided.find(mayBeOf(app));
          if (mayBeOne !== undefined) throw new NotKnown(mayBeOne.path);
          return;
        }
        findings.check(() => {
          const restrictions = itemsAt(app.props, "configuration.ingress.ipSecurityRestrictions");
          if (restrictions.length === 0) return;
          findings.breach(
            `ipSecurityRestrictions has ${restrictions.length} entries while ${first.name} stands on a managed ` +
              `certificate; it must be empty.`,
          );
        });
        findings.check(() => {
          if (at(app.props, "configuration.ingress.clientCertificateMode") !== "require") return;
          findings.breach(
            `clientCertificateMode is "require" while ${first.name} stands on a managed certificate; ` +
              `it must be "ignore" or "accept".`,
          );
        });
      });
    }
  },
});

/** What isn't known yet and may concern an app: its own bindings, and certificates that could be of any. */
function mayBeOf(app: StackSubject) {
  return ({ resource }: UndecidedHostname) =>
    resource === app || isType(types.managedCertificate, resource.type);
}
