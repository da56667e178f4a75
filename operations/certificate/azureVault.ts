import { X509Certificate } from "node:crypto";
import type { TokenCredential } from "@azure/identity";
import { Refusal } from "../refusal";
import type { CertificateVault } from "./places";

/** Newest version that is not a preview. @see https://learn.microsoft.com/rest/api/keyvault/ */
const apiVersion = "2025-07-01";
const scope = "https://vault.azure.net/.default";

/**
 * A vault in Azure. Whoever calls it needs the roles Key Vault Certificates Officer and Key Vault Secrets Officer; a
 * vault without public access answers inside its virtual network only.
 *
 * The service's REST API and not its client: @azure/keyvault-certificates 4.10.3 leaves out the policy of an import,
 * without which the vault takes a PEM text for PKCS #12.
 *
 * @param url Where the vault answers; the tests have one of their own.
 * @see https://learn.microsoft.com/azure/key-vault/general/rbac-guide
 */
export function azureVault(
  name: string,
  credential: TokenCredential,
  url = `https://${name}.vault.azure.net`,
): CertificateVault {
  const call = async <T>(method: string, path: string, body?: object): Promise<T | undefined> => {
    const token = await tokenOf(name, credential);
    const response = await fetch(`${url}${path}?api-version=${apiVersion}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    }).catch((error: unknown) => {
      throw unreachable(name, error);
    });
    if (response.status === 404 && method === "GET") return undefined;
    if (!response.ok) throw refused(name, response.status, await response.text());
    return (await response.json()) as T;
  };
  return {
    certificate: async (certificateName) => {
      const found = await call<{ cer: string }>("GET", `/certificates/${certificateName}`);
      return found === undefined
        ? undefined
        : new X509Certificate(Buffer.from(found.cer, "base64"));
    },
    importPem: async (certificateName, pem) => {
      await call("POST", `/certificates/${certificateName}/import`, {
        value: pem,
        policy: { secret_props: { contentType: "application/x-pem-file" } },
        preserveCertOrder: true,
      });
    },
    secret: async (secretName) =>
      (await call<{ value: string }>("GET", `/secrets/${secretName}`))?.value,
    setSecret: async (secretName, value) => {
      await call("PUT", `/secrets/${secretName}`, { value });
    },
  };
}

async function tokenOf(vault: string, credential: TokenCredential): Promise<string> {
  try {
    const token = await credential.getToken(scope);
    if (token !== null) return token.token;
  } catch (error) {
    throw new Refusal(`The vault ${vault}: ${reasonOf(error)}\nSign in first: az login`, 2);
  }
  throw new Refusal(`The vault ${vault}: there is no token.\nSign in first: az login`, 2);
}

function unreachable(vault: string, error: unknown): Refusal {
  // What `fetch` throws says only that it failed; the cause says why.
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return new Refusal(
    `The vault ${vault} can't be reached: ${reasonOf(cause)}\nDeploy the stack first, or mend the way to it.`,
    2,
  );
}

/**
 * What the vault refuses, with its mend. The texts of a 403 tell a closed network from a missing role.
 *
 * @see https://learn.microsoft.com/azure/key-vault/general/rest-error-codes
 * @see https://github.com/Azure/secrets-store-csi-driver-provider-azure/issues/873 (text of a closed network)
 */
function refused(vault: string, status: number, text: string): Error {
  const why = `The vault ${vault} refuses: ${status} ${messageOf(text)}`;
  if (status !== 403) return new Error(why);
  const mend = /private link|address is not authorized/i.test(text)
    ? "It takes calls from inside its virtual network only: run this on a machine there."
    : "It takes the roles Key Vault Certificates Officer and Key Vault Secrets Officer.";
  return new Refusal(`${why}\n${mend}`, 2);
}

function messageOf(text: string): string {
  try {
    const { error } = JSON.parse(text) as { error?: { code?: string; message?: string } };
    return `${error?.code ?? ""} ${error?.message ?? ""}`.trim();
  } catch {
    return text.slice(0, 200);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
