import { X509Certificate } from "node:crypto";
import { VaultSecrets, type LocalCloud } from "../../local-cloud";
import { Refusal } from "../refusal";
import type { CertificateVault } from "./places";

/**
 * The stack's vault on the local cloud. It is called from inside its network, where a private vault answers too.
 *
 * @throws Refusal when the stack's vault isn't there.
 */
export function localVault(
  cloud: Pick<LocalCloud, "resourceManager">,
  { name, stack }: { readonly name: string; readonly stack: string },
  say: (line: string) => void,
): CertificateVault {
  const secrets = VaultSecrets.of(cloud.resourceManager, name);
  if (secrets === undefined) {
    throw new Refusal(
      `The local cloud has no vault ${name}. Deploy it first: npx ftl local -- up --stack ${stack}`,
    );
  }
  if (!secrets.isPublic) {
    say(`${name} takes calls from inside its virtual network only. In Azure, run this there.`);
  }
  return {
    certificate: async (secretName) => {
      const pem = secrets.read(secretName);
      return pem === undefined ? undefined : new X509Certificate(pem);
    },
    importPem: (secretName, pem) => secrets.write(secretName, pem, "application/x-pem-file"),
    secret: async (secretName) => secrets.read(secretName),
    setSecret: (secretName, value) => secrets.write(secretName, value, "text/plain"),
  };
}
