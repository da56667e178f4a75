import path from "node:path";
import { localSubscriptionId, localTenantId } from "../arm/resourceManager";
import { authorityFileIn } from "../trust/authority";
import { identityHeader } from "./signIn/managedIdentityEndpoint";

/** Folder, in the cloud's own, of the authority that all its clients trust. */
export const certificateFolder = "https";

/** File of the authority's certificate, as PEM: what clients of a local cloud have to trust. @param folder The local cloud's. */
export function authorityFile(folder: string): string {
  return authorityFileIn(path.join(folder, certificateFolder));
}

/**
 * The environment with which the vendors' clients find a local cloud, trust it and sign in to it: Microsoft's SDKs and
 * the Azure CLI as a managed identity, Cloudflare's SDK with a token.
 *
 * A management client of Microsoft's takes its address from no variable: give it `FTL_API` as its `endpoint`. The Azure
 * CLI is told it once, `az cloud update -n AzureCloud --endpoint-resource-manager $FTL_API
 * --endpoint-active-directory $FTL_API`, since some of its commands work in a cloud of that name only; then
 * `az login --identity`.
 *
 * @param folder The local cloud's.
 * @param port Where its APIs listen.
 * @see https://nodejs.org/api/cli.html#node_extra_ca_certsfile
 * @see https://github.com/Azure/azure-sdk-for-js/tree/main/sdk/identity/identity#environment-variables
 * @see https://github.com/cloudflare/cloudflare-typescript (CLOUDFLARE_BASE_URL)
 */
export function vendorVariables(folder: string, port: number): Record<string, string> {
  const origin = `https://localhost:${port}`;
  const authority = authorityFile(folder);
  return {
    FTL_API: origin,
    NODE_EXTRA_CA_CERTS: authority,
    // Python's clients, the Azure CLI among them.
    REQUESTS_CA_BUNDLE: authority,
    AZURE_AUTHORITY_HOST: origin,
    // The Azure CLI's settings and sign-in of the local cloud stay apart from the person's own.
    AZURE_CONFIG_DIR: path.join(folder, "azure"),
    AZURE_CORE_INSTANCE_DISCOVERY: "false",
    AZURE_TENANT_ID: localTenantId,
    AZURE_SUBSCRIPTION_ID: localSubscriptionId,
    IDENTITY_ENDPOINT: `${origin}/msi/token`,
    IDENTITY_HEADER: identityHeader,
    CLOUDFLARE_BASE_URL: `${origin}/client/v4`,
    // Any well-formed token is taken; this one is nobody's.
    CLOUDFLARE_API_TOKEN: "local-cloud-local-cloud-local-cloud-local",
  };
}
