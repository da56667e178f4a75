import type { ResourceManager } from "../../arm/resourceManager";
import { at } from "../../json";
import { findVault } from "../../arm/types/keyVault/readSecret";
import { secretType } from "../../arm/types/keyVault/secretNames";
import { newestVersion } from "../../arm/types/keyVault/secrets";

/** The secrets of one vault, as somebody sees them who stands in its network and may do anything with them. */
export class VaultSecrets {
  private readonly resourceManager: ResourceManager;
  private readonly vaultId: string;
  /** Whether the vault takes calls from outside its network. */
  readonly isPublic: boolean;

  private constructor(resourceManager: ResourceManager, vaultId: string, isPublic: boolean) {
    this.resourceManager = resourceManager;
    this.vaultId = vaultId;
    this.isPublic = isPublic;
  }

  /** The vault of this name; undefined when there is none. */
  static of(resourceManager: ResourceManager, vaultName: string): VaultSecrets | undefined {
    const vault = findVault(resourceManager, vaultName);
    if (vault === undefined) return undefined;
    const isPublic = at(vault.desired, "properties.publicNetworkAccess") !== "Disabled";
    return new VaultSecrets(resourceManager, vault.id, isPublic);
  }

  /** Newest value of a secret; undefined when there is none. */
  read(name: string): string | undefined {
    const secret = this.resourceManager.find(this.idOf(name));
    return secret === undefined ? undefined : newestVersion(secret)?.value;
  }

  /**
   * Writes a new version, which is on disk when the promise resolves.
   *
   * @param contentType `application/x-pem-file` for a certificate with its key.
   * @throws ArmError with the vault's code: too large, or deleted and not purged.
   */
  async write(name: string, value: string, contentType: string): Promise<void> {
    await this.resourceManager.put(this.idOf(name), { properties: { value, contentType } });
  }

  private idOf(name: string): string {
    return `${this.vaultId}/${secretType.split("/").at(-1)}/${name}`;
  }
}
