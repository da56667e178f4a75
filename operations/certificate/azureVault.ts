import { X509Certificate } from "node:crypto";
import type { TokenCredential } from "@azure/identity";
import { CertificateClient } from "@azure/keyvault-certificates";
import { SecretClient, type SecretClientOptions } from "@azure/keyvault-secrets";
import { Refusal } from "../refusal";
import type { CertificateVault } from "./places";

/**
 * A vault in Azure, by the service's own clients. Whoever calls it needs the roles Key Vault Certificates Officer
 * and Key Vault Secrets Officer; a vault without public access answers inside its virtual network only.
 *
 * @param options How the clients reach the service; the tests put one of their own in its place.
 * @see https://learn.microsoft.com/azure/key-vault/general/rbac-guide
 */
export function azureVault(
  name: string,
  credential: TokenCredential,
  options: Pick<SecretClientOptions, "httpClient" | "retryOptions"> = {},
): CertificateVault {
  const url = `https://${name}.vault.azure.net`;
  const certificates = new CertificateClient(url, credential, options);
  const secrets = new SecretClient(url, credential, options);
  const asked = <T>(question: Promise<T>) => question.catch((error) => explain(name, error));
  return {
    name,
    certificate: async (certificateName) => {
      const found = await asked(absentAsUndefined(certificates.getCertificate(certificateName)));
      return found?.cer === undefined ? undefined : new X509Certificate(found.cer);
    },
    importPem: async (certificateName, pem) => {
      const policy = { contentType: "application/x-pem-file" as const };
      await asked(
        certificates.importCertificate(certificateName, Buffer.from(pem), {
          policy,
          preserveCertificateOrder: true,
        }),
      );
    },
    secret: async (secretName) =>
      (await asked(absentAsUndefined(secrets.getSecret(secretName))))?.value,
    setSecret: async (secretName, value) => {
      await asked(secrets.setSecret(secretName, value));
    },
  };
}

async function absentAsUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isRestError(error) && error.statusCode === 404) return undefined;
    throw error;
  }
}

/**
 * What keeps a vault from answering, with its mend. The texts of a 403 tell apart a missing role from a closed network.
 *
 * @see https://learn.microsoft.com/azure/key-vault/general/rest-error-codes
 * @see https://github.com/Azure/secrets-store-csi-driver-provider-azure/issues/873 (text of a closed network)
 */
function explain(vault: string, error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  const mend = mendOf(error, message);
  throw mend === undefined ? error : new Refusal(`The vault ${vault}: ${message}\n${mend}`, 2);
}

function mendOf(error: unknown, message: string): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (/^(?:CredentialUnavailable|Authentication|AggregateAuthentication)/.test(error.name)) {
    return "Sign in first: az login";
  }
  if (!isRestError(error)) return undefined;
  if (error.code === "ENOTFOUND")
    return "There is no such vault, or no way to it: deploy it first.";
  if (error.statusCode !== 403) return undefined;
  return /private link|address is not authorized/i.test(message)
    ? "It takes calls from inside its virtual network only: run this on a machine there."
    : "It takes the roles Key Vault Certificates Officer and Key Vault Secrets Officer.";
}

function isRestError(
  error: unknown,
): error is Error & { readonly statusCode?: number; readonly code?: string } {
  return error instanceof Error && error.name === "RestError";
}
