import { ClientSecretCredential } from "@azure/identity";
import type { ServedCloud } from "../servedCloud";

/** Group in which the clients' tests work. */
export const groupName = "rg-clients";

/** A service principal's credential, which gets its tokens from the local cloud. */
export function credentialOf(served: ServedCloud): ClientSecretCredential {
  const { resourceManager } = served.cloud;
  return new ClientSecretCredential(resourceManager.tenantId, "a-client", "a-secret", {
    authorityHost: served.origin,
    disableInstanceDiscovery: true,
    tlsOptions: { ca: served.authority },
  });
}

/** Options with which a management client finds the local cloud, and trusts it. */
export function clientOptions(served: ServedCloud) {
  return { endpoint: served.origin, tlsOptions: { ca: served.authority } };
}

/** The error code that a vendor's client throws with. */
export async function codeOf(request: Promise<unknown>): Promise<string> {
  try {
    await request;
  } catch (error) {
    const { code, details } = error as { code?: string; details?: { error?: { code?: string } } };
    return details?.error?.code ?? code ?? String(error);
  }
  return "no error";
}

/** Everything that a paged list yields. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
