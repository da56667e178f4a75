import type { ArmCloud } from "../../armCloud";
import { objectAt, objectsAt, textAt, textsAt } from "../../body";
import { hasRole } from "../../roleAssignments";
import { idKey } from "../../resourceId";
import type { StoredResource } from "../../resourceType";
import { reachedPrivately } from "../network/privateReach";
import { readSecretUrl, secretType } from "./secretNames";
import { newestVersion, secretVersions, type SecretVersion } from "./secrets";
import { vaultType } from "./vaults";

/** Who reads a secret, and from where. */
export interface SecretReader {
  /** Object id of the identity; undefined when there is no such identity. */
  readonly principalId: string | undefined;
  /** Subnet that the call comes from; undefined when it comes from the internet. */
  readonly subnetId?: string | undefined;
}

/** A secret's version, or the reason why it can't be had, in Key Vault's own codes. */
export type SecretAnswer =
  | { readonly found: SecretVersion }
  | {
      readonly refused:
        | "VaultNotFound"
        | "SecretNotFound"
        | "Forbidden"
        | "ForbiddenByFirewall"
        | "BadParameter";
    };

/**
 * Reads a secret as the vault's data plane would let that reader.
 *
 * @param at Reads what was the newest version then.
 * @see https://learn.microsoft.com/azure/key-vault/general/rest-error-codes
 */
export function readSecret(
  cloud: ArmCloud,
  url: string,
  reader: SecretReader,
  at?: Date,
): SecretAnswer {
  const reference = readSecretUrl(url);
  if (reference === undefined) return { refused: "BadParameter" };
  const vault = findVault(cloud, reference.vaultName);
  if (vault === undefined) return { refused: "VaultNotFound" };
  if (!reachable(cloud, vault, reader.subnetId)) return { refused: "ForbiddenByFirewall" };
  const secretId = `${vault.id}/secrets/${reference.secretName}`;
  if (!mayRead(cloud, vault, secretId, reader.principalId)) return { refused: "Forbidden" };
  const secret = cloud.find(secretId);
  if (secret === undefined || secret.type !== secretType) return { refused: "SecretNotFound" };
  if (objectAt(secret.desired, "properties.attributes").enabled === false)
    return { refused: "Forbidden" };
  const found =
    reference.version === undefined
      ? newestVersion(secret, at)
      : secretVersions(secret).find(({ version }) => version === reference.version?.toLowerCase());
  return found === undefined ? { refused: "SecretNotFound" } : { found };
}

/** The vault with this name: names are unique in all of Azure. */
export function findVault(cloud: ArmCloud, name: string): StoredResource | undefined {
  return cloud.list(vaultType).find((vault) => vault.name.toLowerCase() === name.toLowerCase());
}

/** @see https://learn.microsoft.com/azure/key-vault/general/rbac-guide */
function mayRead(
  cloud: ArmCloud,
  vault: StoredResource,
  secretId: string,
  principalId: string | undefined,
): boolean {
  if (principalId === undefined) return false;
  const properties = objectAt(vault.desired, "properties");
  if (properties.enableRbacAuthorization === true) {
    return hasRole(cloud, principalId, secretId, [
      "keyVaultSecretsUser",
      "keyVaultSecretsOfficer",
      "keyVaultAdministrator",
    ]);
  }
  return objectsAt(properties, "accessPolicies").some(
    (policy) =>
      textAt(policy, "objectId") === principalId &&
      textsAt(policy, "permissions.secrets").some((permission) =>
        ["get", "all"].includes(permission.toLowerCase()),
      ),
  );
}

/**
 * Container Apps is no trusted service of Key Vault, so `bypass` does not let it in.
 *
 * @see https://learn.microsoft.com/azure/key-vault/general/overview-vnet-service-endpoints#trusted-services
 * @see https://github.com/microsoft/azure-container-apps/issues/888
 */
function reachable(cloud: ArmCloud, vault: StoredResource, subnetId: string | undefined): boolean {
  const properties = objectAt(vault.desired, "properties");
  if (subnetId !== undefined && reachedPrivately(cloud, vault, subnetId)) return true;
  if (properties.publicNetworkAccess === "Disabled") return false;
  if (textAt(properties, "networkAcls.defaultAction") !== "Deny") return true;
  return objectsAt(properties, "networkAcls.virtualNetworkRules").some(
    (rule) => subnetId !== undefined && idKey(textAt(rule, "id") ?? "") === idKey(subnetId),
  );
}
