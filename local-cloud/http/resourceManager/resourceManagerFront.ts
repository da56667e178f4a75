import { randomUUID } from "node:crypto";
import { ArmError } from "../../arm/armError";
import { parseResourceId, type ResourceId } from "../../arm/resourceId";
import type { ResourceManager } from "../../arm/resourceManager";
import { findType } from "../../arm/types";
import type { ApiAnswer, ApiFront, ApiRequest } from "../apiFront";
import type { Latency } from "../latency";
import type { AccessTokens } from "../signIn/accessTokens";
import { answer, refusal } from "./answers";
import { checkVersion, requireApiVersion, unknownType } from "./apiVersions";
import { listOfType, page } from "./collections";
import { tagged } from "./etags";
import { Operations } from "./operations";
import { bodyOf, notAllowed, Resources } from "./resources";
import { OwnRoutes } from "./ownRoutes";
import { cloudEndpoints } from "./tenant";

/**
 * Azure Resource Manager over HTTPS, in front of the model: any resource by its id, lists, actions, long-running
 * operations, and what Resource Manager says of itself.
 *
 * @see https://github.com/cloud-and-ai-microsoft/resource-provider-contract
 */
export class ResourceManagerFront implements ApiFront {
  private readonly resourceManager: ResourceManager;
  private readonly tokens: AccessTokens;
  private readonly resources: Resources;
  private readonly ownRoutes: OwnRoutes;

  constructor(resourceManager: ResourceManager, tokens: AccessTokens, latency: Latency) {
    const operations = new Operations(resourceManager, latency);
    this.resourceManager = resourceManager;
    this.tokens = tokens;
    this.resources = new Resources(resourceManager, operations);
    this.ownRoutes = new OwnRoutes(resourceManager, operations, this.resources);
  }

  async answer(request: ApiRequest): Promise<ApiAnswer> {
    let found: ApiAnswer;
    try {
      found = await this.dispatch(request);
    } catch (error) {
      if (!(error instanceof ArmError)) throw error;
      found = refusal(error);
    }
    const bare =
      request.method === "HEAD" ? { status: found.status, headers: found.headers } : found;
    return { ...bare, headers: { ...identifying(request), ...bare.headers } };
  }

  private async dispatch(request: ApiRequest): Promise<ApiAnswer> {
    const { url, method } = request;
    const path = pathOf(url);
    if (method === "GET" && path.toLowerCase() === "/metadata/endpoints") {
      return answer(200, cloudEndpoints(url.origin, requireApiVersion(url)));
    }
    this.tokens.check(request.headers.authorization);
    const apiVersion = requireApiVersion(url);
    checkSubscription(path);
    const own = this.ownRoutes.answer({ request, path, apiVersion });
    if (own !== undefined) return own;
    const target = parseResourceId(path);
    if (target !== undefined) return this.onResource(request, target, apiVersion);
    if (method === "POST") return this.onAction(request, path, apiVersion);
    if (method === "GET") return this.onCollection(request, path, apiVersion);
    throw notFound(path);
  }

  private async onResource(
    request: ApiRequest,
    target: ResourceId,
    apiVersion: string,
  ): Promise<ApiAnswer> {
    const part = partOf(target.id);
    if (part === undefined) return this.resources.answer({ request, target, apiVersion });
    this.checkPartVersion(part, apiVersion);
    if (request.method !== "GET") throw notAllowed(request.method);
    return answer(200, this.resourceManager.getPart(part.resourceId, part.kind, part.name));
  }

  /** `POST <id>/<action>`. */
  private async onAction(
    request: ApiRequest,
    path: string,
    apiVersion: string,
  ): Promise<ApiAnswer> {
    const end = path.lastIndexOf("/");
    const target = parseResourceId(path.slice(0, end));
    const action = path.slice(end + 1);
    if (target === undefined) throw notFound(path);
    const part = partOf(target.id);
    if (part !== undefined) {
      this.checkPartVersion(part, apiVersion);
      const { resourceId, kind, name } = part;
      return answer(200, await this.resourceManager.actOnPart(resourceId, kind, name, action));
    }
    const model = findType(target.type);
    if (model === undefined) throw unknownType(target.type, apiVersion);
    checkVersion(model, apiVersion);
    // Some actions take their arguments from the address: listCustomHostNameAnalysis?customHostname=…
    const body = { ...Object.fromEntries(request.url.searchParams), ...bodyOf(request) };
    return answer(200, await this.resourceManager.act(target.id, action, body));
  }

  private onCollection({ url }: ApiRequest, path: string, apiVersion: string): ApiAnswer {
    // A collection is what its members' ids have in common.
    const member = parseResourceId(`${path}/-`);
    if (member === undefined) throw notFound(path);
    const part = partOf(member.id);
    if (part !== undefined) {
      this.checkPartVersion(part, apiVersion);
      return page(this.resourceManager.listParts(part.resourceId, part.kind), url);
    }
    const model = findType(member.type);
    if (model === undefined) throw unknownType(member.type, apiVersion);
    checkVersion(model, apiVersion);
    // The scope itself has to be there; a subscription always is.
    if (parseResourceId(member.parentId) !== undefined) this.resourceManager.get(member.parentId);
    const filter = url.searchParams.get("$filter");
    const all = listOfType(this.resourceManager, model.type, member.parentId, filter);
    return page(all.map(tagged), url);
  }

  private checkPartVersion({ resourceId }: { resourceId: string }, apiVersion: string): void {
    checkVersion(findType(parseResourceId(resourceId)!.type)!, apiVersion);
  }
}

/**
 * The path as text, without a slash at its end. Two slashes are one: clients put an id, which begins with one, behind
 * another.
 *
 * @throws ArmError when it is no percent-encoding.
 */
function pathOf({ pathname }: URL): string {
  try {
    return (
      decodeURIComponent(pathname)
        .replaceAll(/\/{2,}/g, "/")
        .replace(/\/$/, "") || "/"
    );
  } catch {
    throw new ArmError(400, "InvalidRequestUri", "The request URI is malformed.");
  }
}

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** @see https://github.com/Azure/apiops/issues/460 */
function checkSubscription(path: string): void {
  const [, subscriptionId] = /^\/subscriptions\/([^/]+)/i.exec(path) ?? [];
  if (subscriptionId === undefined || guid.test(subscriptionId)) return;
  throw new ArmError(
    400,
    "InvalidSubscriptionId",
    `The provided subscription identifier '${subscriptionId}' is malformed or invalid.`,
  );
}

interface PartAddress {
  readonly resourceId: string;
  readonly kind: string;
  readonly name: string;
}

/** The resource, the kind and the name, when an id names a part. */
function partOf(id: string): PartAddress | undefined {
  const segments = id.split("/");
  const name = segments.pop()!;
  const kind = segments.pop()!;
  const resourceId = segments.join("/");
  const parent = parseResourceId(resourceId);
  const parts = parent && findType(parent.type)?.parts;
  if (parts === undefined || !Object.hasOwn(parts, kind.toLowerCase())) return undefined;
  return { resourceId, kind, name };
}

function notFound(path: string): ArmError {
  return new ArmError(404, "NotFound", `The local cloud has nothing at '${path}'.`);
}

/** Headers by which the service and its client know a request again. */
function identifying({ headers }: ApiRequest): Record<string, string> {
  const id = randomUUID();
  const correlation = single(headers["x-ms-correlation-request-id"]) ?? id;
  const client = single(headers["x-ms-client-request-id"]);
  const wanted = single(headers["x-ms-return-client-request-id"])?.toLowerCase() === "true";
  return {
    "cache-control": "no-cache",
    "x-ms-request-id": id,
    "x-ms-correlation-request-id": correlation,
    "x-ms-routing-request-id": `LOCAL:${id}`,
    ...(wanted && client !== undefined ? { "x-ms-client-request-id": client } : {}),
  };
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
