/** Built-in roles by the ids that every tenant has. @see https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
export const roleIds = {
  contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
  /** Encrypts and decrypts with a key; makes and deletes none. */
  keyVaultCryptoUser: "12338af0-0e69-4776-bea7-57ae8d297424",
  keyVaultCertificatesOfficer: "a4417e6f-fecd-4de8-b567-7b0420556985",
  keyVaultSecretsOfficer: "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
  /** Locks are no part of Contributor. */
  locksContributor: "28bf596f-4eb7-45ce-b5bc-6cf482fec137",
  reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
  roleBasedAccessControlAdministrator: "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
  storageBlobDataContributor: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
  storageBlobDataReader: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
} as const;

/** A role: one of Azure's own, or {@link RedisKeysReader}'s. */
export type RoleName = keyof typeof roleIds | "redisKeysReader";

/** The roles that a stack's own program gives to its workloads, and no others: see `components/workloadIdentity.ts`. */
const workloadRoles = [
  "7f951dda-4ed3-4680-a7ca-43fe172d538d", // AcrPull
  "4633458b-17de-408a-b874-0445c86b69e6", // Key Vault Secrets User
] as const;

/**
 * What a deployment may do as Role Based Access Control Administrator: give managed identities the roles of workloads
 * and take them away again. Without it the role would let it make itself Owner.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-examples
 */
export const workloadRolesOnly = ["write", "delete"]
  .map((action) => {
    const source = action === "write" ? "@Request" : "@Resource";
    const attribute = `${source}[Microsoft.Authorization/roleAssignments`;
    return (
      `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/${action}'})) OR ` +
      `(${attribute}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${workloadRoles.join(", ")}} AND ` +
      `${attribute}:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'}))`
    );
  })
  .join(" AND ");
