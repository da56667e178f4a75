import { resourceName } from "./names";

/** Longest name of a Key Vault object, in characters. @see https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates */
const longestSecretName = 127;

/**
 * Tag by which a managed certificate says that its owner renews it by hand while its name is proxied: the policy
 * refuses the two together without it.
 */
export const acceptsRenewalGapTag = "ftl-accepts-renewal-gap";

/**
 * Name of the Key Vault secret that holds a hostname's certificate and key: `cert-api-ftljeta-cloud`. Whoever
 * obtains the certificate writes it, the managed environment reads it.
 *
 * @throws Error when the vault would refuse the name.
 */
export function certificateSecretName(hostname: string): string {
  const name = `cert-${dashed(hostname)}`;
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
    what: `cert-${dashed(hostname)}`,
  });
}

/**
 * Checks that no two hostnames share a certificate name, as `a-b.example.com` and `a.b.example.com` would.
 *
 * @throws Error that names both.
 */
export function checkCertificateNames(hostnames: readonly string[]): void {
  const owners = new Map<string, string>();
  for (const hostname of hostnames) {
    const owner = owners.get(dashed(hostname));
    if (owner !== undefined && owner !== hostname) {
      throw new Error(
        `${owner} and ${hostname} would share the certificate name "${certificateSecretName(hostname)}"; ` +
          "rename one of them",
      );
    }
    owners.set(dashed(hostname), hostname);
  }
}

/** Certificate names take hyphens and no dots. A hostname's doubled hyphens (`xn--…`) become one. */
function dashed(hostname: string): string {
  return hostname.replaceAll(/[.-]+/g, "-");
}
