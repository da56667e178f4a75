import { regionCodes, type Region, resourceName } from "../settings/conventions/names";

/** Containers of the state account. */
export const containers = {
  /** State of the stack itself: what workflows read and deployments write. */
  stack: "state",
  /** State of this program. Operators only: whoever could write it could have the next of them give roles away. */
  bootstrap: "bootstrap",
} as const;

/** Key that encrypts the secrets in a stack's state. */
export const secretsKeyName = "stack-secrets";

/**
 * Name of the state account, `ftlstgstatecin`: 3 to 24 lower-case letters and digits, unique in all of Azure.
 *
 * @throws Error when the stack's name doesn't fit.
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
 */
export function stateAccountName(stack: string, region: Region): string {
  const name = `ftl${stack}state${regionCodes[region]}`;
  if (/^[a-z0-9]{3,24}$/.test(name)) return name;
  throw new Error(
    `A storage account can't be named "${name}": 3 to 24 lower-case letters and digits`,
  );
}

/** What the stack itself calls its resource group and its vault, on which roles are given here. */
export function stackNames(stack: string, region: Region): { group: string; vault: string } {
  return {
    group: resourceName("Microsoft.Resources/resourceGroups", { stack, what: "rg", region }),
    vault: resourceName("Microsoft.KeyVault/vaults", { stack, what: "kv", region }),
  };
}
