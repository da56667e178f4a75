import type { ResourceType } from "../../resourceType";
import { vaultKeys } from "./keys";
import { vaultSecrets } from "./secrets";
import { vaults } from "./vaults";

/** Microsoft.KeyVault. */
export const keyVaultTypes: readonly ResourceType[] = [vaults, vaultKeys, vaultSecrets];
