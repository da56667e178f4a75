/**
 * What DigiCert and the service must find before they issue or renew a managed certificate. All of it must hold for
 * as long as the certificate is in use.
 *
 * @see https://learn.microsoft.com/azure/container-apps/custom-domains-managed-certificates
 */

import { at, type JsonObject } from "../../../json";
import type { ArmCloud } from "../../armCloud";
import { whoForbids } from "../../certificateAuthority";
import { objectsAt, textAt } from "../../body";
import type { StoredResource } from "../../resourceType";
import type { DnsAnswer } from "../../../dnsView";
import { customDomainsOf, hostnameOf } from "./environmentCertificates";
import { appType, fqdnOf, isInternal, residents, staticIpOf } from "./environmentFacts";
import { ingressOf } from "./ingress";

export type ValidationMethod = "CNAME" | "HTTP" | "TXT";

/** What is to be validated. */
export interface ValidationSubject {
  readonly environment: StoredResource;
  /** Lower case. */
  readonly hostname: string;
  readonly method: ValidationMethod;
  /** Text of the TXT record that proves the name, where the method is TXT. */
  readonly token: string;
}

/** App of an environment that has a hostname. */
export function appWith(
  cloud: ArmCloud,
  environment: StoredResource,
  hostname: string,
): StoredResource | undefined {
  return residents(cloud, environment.id, appType).find((app) =>
    customDomainsOf(app.desired).some((domain) => hostnameOf(domain) === hostname),
  );
}

/** Why a certificate can't be issued now, in a sentence; undefined when nothing stands against it. The words are not documented. */
export function validationProblem(cloud: ArmCloud, subject: ValidationSubject): string | undefined {
  const { environment, hostname } = subject;
  const app = appWith(cloud, environment, hostname);
  if (app === undefined) {
    return `The hostname '${hostname}' is no custom hostname of an app in environment '${environment.name}'.`;
  }
  return (
    unreachable(environment, app) ?? forbidden(cloud, hostname) ?? misdirected(cloud, subject, app)
  );
}

/** @see https://github.com/microsoft/azure-container-apps/issues/1542 (DigiCert must reach the app) */
function unreachable(environment: StoredResource, app: StoredResource): string | undefined {
  const ingress = ingressOf(app.desired) ?? {};
  const isPublic =
    ingress.external === true &&
    !isInternal(environment) &&
    at(environment.desired, "properties.publicNetworkAccess") !== "Disabled";
  if (!isPublic) return `The container app '${app.name}' is not publicly accessible.`;
  if (excludesSome(objectsAt(ingress, "ipSecurityRestrictions"))) {
    return `IP security restrictions of the container app '${app.name}' keep DigiCert out.`;
  }
  if (textAt(ingress, "clientCertificateMode")?.toLowerCase() === "require") {
    return `The container app '${app.name}' requires client certificates, which DigiCert doesn't have.`;
  }
  return undefined;
}

/** A list of who may come in leaves DigiCert out, a list of who may not hits it only when it names everybody. */
function excludesSome(rules: readonly JsonObject[]): boolean {
  const everybody = rules.some((rule) => textAt(rule, "ipAddressRange")?.endsWith("/0"));
  const allows = rules.some((rule) => textAt(rule, "action") === "Allow");
  return allows ? !everybody : everybody;
}

function forbidden(cloud: ArmCloud, hostname: string): string | undefined {
  const holder = whoForbids(cloud.dns, hostname, "digicert.com");
  return holder && `The CAA records of '${holder}' don't allow digicert.com to issue certificates.`;
}

function misdirected(
  cloud: ArmCloud,
  { environment, hostname, method, token }: ValidationSubject,
  app: StoredResource,
): string | undefined {
  if (method === "TXT") {
    if (resolve(cloud, `_dnsauth.${hostname}`, "TXT").includes(token)) return undefined;
    return `A TXT record '_dnsauth.${hostname}' with the value '${token}' was not found.`;
  }
  if (method === "HTTP") {
    const addresses = resolve(cloud, hostname, "A");
    const wanted = staticIpOf(environment);
    if (addresses.length > 0 && addresses.every((address) => address === wanted)) return undefined;
    return `The A record of '${hostname}' must be ${wanted}, got ${list(addresses)}.`;
  }
  const wanted = fqdnOf(cloud, app) ?? "";
  const targets = resolve(cloud, hostname, "CNAME").map((target) => target.toLowerCase());
  if (targets.length === 1 && targets[0] === wanted.toLowerCase()) return undefined;
  return `The CNAME record of '${hostname}' must map directly to ${wanted}, got ${list(targets)}.`;
}

function resolve(cloud: ArmCloud, name: string, type: DnsAnswer["type"]): string[] {
  return cloud.dns
    .resolve(name, type)
    .filter((answer) => answer.type === type)
    .map(({ content }) => content);
}

function list(found: readonly string[]): string {
  return found.length === 0 ? "none" : found.join(", ");
}
