/**
 * The rules of an app's custom domains: who may have a name, and with which certificate.
 *
 * @see https://learn.microsoft.com/azure/container-apps/custom-domains-certificates
 */

import type { JsonObject } from "../../../json";
import { ArmError } from "../../armError";
import type { ArmCloud } from "../../armCloud";
import { textAt } from "../../body";
import { idKey, parseResourceId } from "../../resourceId";
import type { StoredResource, WriteRequest } from "../../resourceType";
import {
  bindingTypeOf,
  certificateFor,
  certificateType,
  covers,
  customDomainsOf,
  hostnameOf,
  managedCertificateType,
} from "./environmentCertificates";
import { appType, isInternal } from "./environmentFacts";
import { operationError } from "./revisions";
import { verificationId } from "./verificationId";
import { invalidSchema } from "./workloadPlace";

/** Refuses custom domains that the service would refuse. */
export function checkCustomDomains(request: WriteRequest, environment: StoredResource): void {
  const domains = customDomainsOf(request.desired);
  const before = customDomainsOf(request.existing?.desired ?? {});
  checkNames(domains);
  for (const domain of domains) {
    const hostname = hostnameOf(domain);
    const type = textAt(domain, "bindingType") ?? "Disabled";
    if (!["Disabled", "SniEnabled", "Auto"].includes(type)) {
      throw invalidSchema("$.properties.configuration.ingress.customDomains[0].bindingType");
    }
    const known = before.find((one) => hostnameOf(one) === hostname);
    if (known === undefined) {
      checkFree(request, hostname);
      checkOwnership(request, environment, hostname);
    }
    if (bindingTypeOf(domain) === "SniEnabled") {
      const unchanged =
        known !== undefined &&
        bindingTypeOf(known) === "SniEnabled" &&
        idKey(certificateIdOf(known)) === idKey(certificateIdOf(domain));
      checkCertificate(request, environment, domain, unchanged);
    }
  }
}

const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const hostnamePattern = new RegExp(`^(?:${label}\\.)+${label}$`);

function checkNames(domains: readonly JsonObject[]): void {
  const names = domains.map(hostnameOf);
  const bad = names.find((name) => name.length > 253 || !hostnamePattern.test(name));
  if (bad !== undefined) {
    throw invalidHostname(`Invalid custom hostname '${bad}'.`);
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw invalidHostname(`The custom hostname '${twice}' is given more than once.`);
  }
}

/** Code and messages not documented. */
function invalidHostname(message: string): ArmError {
  return new ArmError(400, "InvalidCustomHostName", message);
}

/**
 * A name is bound to one app, route or environment only.
 *
 * @see https://docs.azure.cn/en-us/container-apps/rule-based-routing-custom-domain (rule; the refusal is not documented)
 */
function checkFree({ id, cloud }: WriteRequest, hostname: string): void {
  const owner = ownerOf(cloud, hostname, id);
  if (owner === undefined) return;
  throw new ArmError(
    409,
    "CustomHostNameInUse",
    `The custom hostname '${hostname}' is already in use by ${owner.id}.`,
  );
}

/** App other than `ownId` that has a hostname, in whichever environment. */
export function ownerOf(
  cloud: ArmCloud,
  hostname: string,
  ownId: string,
): StoredResource | undefined {
  return cloud
    .list(appType)
    .find(
      (app) =>
        idKey(app.id) !== idKey(ownId) &&
        customDomainsOf(app.desired).some((domain) => hostnameOf(domain) === hostname),
    );
}

/**
 * Adding a name takes proof that it is the subscription's. An internal environment asks for none.
 *
 * @see https://github.com/Azure/azure-cli/issues/28680 (code and message)
 * @see https://github.com/Azure/azure-cli/issues/29128 (internal environments)
 */
function checkOwnership(
  { id, cloud }: WriteRequest,
  environment: StoredResource,
  hostname: string,
): void {
  if (isInternal(environment)) return;
  const problem = ownershipProblem(cloud, id, hostname);
  if (problem === undefined) return;
  throw new ArmError(400, problem.code, problem.message);
}

/** Why a hostname can't be added to an app; undefined when its TXT record proves it. */
export function ownershipProblem(
  cloud: ArmCloud,
  appId: string,
  hostname: string,
): { readonly code: string; readonly message: string } | undefined {
  const wanted = verificationId(cloud, parseResourceId(appId)!.subscriptionId);
  const proven = cloud.dns
    .resolve(`asuid.${hostname}`, "TXT")
    .some(({ content }) => content.toUpperCase() === wanted);
  if (proven) return undefined;
  return {
    code: "InvalidCustomHostNameValidation",
    message: `A TXT record pointing from asuid.${hostname} to ${wanted} was not found.`,
  };
}

function certificateIdOf(domain: JsonObject): string {
  return textAt(domain, "certificateId") ?? "";
}

/**
 * A bound certificate is one of the app's environment, has been issued, and covers the name.
 *
 * @param unchanged Whether the app has this very binding already: then only that the certificate is still there matters.
 * @see https://github.com/microsoft/azure-container-apps/issues/1652 (refusals of an id that leads nowhere)
 */
function checkCertificate(
  { name, cloud }: WriteRequest,
  environment: StoredResource,
  domain: JsonObject,
  unchanged: boolean,
): void {
  const certificateId = certificateIdOf(domain);
  const target = parseResourceId(certificateId);
  const kinds = [certificateType, managedCertificateType].map((kind) => kind.toLowerCase());
  if (
    target === undefined ||
    !kinds.includes(target.type.toLowerCase()) ||
    idKey(target.parentId) !== idKey(environment.id)
  ) {
    throw new ArmError(400, "InvalidCertificateId", `Invalid certificateId '${certificateId}'.`);
  }
  if (cloud.find(certificateId) === undefined) {
    throw operationError(name, `Certificate '${certificateId}' doesn't exist.`);
  }
  if (unchanged) return;
  const certificate = certificateFor(cloud, certificateId);
  const hostname = hostnameOf(domain);
  // Neither of the two refusals is documented.
  if (certificate === undefined) {
    throw operationError(name, `Certificate '${certificateId}' has not been issued yet.`);
  }
  if (!covers(certificate.subjectAlternativeNames, hostname)) {
    throw new ArmError(
      400,
      "CertificateHostnameMismatch",
      `Certificate '${certificateId}' doesn't match the custom hostname '${hostname}'. It is for: ` +
        `${certificate.subjectAlternativeNames.join(", ")}.`,
    );
  }
}
