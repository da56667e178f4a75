/** What apps, the edge and the certificates themselves ask about an environment's certificates and who uses them. */

import { ArmError } from "../../armError";
import type { ArmCloud } from "../../armCloud";
import { objectAt, objectsAt, textAt, textsAt } from "../../body";
import { idKey, parseResourceId } from "../../resourceId";
import type { StoredResource } from "../../resourceType";
import type { JsonObject } from "../../../json";
import { appType, environmentIdOf, residents } from "./environmentFacts";

export const certificateType = "Microsoft.App/managedEnvironments/certificates";
export const managedCertificateType = "Microsoft.App/managedEnvironments/managedCertificates";

/** What a certificate says of itself, as `kept.certificate` of either type holds it. */
export interface CertificateFacts {
  /** Common name of the subject; the first alternative name where there is none. */
  readonly subject: string;
  readonly subjectAlternativeNames: readonly string[];
  readonly issuer: string;
  /** ISO 8601. */
  readonly notBefore: string;
  readonly notAfter: string;
}

/** An environment's certificate, of whichever kind. */
export interface EnvironmentCertificate {
  /** DNS names, lower case. */
  readonly subjectAlternativeNames: readonly string[];
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly issuer: string;
  /** Whether the last try to renew it failed. Either is served, until it expires. */
  readonly state: "Succeeded" | "RenewalFailed";
}

/** The certificate with this id; undefined when there is none, or none has been issued to it yet. */
export function certificateFor(
  cloud: ArmCloud,
  certificateId: string,
): EnvironmentCertificate | undefined {
  const resource = cloud.find(certificateId);
  if (resource === undefined || !isCertificate(resource)) return undefined;
  const facts = factsOf(resource);
  if (facts === undefined) return undefined;
  return {
    subjectAlternativeNames: facts.subjectAlternativeNames.map((name) => name.toLowerCase()),
    notBefore: new Date(facts.notBefore),
    notAfter: new Date(facts.notAfter),
    issuer: facts.issuer,
    state: textAt(resource.kept, "error") === undefined ? "Succeeded" : "RenewalFailed",
  };
}

/** The facts that a certificate keeps; undefined before it has been issued. */
export function factsOf(resource: Pick<StoredResource, "kept">): CertificateFacts | undefined {
  const kept = objectAt(resource.kept, "certificate");
  const { subject, issuer, notBefore, notAfter } = kept;
  if (
    typeof subject !== "string" ||
    typeof issuer !== "string" ||
    typeof notBefore !== "string" ||
    typeof notAfter !== "string"
  )
    return undefined;
  const subjectAlternativeNames = textsAt(kept, "subjectAlternativeNames");
  return { subject, subjectAlternativeNames, issuer, notBefore, notAfter };
}

function isCertificate(resource: StoredResource): boolean {
  return resource.type === certificateType || resource.type === managedCertificateType;
}

/**
 * Whether a certificate's names cover a hostname; a wildcard stands for one whole label.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6125#section-6.4.3
 */
export function covers(names: readonly string[], hostname: string): boolean {
  const wanted = hostname.toLowerCase();
  const parent = wanted.split(".").slice(1).join(".");
  return names.some((name) => {
    const offered = name.toLowerCase();
    return offered === wanted || (parent !== "" && offered === `*.${parent}`);
  });
}

/** A hostname of an app. */
export interface HostnameBinding {
  /** Lower case. */
  readonly hostname: string;
  readonly bindingType: "Disabled" | "SniEnabled" | "Auto";
  /** Certificate that TLS is served with; absent when the hostname serves none. */
  readonly certificateId?: string;
}

/**
 * The hostnames of an app, each with the certificate it serves. `Auto` takes the environment's managed certificate
 * for the name as soon as there is one.
 *
 * @see https://github.com/microsoft/azure-container-apps/issues/796 (what `Auto` means)
 */
export function bindingsOf(
  cloud: ArmCloud,
  app: Pick<StoredResource, "desired">,
): HostnameBinding[] {
  return customDomainsOf(app.desired).map((domain) => {
    const hostname = hostnameOf(domain);
    const bindingType = bindingTypeOf(domain);
    if (bindingType === "SniEnabled") {
      return { hostname, bindingType, certificateId: textAt(domain, "certificateId") ?? "" };
    }
    const managed =
      bindingType === "Auto"
        ? managedCertificateOf(cloud, environmentIdOf(app) ?? "", hostname)
        : undefined;
    return {
      hostname,
      bindingType,
      ...(managed === undefined ? {} : { certificateId: managed.id }),
    };
  });
}

function managedCertificateOf(
  cloud: ArmCloud,
  environmentId: string,
  hostname: string,
): StoredResource | undefined {
  return cloud
    .list(managedCertificateType, environmentId)
    .find(
      (certificate) =>
        certificateFor(cloud, certificate.id) !== undefined &&
        textAt(certificate.desired, "properties.subjectName")?.toLowerCase() === hostname,
    );
}

export function customDomainsOf(desired: JsonObject): JsonObject[] {
  return objectsAt(desired, "properties.configuration.ingress.customDomains");
}

export function hostnameOf(domain: JsonObject): string {
  return (textAt(domain, "name") ?? "").toLowerCase();
}

export function bindingTypeOf(domain: JsonObject): HostnameBinding["bindingType"] {
  const type = textAt(domain, "bindingType");
  return type === "SniEnabled" || type === "Auto" ? type : "Disabled";
}

/**
 * Refuses the delete of a certificate that a hostname is bound to.
 *
 * @throws ArmError `CertificateInUse`.
 * @see https://github.com/rajbos/ai-engineering-fluency/pull/739 (code and message)
 */
export function checkUnused(cloud: ArmCloud, certificate: StoredResource): void {
  const environmentId = parseResourceId(certificate.id)!.parentId;
  const used = residents(cloud, environmentId, appType)
    .flatMap((app) => bindingsOf(cloud, app))
    .filter(({ certificateId }) => idKey(certificateId ?? "") === idKey(certificate.id));
  if (used.length === 0) return;
  throw new ArmError(
    400, // Not documented: this is what has been seen in use.
    "CertificateInUse",
    `Certificate '${certificate.name}' is used by existing custom domains ` +
      `'${used.map(({ hostname }) => hostname).join("', '")}'.`,
  );
}
