import { acceptsRenewalGapTag } from "../../settings/conventions/certificates";
import { acceptsRenewalGap, managedHostnames, undecidedHostnames } from "../certificates";
import { NotKnown } from "../known";
import { canBeProxied } from "../records";
import { rule } from "../rule";
import { stackOf } from "../subject";

const source =
  "https://learn.microsoft.com/azure/container-apps/custom-domains-managed-certificates";

/**
 * The interlock of proxy and certificate. A hostname of a Static Web App is not judged: its certificate is renewed
 * over HTTP, and reports differ on whether that passes a proxy.
 *
 * @see https://github.com/Azure/static-web-apps/issues/1322
 */
export const managedCertificateDnsOnly = rule({
  name: "managed-certificate-dns-only",
  description: "No proxied name stands on a certificate that Container Apps manages.",
  protects:
    "The certificate's renewal: it stops behind a proxy, unseen, and the name goes dark within six months.",
  group: "dns",
  severity: "critical",
  remediationSteps:
    'Set the hostname\'s certificate to "keyvault" or "origin", or its proxied to false.',
  url: source,
  whenUnknown: "fails",
  waivable: false,
  inStack: (stack, about) => {
    for (const { hostname, resource } of managedHostnames(stack)) {
      for (const record of stack.recordsNamed(hostname).filter(canBeProxied)) {
        about(record.resource, (findings) => {
          if (record.proxied === false || acceptsRenewalGap(resource)) return;
          const proxied =
            typeof record.proxied === "symbol" ? "not known yet" : JSON.stringify(record.proxied);
          findings.breach(
            `${hostname} stands on a managed certificate (${resource.name}) and its proxied is ${proxied}; ` +
              `it must be false.\n` +
              `Why: issuance and renewal need a CNAME that maps directly to the app; a proxied one is answered with ` +
              `Cloudflare's addresses (${source}).\n` +
              `Change: certificate: keyvault or proxied: false for ${hostname} in Pulumi.${stackOf(resource)}.yaml. ` +
              `Whoever renews by hand sets acceptsRenewalGap: true beside it, which tags the certificate ` +
              `${acceptsRenewalGapTag}.`,
          );
        });
      }
    }
    for (const { hostname, resource, path } of undecidedHostnames(stack)) {
      about(resource, () => {
        const records =
          hostname === undefined ? [...stack.records.values()] : stack.recordsNamed(hostname);
        // What is DNS-only may stand on any certificate.
        if (records.filter(canBeProxied).every(({ proxied }) => proxied === false)) return;
        throw new NotKnown(path);
      });
    }
  },
});
