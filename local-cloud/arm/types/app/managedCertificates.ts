import type { JsonObject } from "../../../json";
import { ArmError } from "../../armError";
import type { ArmCloud } from "../../armCloud";
import { textAt } from "../../body";
import { idKey, parseResourceId } from "../../resourceId";
import type { ResourceType, ResourceView, StoredResource, WriteRequest } from "../../resourceType";
import { certificateName } from "./certificates";
import {
  appWith,
  type ValidationMethod,
  validationProblem,
  type ValidationSubject,
} from "./domainControlValidation";
import {
  type CertificateFacts,
  checkUnused,
  factsOf,
  managedCertificateType,
} from "./environmentCertificates";

const dayMs = 86_400_000;
/** Lifetime of an issued certificate, in days: six months. @see https://github.com/microsoft/azure-container-apps/issues/1542 */
const lifetimeDays = 180;
/** Days before the end from which a renewal is tried. @see https://learn.microsoft.com/azure/app-service/configure-ssl-certificate#create-a-free-managed-certificate (the same authority; Container Apps documents none) */
const renewalDays = 45;

/** Who signs managed certificates. */
const issuer = "CN=GeoTrust TLS RSA CA G1, OU=www.digicert.com, O=DigiCert Inc, C=US";

/**
 * Free certificates that the environment gets from DigiCert and renews by itself, as long as everything that the
 * first issue took still holds.
 *
 * The service answers a create at once and fails the operation later; here the create itself fails, and leaves
 * nothing behind. Only one validated by TXT record exists before it is issued: its token is known from the resource.
 *
 * @see https://learn.microsoft.com/azure/container-apps/custom-domains-managed-certificates
 */
export const managedCertificates: ResourceType = {
  type: managedCertificateType,
  apiVersions: ["2025-02-02-preview", "2025-07-01", "2025-01-01", "2024-03-01", "2023-05-01"],
  name: certificateName,
  locations: "any",
  immutable: ["properties.subjectName", "properties.domainControlValidation"],
  // https://learn.microsoft.com/rest/api/containerapps/managed-certificates/create-or-update (its example of a 400)
  changeRefused: () => ({
    status: 400,
    code: "ManagedCertNoUpdate",
    message:
      "Properties of managed certificates cannot be updated. Please delete the current resource and retry or use a " +
      "different resource id.",
  }),
  validate,
  onWrite: ({ resource, cloud }) => {
    if (factsOf(resource) !== undefined) return resource.kept;
    const subject = subjectOf(cloud, resource);
    return validationProblem(cloud, subject) === undefined
      ? issue(resource, cloud.now())
      : resource.kept;
  },
  computed,
  beforeDelete: ({ resource, cloud }) => checkUnused(cloud, resource),
  onClock: renew,
  duration: {
    create: 300,
    delete: 5,
    source: "https://github.com/microsoft/azure-container-apps/issues/607",
  },
};

function validate(request: WriteRequest): void {
  const { cloud } = request;
  const subject = subjectOf(cloud, request);
  const { environment, hostname, method } = subject;
  checkMethod(hostname, method);
  if (appWith(cloud, environment, hostname) === undefined) {
    // https://github.com/microsoft/azure-container-apps/issues/1570
    throw new ArmError(
      400,
      "RequireCustomHostnameInEnvironment",
      `Creating managed certificate requires hostname '${hostname}' added as a custom hostname to a container app or ` +
        `route in environment '${environment.name}'`,
    );
  }
  if (method === "TXT" || factsOf(request.existing ?? { kept: {} }) !== undefined) return;
  const problem = validationProblem(cloud, subject);
  if (problem === undefined) return;
  throw new ArmError(
    400,
    "ManagedCertificateValidationFailed", // Code not documented.
    `Managed certificate '${request.name}' for '${hostname}' could not be issued. ${problem}`,
  );
}

/**
 * A zone's apex can't have a CNAME record. What an apex is, only a list of public suffixes could say: here it is a
 * name of two labels.
 *
 * @see https://learn.microsoft.com/azure/container-apps/custom-domains-managed-certificates (methods; code and message
 * have been seen in use)
 */
function checkMethod(hostname: string, method: string): void {
  const isApex = hostname.split(".").length === 2;
  const supported = isApex ? ["HTTP", "TXT"] : ["CNAME", "HTTP", "TXT"];
  if (supported.includes(method)) return;
  throw new ArmError(
    400,
    "InvalidValidationMethod",
    `Invalid validation method for domain '${hostname}'. Supported validation method(s) for the domain are: ` +
      `${supported.join(", ")}.`,
  );
}

function subjectOf(
  cloud: ArmCloud,
  { id, desired }: Pick<StoredResource, "id" | "desired">,
): ValidationSubject {
  return {
    environment: cloud.find(parseResourceId(id)!.parentId)!,
    hostname: (textAt(desired, "properties.subjectName") ?? "").toLowerCase(),
    method: (textAt(desired, "properties.domainControlValidation") ?? "") as ValidationMethod,
    token: cloud.secretText(`${idKey(id)}|validation token`, 32),
  };
}

function issue(resource: StoredResource, at: Date): JsonObject {
  const hostname = textAt(resource.desired, "properties.subjectName") ?? "";
  const facts: CertificateFacts = {
    subject: hostname,
    subjectAlternativeNames: [hostname],
    issuer,
    notBefore: at.toISOString(),
    notAfter: new Date(at.getTime() + lifetimeDays * dayMs).toISOString(),
  };
  return { certificate: { ...facts, subjectAlternativeNames: [...facts.subjectAlternativeNames] } };
}

/**
 * Tries what is due: a first issue, or a renewal in the last weeks. When the clock has jumped over several renewals
 * each is made at its own time, under the conditions of now. A failure is kept in `properties.error` and tried again
 * whenever the clock moves.
 */
function renew({ resource, cloud }: ResourceView): JsonObject {
  const subject = subjectOf(cloud, resource);
  const now = cloud.now();
  const facts = factsOf(resource);
  if (facts === undefined) {
    return validationProblem(cloud, subject) === undefined ? issue(resource, now) : resource.kept;
  }
  let kept = resource.kept;
  let due = renewalOf(facts);
  if (due > now) return kept;
  const problem = validationProblem(cloud, subject);
  if (problem !== undefined) return { ...kept, error: problem };
  // After a failure the time that was due has passed without a certificate.
  if (textAt(kept, "error") !== undefined) return issue(resource, now);
  while (due <= now) {
    kept = issue(resource, due);
    due = renewalOf(factsOf({ kept })!);
  }
  return kept;
}

function renewalOf({ notAfter }: CertificateFacts): Date {
  return new Date(Date.parse(notAfter) - renewalDays * dayMs);
}

function computed({ resource, cloud }: ResourceView): JsonObject {
  const { method, token } = subjectOf(cloud, resource);
  const error = textAt(resource.kept, "error");
  return {
    properties: {
      provisioningState: factsOf(resource) === undefined ? "Pending" : "Succeeded",
      ...(error === undefined ? {} : { error }),
      ...(method === "TXT" ? { validationToken: token } : {}),
    },
  };
}
