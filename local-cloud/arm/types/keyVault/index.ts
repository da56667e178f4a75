import type { ResourceType } from "../../resourceType";
import { vaultSecrets } from "./secrets";
import { vaults } from "./vaults";

/** Microsoft.KeyVault. */
export const keyVaultTypes: readonly ResourceType[] = [vaults, vaultSecrets];
