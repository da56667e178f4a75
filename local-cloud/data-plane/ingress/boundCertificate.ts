import { createSecureContext, type SecureContext } from "node:tls";
import type { ArmCloud } from "../../arm/armCloud";
import { objectAt, textAt } from "../../arm/body";
import type { StoredResource } from "../../arm/resourceType";
import { secretBytes } from "../../arm/types/app/certificates";
import { factsOf, managedCertificateType } from "../../arm/types/app/environmentCertificates";
import { findVault } from "../../arm/types/keyVault/readSecret";
import { readSecretUrl, secretType } from "../../arm/types/keyVault/secretNames";
import { secretVersions } from "../../arm/types/keyVault/secrets";
import type { PublicAuthority } from "../../trust/authority";

/**
 * Makes what TLS is served with from an environment's certificate: one that was brought is served with its own key and
 * chain; of a managed one the cloud keeps what it says, and the public authority issues it so.
 *
 * @returns undefined when it has not been issued, or its key can't be had.
 */
export async function secureContextOf(
  cloud: ArmCloud,
  authority: PublicAuthority,
  certificate: StoredResource,
): Promise<SecureContext | undefined> {
  if (certificate.type === managedCertificateType) {
    const facts = factsOf(certificate);
    if (facts === undefined) return undefined;
    const [first, ...others] = facts.subjectAlternativeNames;
    const issued = await authority.issue({
      names: [first!, ...others],
      issuer: facts.issuer,
      notBefore: new Date(facts.notBefore),
      notAfter: new Date(facts.notAfter),
    });
    return createSecureContext({ cert: issued.certificate, key: issued.key });
  }
  const content = contentOf(cloud, certificate);
  if (content === undefined) return undefined;
  const passphrase = textAt(certificate.desired, "properties.password");
  const text = content.toString("latin1");
  return text.includes("-----BEGIN ")
    ? createSecureContext({ cert: text, key: text, passphrase })
    : createSecureContext({ pfx: content, passphrase: passphrase ?? "" });
}

/** What two certificates that are served alike have in common. */
export function fingerprintOf(certificate: StoredResource): string {
  const { kept } = certificate;
  return JSON.stringify([certificate.id, objectAt(kept, "certificate"), kept["secretVersion"]]);
}

/** The file that somebody brought; of a Key Vault secret, the version that the environment has taken up. */
function contentOf(cloud: ArmCloud, certificate: StoredResource): Buffer | undefined {
  const properties = objectAt(certificate.desired, "properties");
  const value = textAt(properties, "value") ?? "";
  if (value !== "") return Buffer.from(value, "base64");
  const url = textAt(properties, "certificateKeyVaultProperties.keyVaultUrl") ?? "";
  const reference = readSecretUrl(url);
  const vault = reference && findVault(cloud, reference.vaultName);
  const secret = vault && cloud.find(`${vault.id}/secrets/${reference!.secretName}`);
  if (secret?.type !== secretType) return undefined;
  const taken = secretVersions(secret).find(
    ({ version }) => version === certificate.kept["secretVersion"],
  );
  return taken && secretBytes(taken.value);
}
