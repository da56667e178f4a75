import type { ArmCloud } from "../../arm/armCloud";
import { textAt } from "../../arm/body";
import { idKey } from "../../arm/resourceId";
import type { ApiAnswer, ApiRequest } from "../apiFront";
import type { AccessTokens, Principal } from "./accessTokens";

/** What a client of the App Service form shows in `X-IDENTITY-HEADER`, from its variable IDENTITY_HEADER. */
export const identityHeader = "local-cloud";

/** As virtual machines ask, or as App Service and Container Apps do. */
export type ManagedIdentityForm = "virtual machine" | "app service";

/**
 * Hands a token to a managed identity. Without a name it is the identity of whatever runs the client;
 * one that is named has to be a user-assigned identity of the cloud.
 *
 * @see https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
 * @see https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
 * @see https://github.com/MicrosoftDocs/azure-docs/issues/21322 (Identity not found)
 */
export function answerManagedIdentity(
  { method, url, headers }: ApiRequest,
  form: ManagedIdentityForm,
  cloud: ArmCloud,
  tokens: AccessTokens,
): ApiAnswer {
  const isAppService = form === "app service";
  const asks = url.searchParams;
  if (method !== "GET") return refuse(405, "Method not allowed");
  if (isAppService && headers["x-identity-header"] !== identityHeader) {
    return refuse(401, "Invalid X-IDENTITY-HEADER");
  }
  if (!isAppService && headers.metadata?.toString().toLowerCase() !== "true") {
    return refuse(400, "Required metadata header not specified");
  }
  const resource = asks.get("resource");
  if (!resource) return refuse(400, "Required query variable 'resource' is missing");
  const principal = identityOf(cloud, asks);
  if (principal === undefined) return refuse(400, "Identity not found");
  const { text, issuedOn, expiresOn } = tokens.issue(principal, resource);
  return {
    status: 200,
    body: {
      access_token: text,
      client_id: principal.clientId,
      expires_on: String(expiresOn),
      ...(isAppService
        ? {}
        : {
            expires_in: String(expiresOn - issuedOn),
            ext_expires_in: String(expiresOn - issuedOn),
            not_before: String(issuedOn),
          }),
      resource,
      token_type: "Bearer",
    },
  };
}

function identityOf(cloud: ArmCloud, asks: URLSearchParams): Principal | undefined {
  const clientId = asks.get("client_id");
  const objectId = asks.get("object_id") ?? asks.get("principal_id");
  const id = asks.get("mi_res_id") ?? asks.get("msi_res_id");
  const { tenantId } = cloud;
  if (clientId === null && objectId === null && id === null) {
    return { clientId: cloud.guid("client"), objectId: cloud.guid("client object"), tenantId };
  }
  const found = cloud
    .list("Microsoft.ManagedIdentity/userAssignedIdentities")
    .map((identity) => cloud.render(identity))
    .find(
      (body) =>
        (clientId !== null && textAt(body, "properties.clientId") === clientId) ||
        (objectId !== null && textAt(body, "properties.principalId") === objectId) ||
        (id !== null && idKey(textAt(body, "id") ?? "") === idKey(id)),
    );
  return (
    found && {
      clientId: textAt(found, "properties.clientId")!,
      objectId: textAt(found, "properties.principalId")!,
      tenantId,
    }
  );
}

function refuse(status: number, description: string): ApiAnswer {
  return { status, body: { error: "invalid_request", error_description: description } };
}
