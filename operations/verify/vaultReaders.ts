import { apiVersions } from "./resources";
import type { VerifyContext } from "./verifyContext";

/**
 * Built-in roles that may read a secret's value, by the ids that every tenant has.
 *
 * @see https://learn.microsoft.com/azure/key-vault/general/rbac-guide#azure-built-in-roles-for-key-vault-data-plane-operations
 */
const readingRoles: ReadonlySet<string> = new Set([
  "4633458b-17de-408a-b874-0445c86b69e6", // Key Vault Secrets User
  "b86a8fe4-44ce-4948-aee5-eccb2c155cd7", // Key Vault Secrets Officer
  "00482a5a-887f-4fb3-b363-3b7fe8e74483", // Key Vault Administrator
]);

/** @see https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/get */
interface VaultProperties {
  readonly publicNetworkAccess?: string;
  readonly networkAcls?: {
    readonly defaultAction?: string;
    readonly virtualNetworkRules?: readonly unknown[];
  };
  readonly privateEndpointConnections?: readonly {
    readonly properties?: {
      readonly privateLinkServiceConnectionState?: { readonly status?: string };
    };
  }[];
  readonly enableRbacAuthorization?: boolean | null;
  readonly accessPolicies?: readonly {
    readonly objectId?: string;
    readonly permissions?: { readonly secrets?: readonly string[] };
  }[];
}

interface Assignment {
  readonly roleDefinitionId?: string;
  readonly scope?: string;
}

/** Why an identity can't read a secret of the vault; undefined when it can. @param principalId Its object id. */
export async function whyNotReader(
  { target: { azure, outputs } }: VerifyContext,
  principalId: string,
  secretName: string,
): Promise<string | undefined> {
  const { vault: vaultId } = outputs.resourceIds;
  const vault = await azure.get<VaultProperties>(vaultId, apiVersions.keyVault);
  if (vault === undefined) return `the vault ${outputs.resourceNames.vault} is not there`;
  if (isShut(vault.properties)) {
    return "the vault's firewall lets nobody in, and no private endpoint leads there";
  }
  const { enableRbacAuthorization, accessPolicies = [] } = vault.properties;
  if (enableRbacAuthorization !== true) {
    // Roles say nothing then.
    const permissions = accessPolicies
      .filter(({ objectId }) => objectId?.toLowerCase() === principalId.toLowerCase())
      .flatMap((policy) => policy.permissions?.secrets ?? []);
    return permissions.some((one) => /^(?:get|all)$/i.test(one))
      ? undefined
      : "the vault goes by access policies, and none lets it read secrets";
  }
  // Those of the groups that it is in count as well.
  const assignments = await azure.list<Assignment>(
    `${vaultId}/providers/Microsoft.Authorization/roleAssignments`,
    apiVersions.roleAssignments,
    `assignedTo('${principalId}')`,
  );
  const mayRead = assignments.some(
    ({ properties: { roleDefinitionId = "", scope = "" } }) =>
      readingRoles.has(roleDefinitionId.split("/").at(-1)!.toLowerCase()) &&
      covers(scope, `${vaultId}/secrets/${secretName}`),
  );
  return mayRead ? undefined : "it has no role that reads the vault's secrets";
}

/**
 * Whether no app comes through to a vault. Container Apps is none of the services that its firewall trusts.
 *
 * @see https://learn.microsoft.com/azure/key-vault/general/network-security
 */
function isShut(vault: VaultProperties): boolean {
  const { publicNetworkAccess, networkAcls, privateEndpointConnections = [] } = vault;
  const isPrivate = privateEndpointConnections.some(
    ({ properties }) => properties?.privateLinkServiceConnectionState?.status === "Approved",
  );
  if (isPrivate) return false;
  const { defaultAction, virtualNetworkRules = [] } = networkAcls ?? {};
  return (
    publicNetworkAccess === "Disabled" ||
    (defaultAction === "Deny" && virtualNetworkRules.length === 0)
  );
}

/**
 * Whether a scope is a resource's own or one above it. What Azure lists for a resource of management groups is above it.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/scope-overview
 */
function covers(scope: string, id: string): boolean {
  const above = scope.toLowerCase().replace(/\/$/, "");
  return (
    above.startsWith("/providers/microsoft.management/managementgroups/") ||
    `${id}/`.toLowerCase().startsWith(`${above}/`)
  );
}
