import type { ArmCloud } from "../../arm/armCloud";
import type { JsonObject } from "../../json";
import type { ApiAnswer, ApiFront, ApiRequest } from "../apiFront";
import type { AccessTokens } from "./accessTokens";
import { answerManagedIdentity, type ManagedIdentityForm } from "./managedIdentityEndpoint";
import { directoryError, issuedToken } from "./tokenAnswer";

/**
 * What of Microsoft Entra ID a service needs to sign in: the token endpoint, the documents that say where it is, and
 * the endpoint that hands tokens to managed identities. There is no directory of applications: any client id with any
 * secret is taken.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
export class SignInFront implements ApiFront {
  private readonly cloud: ArmCloud;
  private readonly tokens: AccessTokens;

  constructor(cloud: ArmCloud, tokens: AccessTokens) {
    this.cloud = cloud;
    this.tokens = tokens;
  }

  /** Whether an address is one of sign-in, and not of Resource Manager. */
  static owns({ hostname, pathname }: URL): boolean {
    return signInHosts.has(hostname) || signInPath.test(pathname);
  }

  async answer(request: ApiRequest): Promise<ApiAnswer> {
    const { method, url } = request;
    // Microsoft's client puts a slash at the end of some addresses.
    const path = url.pathname.toLowerCase().replace(/\/$/, "");
    const form = managedIdentityForms[path];
    if (form !== undefined) return answerManagedIdentity(request, form, this.cloud, this.tokens);
    if (path === "/common/discovery/instance") return { status: 200, body: instances(url) };
    const [, tenant = "", rest = ""] = /^\/([^/]+)\/(.+)$/.exec(path) ?? [];
    if (!this.isTenant(tenant)) {
      return directoryError(
        400,
        "invalid_tenant",
        90002,
        `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the ` +
          "correct cloud.",
      );
    }
    if (method === "GET" && rest.endsWith(".well-known/openid-configuration")) {
      return { status: 200, body: this.openIdConfiguration(url, tenant) };
    }
    if (method === "GET" && rest.startsWith("discovery/")) {
      return { status: 200, body: { keys: [] } };
    }
    if (method === "POST" && /^oauth2\/(?:v2\.0\/)?token$/.test(rest)) {
      return this.clientCredentials(new URLSearchParams(request.text));
    }
    return { status: 404 };
  }

  private isTenant(tenant: string): boolean {
    return tenant === this.cloud.tenantId || tenant === "common" || tenant === "organizations";
  }

  /** @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
  private clientCredentials(form: URLSearchParams): ApiAnswer {
    const missing = (name: string) =>
      directoryError(
        400,
        "invalid_request",
        900144,
        `The request body must contain the following parameter: '${name}'.`,
      );
    const grant = form.get("grant_type");
    if (grant === null) return missing("grant_type");
    if (grant !== "client_credentials") {
      return directoryError(
        400,
        "unsupported_grant_type",
        70003,
        `The app requested an unsupported grant type '${grant}'.`,
      );
    }
    const clientId = form.get("client_id");
    if (!clientId) return missing("client_id");
    if (!form.get("client_secret") && !form.get("client_assertion")) {
      return directoryError(
        401,
        "invalid_client",
        7000218,
        "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
      );
    }
    const scope = form.get("scope");
    const resource = form.get("resource");
    if (!scope && !resource) return missing("scope");
    const [, audience] = /^(.+)\/\.default$/.exec(scope ?? "") ?? [];
    if (scope && audience === undefined) {
      return directoryError(
        400,
        "invalid_scope",
        1002012,
        `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with ` +
          "/.default suffixed to the resource identifier (application ID URI).",
      );
    }
    const principal = {
      clientId,
      objectId: this.cloud.guid(`service principal ${clientId}`),
      tenantId: this.cloud.tenantId,
    };
    const token = this.tokens.issue(principal, audience ?? resource!);
    return issuedToken(token);
  }

  private openIdConfiguration({ origin }: URL, tenant: string): JsonObject {
    const oauth = `${origin}/${tenant}/oauth2/v2.0`;
    return {
      token_endpoint: `${oauth}/token`,
      token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt"],
      jwks_uri: `${origin}/${tenant}/discovery/v2.0/keys`,
      response_modes_supported: ["query", "fragment", "form_post"],
      subject_types_supported: ["pairwise"],
      id_token_signing_alg_values_supported: ["RS256"],
      response_types_supported: ["code", "id_token", "code id_token", "id_token token"],
      scopes_supported: ["openid", "profile", "email", "offline_access"],
      issuer: `${origin}/${this.cloud.tenantId}/v2.0`,
      authorization_endpoint: `${oauth}/authorize`,
      device_authorization_endpoint: `${oauth}/devicecode`,
      end_session_endpoint: `${oauth}/logout`,
      tenant_region_scope: null,
      cloud_instance_name: "microsoftonline.com",
      cloud_graph_host_name: "graph.windows.net",
      msgraph_host: "graph.microsoft.com",
    };
  }
}

const managedIdentityForms: Readonly<Record<string, ManagedIdentityForm>> = {
  "/metadata/identity/oauth2/token": "virtual machine",
  "/msi/token": "app service",
};
const signInHosts = new Set(["login.microsoftonline.com", "login.windows.net"]);
const signInPath =
  /^\/(?:metadata\/identity\/|msi\/token\/?$|common\/discovery\/|[^/]+\/(?:oauth2\/|v2\.0\/|discovery\/|\.well-known\/))/i;

/** Which authorities are one and the same. */
function instances({ origin, host, searchParams }: URL): JsonObject {
  const endpoint = searchParams.get("authorization_endpoint") ?? "";
  const tenant = /^https:\/\/[^/]+\/([^/]+)\//.exec(endpoint)?.[1] ?? "common";
  return {
    tenant_discovery_endpoint: `${origin}/${tenant}/v2.0/.well-known/openid-configuration`,
    "api-version": "1.1",
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  };
}
