import { certificateSecretName } from "../../settings/conventions/certificates";
import { resourceName } from "../../settings/conventions/names";
import { publicAppNames, type PublicAppName, type ServedName, type Settings } from "../../settings";

/** A certificate that lives in the stack's vault, one a hostname. */
export interface VaultCertificate {
  readonly hostname: string;
  /** `keyvault`: from a public authority, by ACME; `origin`: from Cloudflare's Origin CA. */
  readonly kind: Exclude<ServedName["certificate"], "managed">;
  /** Name of the vault's certificate and of the secret that comes with it. */
  readonly secretName: string;
}

/** The certificates that the settings of a stack ask for, and that no service obtains by itself. */
export function vaultCertificates({ hostnames }: Pick<Settings, "hostnames">): VaultCertificate[] {
  return [...hostnames.api, ...hostnames.ws].flatMap(({ name, certificate: kind }) =>
    kind === "managed" ? [] : [{ hostname: name, kind, secretName: certificateSecretName(name) }],
  );
}

/** A hostname whose certificate Container Apps obtains and renews by itself, for as long as it can. */
export interface ManagedName {
  readonly hostname: string;
  readonly kind: "managed";
  /** App that serves it. */
  readonly app: PublicAppName;
}

/** The hostnames of a stack's apps that have a managed certificate. */
export function managedNames({ hostnames }: Settings): ManagedName[] {
  return publicAppNames.flatMap((app) =>
    hostnames[app].flatMap(({ name: hostname, certificate: kind }) =>
      kind === "managed" ? [{ hostname, kind, app }] : [],
    ),
  );
}

/** Physical name of one of the stack's apps. */
export function appNameOf(stack: string, app: PublicAppName): string {
  return resourceName("Microsoft.App/containerApps", { stack, what: app });
}

/** Physical name of the stack's vault. */
export function vaultNameOf(stack: string, { location }: Pick<Settings, "location">): string {
  return resourceName("Microsoft.KeyVault/vaults", { stack, what: "kv", region: location });
}
