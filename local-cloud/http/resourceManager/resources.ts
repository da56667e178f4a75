import { ArmError } from "../../arm/armError";
import { textAt } from "../../arm/body";
import { secondsFor } from "../../arm/duration";
import { resourceGroupId, type ResourceId } from "../../arm/resourceId";
import type { ResourceManager } from "../../arm/resourceManager";
import type { ResourceType } from "../../arm/resourceType";
import { findType } from "../../arm/types";
import { isObject, overlay, type JsonObject } from "../../json";
import type { ApiAnswer, ApiRequest } from "../apiFront";
import { answer } from "./answers";
import { checkVersion, unknownType } from "./apiVersions";
import { checkNotBusy } from "./busy";
import { checkPreconditions, etagHeader, tagged } from "./etags";
import type { Operation, Operations } from "./operations";
import { writtenBody } from "./writtenBody";
import { contractOf, failsLater, type ChangeAnswer } from "./serviceContracts";

/** A request about one resource. */
export interface ResourceRequest {
  readonly target: ResourceId;
  readonly request: ApiRequest;
  readonly apiVersion: string;
}

/** GET, HEAD, PUT, PATCH and DELETE of any resource by its id. */
export class Resources {
  private readonly resourceManager: ResourceManager;
  private readonly operations: Operations;

  constructor(resourceManager: ResourceManager, operations: Operations) {
    this.resourceManager = resourceManager;
    this.operations = operations;
  }

  /** @throws ArmError */
  async answer(asked: ResourceRequest): Promise<ApiAnswer> {
    const { target, request, apiVersion } = asked;
    const model = findType(target.type);
    const existing = this.resourceManager.find(target.id);
    // What the Pulumi provider keeps of a type without a model can be read and deleted here.
    if (model !== undefined) {
      checkVersion(model, apiVersion, textAt(existing?.desired, "location"));
    } else if (existing === undefined) throw unknownType(target.type, apiVersion);
    const isChange = request.method !== "GET" && request.method !== "HEAD";
    if (isChange) checkNotBusy(target.id, this.operations.stateOf(target.id));
    switch (request.method) {
      case "GET":
        return this.read(target);
      case "HEAD":
        return answer(existing === undefined ? 404 : 204);
      case "PUT":
        return this.put(asked, model);
      case "PATCH":
        return this.patch(asked, model);
      case "DELETE":
        return this.delete(asked, model);
      default:
        throw notAllowed(request.method);
    }
  }

  /** A resource as clients read it, with what it is doing now. */
  view(id: string): JsonObject {
    return inState(tagged(this.resourceManager.get(id)), this.operations.stateOf(id));
  }

  private read({ id }: ResourceId): ApiAnswer {
    const body = this.view(id);
    return answer(200, body, etagHeader(body));
  }

  private async put(asked: ResourceRequest, model: ResourceType | undefined): Promise<ApiAnswer> {
    const { target, request } = asked;
    if (model === undefined) throw unknownType(target.type, asked.apiVersion);
    const before = this.current(target);
    checkPreconditions(request.headers, before);
    const body = writtenBody(model.type, asked.apiVersion, bodyOf(request));
    const contract = contractOf(model.type);
    return this.change(asked, model, {
      expected: before === undefined ? contract.create : contract.update,
      state: before === undefined ? "Creating" : "Updating",
      seconds: secondsFor(model, before === undefined ? "create" : "update"),
      before: before ?? { id: target.id, name: target.name, type: model.type, ...body },
      apply: () => this.resourceManager.put(target.id, body),
    });
  }

  private async patch(asked: ResourceRequest, model: ResourceType | undefined): Promise<ApiAnswer> {
    const { target, request } = asked;
    const expected = model && contractOf(model.type).patch;
    if (model === undefined || expected === undefined) throw notAllowed("PATCH");
    const before = tagged(this.resourceManager.get(target.id));
    checkPreconditions(request.headers, before);
    const body = bodyOf(request);
    return this.change(asked, model, {
      expected,
      state: "Updating",
      seconds: secondsFor(model, "update"),
      before,
      apply: () => this.resourceManager.patch(target.id, body),
    });
  }

  private async delete(
    asked: ResourceRequest,
    model: ResourceType | undefined,
  ): Promise<ApiAnswer> {
    const { target, request, apiVersion } = asked;
    if (model?.singleton) throw notAllowed("DELETE");
    const before = this.current(target);
    if (before === undefined) return this.nothingToDelete(target);
    checkPreconditions(request.headers, before);
    await this.resourceManager.delete(target.id);
    const { status, body, follow } = contractOf(target.type).delete;
    const seconds = secondsFor(model, "delete");
    const operation = this.start(target, before, "DELETE", { state: "Deleting", seconds });
    const headers = this.operations.headers(operation, follow, request.url.origin, apiVersion);
    return answer(status, body ? before : undefined, headers);
  }

  /** Whatever is missing on the way to the resource is said; of the resource itself there is nothing to say. */
  private nothingToDelete({ id, type, subscriptionId, resourceGroup }: ResourceId): ApiAnswer {
    if (type === "Microsoft.Resources/resourceGroups") this.resourceManager.get(id);
    else if (resourceGroup !== undefined) {
      this.resourceManager.get(resourceGroupId(subscriptionId, resourceGroup));
    }
    return answer(204);
  }

  private async change(
    { target, request, apiVersion }: ResourceRequest,
    model: ResourceType,
    { expected, state, seconds, before, apply }: Change,
  ): Promise<ApiAnswer> {
    const { status, body, follow } = expected;
    let resource: JsonObject;
    let error: ArmError | undefined;
    try {
      resource = tagged(await apply());
    } catch (refused) {
      const isLate =
        refused instanceof ArmError && failsLater.has(refused.code) && follow.length > 0;
      if (!isLate) throw refused;
      error = refused;
      resource = before;
    }
    const operation = this.start(target, resource, request.method, { state, seconds, error });
    const headers = this.operations.headers(operation, follow, request.url.origin, apiVersion);
    if (!body) return answer(status, undefined, headers);
    const shown = follow.length === 0 ? undefined : this.operations.stateOf(target.id);
    const said = inState(resource, shown ?? (error && workingState(model.type, state)));
    return answer(status, said, { ...headers, ...etagHeader(resource) });
  }

  private start(
    target: ResourceId,
    body: JsonObject,
    method: string,
    rest: { state: string; seconds: number; error?: ArmError | undefined },
  ): Operation {
    const state = workingState(target.type, rest.state);
    return this.operations.start({ ...rest, state, resourceId: target.id, body, method });
  }

  private current({ id }: ResourceId): JsonObject | undefined {
    const existing = this.resourceManager.find(id);
    return existing && tagged(this.resourceManager.render(existing));
  }
}

interface Change {
  readonly expected: ChangeAnswer;
  readonly state: string;
  readonly seconds: number;
  /** The resource before, or what the client wants made. */
  readonly before: JsonObject;
  readonly apply: () => Promise<JsonObject>;
}

/** A resource that says what it is doing, where it says so at all. */
function inState(body: JsonObject, state: string | undefined): JsonObject {
  if (state === undefined || !isObject(body.properties)) return body;
  return overlay(body, { properties: { provisioningState: state } });
}

/** Container Apps call every change the same. @see https://learn.microsoft.com/rest/api/containerapps/container-apps/create-or-update#containerappprovisioningstate */
function workingState(type: string, state: string): string {
  return /^microsoft\.app\//i.test(type) && state !== "Deleting" ? "InProgress" : state;
}

/**
 * The body as an object; without a body it is an empty one.
 *
 * @throws ArmError `InvalidRequestContent`.
 * @see https://github.com/Azure/azure-sdk-for-java/issues/646
 */
export function bodyOf({ text }: ApiRequest): JsonObject {
  if (text === "") return {};
  let value: unknown;
  let problem = "the body is not an object";
  try {
    value = JSON.parse(text);
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  if (isObject(value)) return value;
  throw new ArmError(
    400,
    "InvalidRequestContent",
    `The request content was invalid and could not be deserialized: '${problem}'.`,
  );
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#status.405 (code and message not documented) */
export function notAllowed(method: string): ArmError {
  return new ArmError(
    405,
    "HttpMethodNotAllowed",
    `The http method '${method}' is not supported for this resource.`,
  );
}
