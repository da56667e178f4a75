export const secretType = "Microsoft.KeyVault/vaults/secrets";

/** A reference to a secret, as its URL says it. */
export interface SecretReference {
  readonly vaultName: string;
  readonly secretName: string;
  /** Absent: the newest. */
  readonly version?: string;
}

/**
 * Reads `https://<vault>.vault.azure.net/secrets/<name>[/<version>]`; undefined when the text is not one.
 *
 * @see https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#vault-name-and-object-name
 */
export function readSecretUrl(url: string): SecretReference | undefined {
  const found =
    /^https:\/\/([a-z0-9-]{3,24})\.vault\.azure\.net(?::443)?\/secrets\/([a-z0-9-]{1,127})(?:\/([0-9a-f]{32}))?\/?$/i.exec(
      url,
    );
  if (found === null) return undefined;
  const [, vaultName, secretName, version] = found;
  return {
    vaultName: vaultName!,
    secretName: secretName!,
    ...(version === undefined ? {} : { version }),
  };
}
