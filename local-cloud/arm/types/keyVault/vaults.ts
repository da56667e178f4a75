import { overlay, type JsonObject } from "../../../json";
import { shortLocation } from "../../generalRules";
import { ArmError } from "../../armError";
import type { ArmCloud } from "../../armCloud";
import { numberAt, objectAt, objectsAt, textAt } from "../../body";
import { idKey } from "../../resourceId";
import type { ResourceType, StoredResource, WriteRequest } from "../../resourceType";
import { endpointConnections } from "../network/privateLink";
import { keyType } from "./keys";
import { secretType } from "./secretNames";

export const vaultType = "Microsoft.KeyVault/vaults";

const dayMs = 86_400_000;

/**
 * Key vaults as Resource Manager has them. A deleted one keeps its name for its retention time: it can be purged
 * (unless it is protected from that) or recovered, with its keys and secrets, by a create with `createMode: recover`.
 *
 * @see https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview
 */
export const vaults: ResourceType = {
  type: vaultType,
  apiVersions: ["2024-11-01", "2026-02-01", "2023-07-01", "2023-02-01", "2022-07-01"],
  name: {
    pattern: /^[A-Za-z](?:-?[A-Za-z0-9])*$/,
    length: [3, 24],
    code: "VaultNameNotValid",
    message:
      "A vault's name must be between 3-24 alphanumeric characters. The name must begin with a letter, end with a " +
      "letter or digit, and not contain consecutive hyphens. Follow this link for more information: " +
      "https://go.microsoft.com/fwlink/?linkid=2147742",
  },
  locations: "any",
  globalName: {
    of: ({ name }) => `${name}.vault.azure.net`,
    taken: (name) => ({
      status: 409,
      code: "VaultAlreadyExists",
      message:
        `The vault name '${name}' is already in use. Vault names are globally unique so it is possible that the ` +
        "name is already taken. If you are sure that the vault name was not taken then it is possible that a vault " +
        "with the same name was recently deleted but not purged after being placed in a recoverable state. If the " +
        "vault is in a recoverable state then the vault will need to be purged before reusing the name. For more " +
        "information about VaultAlreadyExists, soft delete and purging a vault follow this link " +
        "https://go.microsoft.com/fwlink/?linkid=2147740.",
    }),
  },
  writeOnly: ["properties.createMode"],
  immutable: ["properties.softDeleteRetentionInDays"],
  changeRefused: () => ({
    status: 400,
    code: "BadRequest",
    message:
      'The property "softDeleteRetentionInDays" has been set already and it can\'t be modified.',
  }),
  defaults: ({ existing, name, desired, cloud }) => {
    const recovered =
      textAt(desired, "properties.createMode") === "recover"
        ? cloud.softDeleted(vaultType, name)?.content
        : undefined;
    const properties = {
      accessPolicies: [],
      enabledForDeployment: false,
      enableSoftDelete: true,
      // What is on stays on when a later write doesn't speak of it.
      ...protection(existing),
      enableRbacAuthorization: false,
      publicNetworkAccess: "Enabled",
      softDeleteRetentionInDays: retentionOf(existing) ?? 90,
    };
    return overlay({ properties }, recovered?.desired ?? {});
  },
  validate,
  onWrite: ({ resource, cloud }, before) => {
    if (before === undefined && textAt(resource.desired, "properties.createMode") === "recover") {
      recover(cloud, resource);
    }
    return resource.kept;
  },
  computed: ({ resource, cloud }) => {
    const connections = endpointConnections(cloud, resource);
    return {
      properties: {
        provisioningState: "Succeeded",
        vaultUri: `https://${resource.name.toLowerCase()}.vault.azure.net/`,
        ...(connections.length === 0 ? {} : { privateEndpointConnections: connections }),
      },
    };
  },
  afterDelete: ({ resource, cloud }) => {
    const now = cloud.now();
    const days = retentionOf(resource) ?? 90;
    cloud.softDelete({
      type: vaultType,
      name: resource.name,
      id: resource.id,
      location: textAt(resource.desired, "location") ?? "",
      deleted: now.toISOString(),
      scheduledPurge: new Date(now.getTime() + days * dayMs).toISOString(),
      purgeProtected: objectAt(resource.desired, "properties").enablePurgeProtection === true,
      content: resource,
    });
  },
  duration: {
    create: 30,
    update: 5,
    delete: 10,
    source: "https://learn.microsoft.com/azure/key-vault/general/quick-create-cli",
  },
};

/**
 * Purges a soft-deleted vault, with the keys and secrets that it took along.
 *
 * @throws ArmError when there is none, or when it is protected.
 * @see https://learn.microsoft.com/azure/key-vault/general/key-vault-recovery
 */
export function purgeVault(cloud: ArmCloud, name: string): void {
  const entry = cloud.softDeleted(vaultType, name);
  if (entry === undefined) {
    throw new ArmError(
      404,
      "DeletedVaultNotFound",
      `The specified deleted vault '${name}' does not exist. Follow this link for more information: ` +
        "https://go.microsoft.com/fwlink/?linkid=2147741",
    );
  }
  if (entry.purgeProtected) {
    throw new ArmError(
      405,
      "MethodNotAllowed",
      'Operation "DeletedVaultPurge" is not allowed because purge protection is enabled for this vault. Key Vault ' +
        "service will automatically purge it after the retention period has passed. Vault: " +
        entry.name,
    );
  }
  cloud.forget(vaultType, name);
  for (const { type, name: gone } of objectsOf(cloud, entry.id)) cloud.forget(type, gone);
}

/** Puts back the keys and secrets that went with the vault; what else it was stands in the defaults. */
function recover(cloud: ArmCloud, vault: StoredResource): void {
  const entry = cloud.softDeleted(vaultType, vault.name);
  if (entry === undefined) return;
  cloud.forget(vaultType, vault.name);
  for (const object of objectsOf(cloud, vault.id)) {
    if (object.takenBy === undefined || object.content === undefined) continue;
    cloud.restore(object.content);
    cloud.forget(object.type, object.name);
  }
}

function objectsOf(cloud: ArmCloud, vaultId: string) {
  return [keyType, secretType]
    .flatMap((type) => cloud.listSoftDeleted(type))
    .filter((entry) => idKey(entry.id).startsWith(`${idKey(vaultId)}/`));
}

function validate(request: WriteRequest): void {
  const { name, desired, existing, cloud } = request;
  const properties = objectAt(desired, "properties");
  const entry = cloud.softDeleted(vaultType, name);
  const recovering = properties.createMode === "recover";

  if (existing === undefined && recovering && entry === undefined) {
    throw new ArmError(
      404,
      "SoftDeletedVaultDoesNotExist",
      `A soft deleted vault with the given name does not exist. Ensure that the name for the vault that is being ` +
        `attempted to recover is in a recoverable state. For more information on soft delete please follow this link ` +
        "https://go.microsoft.com/fwlink/?linkid=2149745",
    );
  }
  if (existing === undefined && entry !== undefined) {
    const here = idKey(entry.id) === idKey(request.id);
    const sameRegion =
      shortLocation(entry.location) === shortLocation(textAt(desired, "location") ?? "");
    if (!recovering || !here || !sameRegion) {
      throw new ArmError(
        409,
        "ConflictError",
        "A vault with the same name already exists in deleted state. You need to either recover or purge existing " +
          "key vault. Follow this link https://go.microsoft.com/fwlink/?linkid=2149745 for more information on soft delete.",
      );
    }
  }

  if (!recovering) checkRequired(properties);
  if (properties.enablePurgeProtection === false) {
    throw badRequest(
      'The property "enablePurgeProtection" cannot be set to false. Enabling the purge protection for a vault is an ' +
        "irreversible action.",
    );
  }
  if (properties.enableSoftDelete === false) {
    throw badRequest(
      "The property \"enableSoftDelete\" can be set to false only for creating new vault. Enabling the 'soft delete' " +
        "functionality is an irreversible action.",
    );
  }
  const days = numberAt(properties, "softDeleteRetentionInDays");
  if (days === undefined || !Number.isInteger(days) || days < 7 || days > 90) {
    throw badRequest(
      'The property "softDeleteRetentionInDays" must be an integer between 7 and 90 (both included).',
    );
  }
}

function checkRequired(properties: JsonObject): void {
  if (textAt(properties, "tenantId") === undefined) {
    throw badRequest("The parameter tenantId is missing.");
  }
  const sku = textAt(properties, "sku.name");
  if (sku?.toLowerCase() !== "standard" && sku?.toLowerCase() !== "premium") {
    throw badRequest("An invalid value was provided for 'sku'.");
  }
  if (objectsAt(properties, "accessPolicies").length > 1024) {
    throw badRequest("An invalid value was provided for 'accessPolicies'.");
  }
}

function badRequest(message: string): ArmError {
  return new ArmError(400, "BadRequest", message);
}

function protection(vault: StoredResource | undefined): JsonObject {
  const on =
    vault !== undefined && objectAt(vault.desired, "properties").enablePurgeProtection === true;
  return on ? { enablePurgeProtection: true } : {};
}

function retentionOf(vault: StoredResource | undefined): number | undefined {
  return vault === undefined
    ? undefined
    : numberAt(vault.desired, "properties.softDeleteRetentionInDays");
}
