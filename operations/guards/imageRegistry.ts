/** A container registry, as far as a deployment asks it. */
export interface ImageRegistry {
  /** `ftlprdacrcin.azurecr.io` */
  readonly name: string;
  /** Whether it has an image. @throws Error when that can't be told. */
  has(repository: string, digest: string): Promise<boolean>;
}

/** How to reach an Azure Container Registry. */
export interface AzureRegistryAccess {
  /** Login server. */
  readonly name: string;
  /** Id of the Entra tenant that the token is of. */
  readonly tenantId: string;
  /** A Resource Manager token of somebody who has the role AcrPull. */
  readonly accessToken: () => Promise<string>;
  /** Where it answers. @default `https://` and its name */
  readonly url?: string;
}

/**
 * Manifests and lists of manifests, Docker's and OCI's: a registry denies one that it would have to answer in a form
 * which isn't accepted.
 *
 * @see https://distribution.github.io/distribution/spec/api/#existing-manifests
 */
const manifestTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/**
 * An Azure Container Registry over its HTTP API: who asks exchanges a Resource Manager token for one of the registry's,
 * and that for one that may read the repository.
 *
 * @see https://github.com/Azure/acr/blob/main/docs/AAD-OAuth.md
 * @see https://learn.microsoft.com/rest/api/containerregistry/access-tokens/get
 */
export function azureRegistry(access: AzureRegistryAccess): ImageRegistry {
  const { name, url = `https://${name}` } = access;
  let refreshToken: Promise<string> | undefined;
  const head = (path: string, token?: string) =>
    request(name, `${url}${path}`, {
      method: "HEAD",
      headers: { accept: manifestTypes, ...(token && { authorization: `Bearer ${token}` }) },
    });
  return {
    name,
    has: async (repository, digest) => {
      const path = `/v2/${repository}/manifests/${digest}`;
      let response = await head(path);
      if (response.status === 401) {
        const service = serviceOf(response, name);
        refreshToken ??= exchange(access, url, service);
        response = await head(
          path,
          await pullToken(name, url, service, repository, await refreshToken),
        );
      }
      if (response.status === 404) return false;
      if (response.ok) return true;
      throw new Error(`${name} answers HEAD ${path} with ${response.status}`);
    },
  };
}

async function exchange(
  { name, tenantId, accessToken }: AzureRegistryAccess,
  url: string,
  service: string,
): Promise<string> {
  const form = { grant_type: "access_token", service, tenant: tenantId };
  const answer = await post(name, `${url}/oauth2/exchange`, {
    ...form,
    access_token: await accessToken(),
  });
  return member(name, answer, "refresh_token");
}

async function pullToken(
  name: string,
  url: string,
  service: string,
  repository: string,
  refreshToken: string,
): Promise<string> {
  const answer = await post(name, `${url}/oauth2/token`, {
    grant_type: "refresh_token",
    service,
    scope: `repository:${repository}:pull`,
    refresh_token: refreshToken,
  });
  return member(name, answer, "access_token");
}

/** The service that the registry asks to have a token for. Its realm is not followed: tokens go nowhere but to itself. */
function serviceOf(response: Response, name: string): string {
  const challenge = response.headers.get("www-authenticate") ?? "";
  return /\bservice="([^"]+)"/.exec(challenge)?.[1] ?? name;
}

async function post(name: string, url: string, form: Record<string, string>): Promise<unknown> {
  const response = await request(name, url, { method: "POST", body: new URLSearchParams(form) });
  if (response.ok) return response.json();
  // The answer may repeat what was sent, tokens too: only its codes are told.
  const codes = [...(await response.text()).matchAll(/"code":\s*"(\w+)"/g)].map(([, code]) => code);
  const said = codes.length > 0 ? `${response.status} ${codes.join(", ")}` : response.status;
  throw new Error(`${name} answers ${new URL(url).pathname} with ${said}: no role AcrPull there?`);
}

function member(name: string, answer: unknown, key: string): string {
  const value = (answer as Record<string, unknown> | null)?.[key];
  if (typeof value === "string" && value !== "") return value;
  throw new Error(`${name} answered without ${key}`);
}

async function request(name: string, url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, redirect: "error", signal: AbortSignal.timeout(30_000) });
  } catch (error) {
    const { cause, message } = error as Error;
    throw new Error(`${name} doesn't answer: ${cause instanceof Error ? cause.message : message}`);
  }
}
