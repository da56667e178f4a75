import { equal, type JsonObject } from "../../../json";
import { ArmError } from "../../armError";
import type { ArmCloud } from "../../armCloud";
import { objectAt, textAt } from "../../body";
import { holds } from "../../managedIdentities";
import { parseResourceId } from "../../resourceId";
import type {
  NameRule,
  ResourceType,
  ResourceView,
  StoredResource,
  WriteRequest,
} from "../../resourceType";
import { type CertificateContent, readCertificate } from "./certificateContent";
import { certificateType, checkUnused, factsOf } from "./environmentCertificates";
import { readAs } from "./workloadSecrets";
import type { SecretVersion } from "../keyVault/secrets";

/** Rule of both kinds of an environment's certificates; not documented, as the command line keeps to it. */
export const certificateName: NameRule = {
  pattern: /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i,
  length: [1, 260],
  code: "InvalidCertificateName",
  message:
    "A name must consist of alphanumeric characters, '-' or '.', and start and end with an alphanumeric character.",
};

/** Longest time until a new version of a Key Vault secret is taken up. @see https://learn.microsoft.com/azure/container-apps/key-vault-certificates-manage */
const takeUpMs = 12 * 3_600_000;

/**
 * Certificates that somebody brings, by value or by a Key Vault secret. One from Key Vault follows the secret's newest
 * version; here it takes the longest time that the service may take.
 *
 * @see https://learn.microsoft.com/azure/container-apps/custom-domains-certificates
 */
export const certificates: ResourceType = {
  type: certificateType,
  apiVersions: ["2025-02-02-preview", "2025-07-01", "2025-01-01", "2024-03-01", "2023-05-01"],
  name: certificateName,
  locations: "any",
  writeOnly: ["properties.value", "properties.password"],
  immutable: ["properties.value", "properties.password"],
  defaults: () => ({ properties: { certificateType: "ServerSSLCertificate" } }),
  validate: (request) => {
    content(request, environmentOf(request));
  },
  onWrite: ({ resource, cloud }) => {
    const { read, secretVersion } = content(
      { ...resource, cloud },
      environmentOf({ id: resource.id, cloud }),
    );
    return keep(read, secretVersion);
  },
  computed,
  beforeDelete: ({ resource, cloud }) => checkUnused(cloud, resource),
  onClock: followSecret,
  duration: {
    create: 10,
    delete: 5,
    source: "https://learn.microsoft.com/azure/container-apps/custom-domains-certificates",
  },
};

/** A write, or a resource as it stands. */
type Holder = Pick<WriteRequest, "id" | "name" | "desired" | "cloud">;

function environmentOf({ id, cloud }: Pick<Holder, "id" | "cloud">): StoredResource {
  return cloud.find(parseResourceId(id)!.parentId)!;
}

function content(
  holder: Holder,
  environment: StoredResource,
): { read: CertificateContent; secretVersion?: SecretVersion } {
  const properties = objectAt(holder.desired, "properties");
  const value = textAt(properties, "value") ?? "";
  const reference = objectAt(properties, "certificateKeyVaultProperties");
  if ((value !== "") === Object.keys(reference).length > 0) {
    throw new ArmError(
      400,
      "InvalidCertificate", // Message not documented.
      `The certificate ${holder.name} needs either a value or certificateKeyVaultProperties.`,
    );
  }
  if (value !== "") {
    return { read: readCertificate(fromBase64(value), optionsOf(holder)) };
  }
  const secretVersion = secretOf(holder, environment, reference);
  return {
    read: readCertificate(secretBytes(secretVersion.value), optionsOf(holder)),
    secretVersion,
  };
}

function optionsOf({ name, desired }: Pick<Holder, "name" | "desired">) {
  return {
    name,
    password: textAt(desired, "properties.password"),
    keyRequired: textAt(desired, "properties.certificateType") !== "ImagePullTrustedCA",
  };
}

function fromBase64(value: string): Buffer {
  return Buffer.from(value, "base64");
}

/** A certificate's secret holds PEM text as it is, or a PKCS #12 file in base64. @see https://learn.microsoft.com/azure/key-vault/certificates/about-certificates#composition-of-a-certificate */
export function secretBytes(value: string): Buffer {
  return value.includes("-----BEGIN ") ? Buffer.from(value) : fromBase64(value);
}

/**
 * Reads the secret as the environment does.
 *
 * @throws ArmError. That reading is tried at once is seen in use, code and message are not documented.
 * @see https://learn.microsoft.com/azure/container-apps/key-vault-certificates-manage
 */
function secretOf(
  { name, cloud }: Holder,
  environment: StoredResource,
  reference: JsonObject,
): SecretVersion {
  const url = textAt(reference, "keyVaultUrl") ?? "";
  const identity = textAt(reference, "identity") ?? "system";
  if (!holds(environment, identity)) {
    throw refusedSecret(
      name,
      `the identity '${identity}' is not assigned to the environment '${environment.name}'`,
    );
  }
  const answer = readAs(cloud, environment, environment, url, identity);
  if ("found" in answer) return answer.found;
  throw refusedSecret(
    name,
    `unable to get '${url}' with the identity '${identity}': ${answer.refused}`,
  );
}

function refusedSecret(name: string, reason: string): ArmError {
  return new ArmError(
    400,
    "CertificateKeyVaultReadFailed",
    `The certificate ${name} could not be read from Key Vault: ${reason}.`,
  );
}

function keep(read: CertificateContent, secretVersion?: SecretVersion): JsonObject {
  return {
    certificate: { ...read, subjectAlternativeNames: [...read.subjectAlternativeNames] },
    ...(secretVersion === undefined
      ? {}
      : { secretVersion: secretVersion.version, secretCreated: secretVersion.created }),
  };
}

function computed({ resource, cloud }: ResourceView): JsonObject {
  const facts = factsOf(resource);
  if (facts === undefined) return {};
  const now = cloud.now().toISOString();
  const { thumbprint, publicKeyHash } = objectAt(resource.kept, "certificate");
  return {
    properties: {
      provisioningState: "Succeeded",
      subjectName: facts.subject,
      subjectAlternativeNames: [...facts.subjectAlternativeNames],
      issuer: facts.issuer,
      issueDate: facts.notBefore,
      expirationDate: facts.notAfter,
      thumbprint,
      publicKeyHash,
      valid: facts.notBefore <= now && now < facts.notAfter,
    },
  };
}

/** Takes up the version that was the secret's newest half a day ago, when it is newer than the one in use. */
function followSecret({ resource, cloud }: ResourceView): JsonObject {
  const reference = objectAt(resource.desired, "properties.certificateKeyVaultProperties");
  if (Object.keys(reference).length === 0) return resource.kept;
  const version = newerSecret(resource, cloud, reference);
  if (version === undefined) return resource.kept;
  try {
    return keep(readCertificate(secretBytes(version.value), optionsOf(resource)), version);
  } catch (error) {
    if (error instanceof ArmError) return { ...resource.kept, error: error.message };
    throw error;
  }
}

function newerSecret(
  resource: StoredResource,
  cloud: ArmCloud,
  reference: JsonObject,
): SecretVersion | undefined {
  const environment = environmentOf({ id: resource.id, cloud });
  const answer = readAs(
    cloud,
    environment,
    environment,
    textAt(reference, "keyVaultUrl") ?? "",
    textAt(reference, "identity") ?? "system",
    new Date(cloud.now().getTime() - takeUpMs),
  );
  if (!("found" in answer)) return undefined;
  const { found } = answer;
  const isNewer =
    Date.parse(found.created) > Date.parse(textAt(resource.kept, "secretCreated") ?? "");
  return isNewer && !equal(found.version, resource.kept.secretVersion) ? found : undefined;
}
