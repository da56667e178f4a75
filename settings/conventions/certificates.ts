import { resourceName } from "./names";

/** Longest name of a Key Vault object, in characters. @see https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates */
const longestSecretName = 127;

/**
 * Who issues a certificate, by its kind, as CAA records name them; nobody that they could keep from it for `origin`.
 *
 * @see https://learn.microsoft.com/azure/container-apps/custom-domains-managed-certificates (DigiCert)
 * @see https://letsencrypt.org/docs/caa/
 */
export const certificateIssuer = {
  managed: "digicert.com",
  keyvault: "letsencrypt.org",
  origin: undefined,
} as const;

/**
 * Tag by which a managed certificate says that its owner renews it by hand while its name is proxied: the policy
 * refuses the two together without it.
 */
export const acceptsRenewalGapTag = "ftl-accepts-renewal-gap";

/**
 * Tag by which a certificate that is brought along says of what kind it is, `keyvault` or `origin`: both come out of
 * the vault, and only the first has an issuer that CAA records could keep from it.
 */
export const certificateKindTag = "ftl-certificate";

/**
 * Name of the Key Vault secret that holds a hostname's certificate and key: `cert-api-ftljeta-cloud`. Whoever
 * obtains the certificate writes it, the managed environment reads it.
 *
 * @throws Error when the vault would refuse the name.
 */
export function certificateSecretName(hostname: string): string {
  const name = certificateWord(hostname);
  if (name.length <= longestSecretName) return name;
  throw new Error(
    `${hostname} has no secret name: "${name}" has ${name.length} characters, ` +
      `Key Vault takes ${longestSecretName}; use a shorter hostname`,
  );
}

/** Name of a hostname's certificate in the managed environment: `ftl-prd-cert-api-ftljeta-cloud`. */
export function certificateName(stack: string, hostname: string): string {
  return resourceName("Microsoft.App/managedEnvironments/certificates", {
    stack,
    what: certificateWord(hostname),
  });
}

/**
 * What every name of a hostname's certificate ends with: `cert-api-ftljeta-cloud`. Certificate names take hyphens and
 * no dots; a hostname's doubled hyphens (`xn--…`) become one.
 */
export function certificateWord(hostname: string): string {
  return `cert-${hostname.replaceAll(/[.-]+/g, "-")}`;
}
