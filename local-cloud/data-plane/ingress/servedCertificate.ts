import type { ArmCloud } from "../../arm/armCloud";
import { appType } from "../../arm/types/app/environmentFacts";
import { bindingsOf, certificateFor, covers } from "../../arm/types/app/environmentCertificates";

/** A certificate as whoever connects to an app's ingress sees it. */
export interface ServedCertificate {
  /** Distinguished name, its parts parted by a comma and a space. */
  readonly issuer: string;
  readonly notAfter: Date;
  /** Whether it is for the hostname that was asked for. */
  readonly isForHostname: boolean;
}

/**
 * What an app's ingress serves a hostname with. `unbound`: the app does not have the hostname, or has it without a
 * certificate; `missing`: it is bound to a certificate that is not there.
 */
export function servedCertificate(
  cloud: ArmCloud,
  appName: string,
  hostname: string,
): ServedCertificate | "unbound" | "missing" {
  const app = cloud.list(appType).find(({ name }) => name === appName);
  const binding =
    app && bindingsOf(cloud, app).find((one) => one.hostname === hostname.toLowerCase());
  if (binding === undefined || binding.bindingType === "Disabled") return "unbound";
  const certificate = certificateFor(cloud, binding.certificateId ?? "");
  if (certificate === undefined) return "missing";
  const { issuer, notAfter, subjectAlternativeNames } = certificate;
  return { issuer, notAfter, isForHostname: covers(subjectAlternativeNames, hostname) };
}
