import { certificateSecretName } from "../../settings/conventions/certificates";
import { resourceName } from "../../settings/conventions/names";
import type { ServedName, Settings } from "../../settings";

/** A certificate that lives in the stack's vault, one a hostname. */
export interface VaultCertificate {
  readonly hostname: string;
  /** `keyvault`: from a public authority, by ACME; `origin`: from Cloudflare's Origin CA. */
  readonly kind: Exclude<ServedName["certificate"], "managed">;
  /** Name of the vault's certificate and of the secret that comes with it. */
  readonly secretName: string;
}

/** The certificates that the settings of a stack ask for, and that no service obtains by itself. */
export function vaultCertificates({ hostnames }: Settings): VaultCertificate[] {
  return [...hostnames.api, ...hostnames.ws].flatMap(({ name, certificate: kind }) =>
    kind === "managed" ? [] : [{ hostname: name, kind, secretName: certificateSecretName(name) }],
  );
}

/** Physical name of the stack's vault. */
export function vaultNameOf(stack: string, { location }: Settings): string {
  return resourceName("Microsoft.KeyVault/vaults", { stack, what: "kv", region: location });
}
