import type { Json, JsonObject } from "../../../json";
import { ArmError } from "../../armError";
import type { ArmCloud } from "../../armCloud";
import { objectsAt, textAt } from "../../body";
import { idKey, parseResourceId } from "../../resourceId";
import type { ResourceType, StoredResource } from "../../resourceType";
import { secretType } from "./secretNames";
import { softDeletedName, softDeletesAs } from "./softDeletedParts";

/**
 * Secrets as Resource Manager has them: it writes values and never reads them back. Every write with a value is a
 * new version; the older ones stay readable in the vault. A deleted secret keeps its name for the vault's retention.
 *
 * @see https://learn.microsoft.com/azure/key-vault/secrets/about-secrets
 */
export const vaultSecrets: ResourceType = {
  type: secretType,
  apiVersions: ["2024-11-01", "2026-02-01", "2023-07-01", "2023-02-01", "2022-07-01"],
  name: {
    pattern: /^[A-Za-z0-9-]+$/,
    length: [1, 127],
    code: "BadParameter",
    message: "A secret's name has 1 to 127 letters, digits and hyphens.",
  },
  writeOnly: ["properties.value"],
  defaults: () => ({ properties: { attributes: { enabled: true } } }),
  validate: ({ id, name, desired, existing, cloud }) => {
    const value = textAt(desired, "properties.value");
    if (existing === undefined && value === undefined) {
      throw new ArmError(400, "BadParameter", "The request is missing the secret's value.");
    }
    if (value !== undefined && Buffer.byteLength(value) > largestBytes) {
      throw new ArmError(
        400,
        "BadParameter",
        `The secret value is too large: ${Buffer.byteLength(value)} bytes, the largest is ${largestBytes}.`,
      );
    }
    if (
      existing === undefined &&
      cloud.softDeleted(secretType, softDeletedName(id)) !== undefined
    ) {
      throw new ArmError(
        409,
        "Conflict",
        `Secret ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this ` +
          "state, the secret can only be recovered or purged.",
      );
    }
  },
  onWrite: ({ resource, cloud }) => {
    const value = textAt(resource.desired, "properties.value");
    const versions = objectsAt(resource.kept, "versions");
    const written = cloud.now().toISOString();
    if (value === undefined) return { ...resource.kept, updated: written };
    const version = cloud
      .guid(`${idKey(resource.id)}|${written}|${versions.length}`)
      .replaceAll("-", "");
    return {
      ...resource.kept,
      updated: written,
      versions: [...versions, { version, created: written, value }],
    };
  },
  computed: ({ resource }) => {
    const uri = `https://${vaultNameOf(resource.id).toLowerCase()}.vault.azure.net/secrets/${resource.name}`;
    return {
      properties: {
        attributes: {
          created: seconds(resource.created),
          updated: seconds(resource.kept.updated ?? resource.created),
        },
        secretUri: uri,
        secretUriWithVersion: `${uri}/${newestVersion(resource)?.version ?? ""}`,
      },
    };
  },
  afterDelete: softDeletesAs(secretType),
  duration: {
    create: 1,
    source: "https://learn.microsoft.com/azure/key-vault/secrets/quick-create-bicep",
  },
};

/** @see https://learn.microsoft.com/azure/key-vault/general/service-limits */
const largestBytes = 25_600;

/** One version of a secret. */
export interface SecretVersion {
  /** 32 hexadecimal digits. */
  readonly version: string;
  /** ISO 8601. */
  readonly created: string;
  readonly value: string;
}

/** Versions of a secret, oldest first. */
export function secretVersions(secret: StoredResource): SecretVersion[] {
  return objectsAt(secret.kept, "versions").flatMap((entry: JsonObject) => {
    const { version, created, value } = entry;
    return typeof version === "string" && typeof created === "string" && typeof value === "string"
      ? [{ version, created, value }]
      : [];
  });
}

/** Newest version of a secret, or the newest that there was at a time. */
export function newestVersion(secret: StoredResource, at?: Date): SecretVersion | undefined {
  return secretVersions(secret).findLast(
    ({ created }) => at === undefined || Date.parse(created) <= at.getTime(),
  );
}

/**
 * Recovers a soft-deleted secret into its vault.
 *
 * @throws ArmError `SecretNotFound`.
 * @see https://learn.microsoft.com/rest/api/keyvault/secrets/recover-deleted-secret
 */
export function recoverSecret(cloud: ArmCloud, id: string): void {
  const entry = cloud.softDeleted(secretType, softDeletedName(id));
  if (entry?.content === undefined) {
    throw new ArmError(
      404,
      "SecretNotFound",
      `A deleted secret with id ${id} was not found in this key vault.`,
    );
  }
  cloud.forget(secretType, entry.name);
  cloud.restore(entry.content);
}

function vaultNameOf(id: string): string {
  return parseResourceId(id)?.names[0] ?? "";
}

function seconds(time: Json | undefined): number | undefined {
  return typeof time === "string" ? Math.floor(Date.parse(time) / 1000) : undefined;
}
