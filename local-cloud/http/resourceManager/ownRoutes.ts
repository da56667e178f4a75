import { ArmError } from "../../arm/armError";
import type { ResourceManager } from "../../arm/resourceManager";
import { modelledTypes } from "../../arm/types";
import { verificationId } from "../../arm/types/app/verificationId";
import { vaultType } from "../../arm/types/keyVault/vaults";
import { idKey, parseResourceId } from "../../arm/resourceId";
import type { SoftDeleted } from "../../arm/armCloud";
import { objectAt } from "../../arm/body";
import { shortLocation } from "../../arm/generalRules";
import type { JsonObject } from "../../json";
import type { ApiAnswer, ApiRequest } from "../apiFront";
import { answer, refusal } from "./answers";
import { checkOwnVersion, checkVersion, isIn, unknownType } from "./apiVersions";
import { listOfAny, listOfType, page, resourceFilter } from "./collections";
import { nameAvailability } from "./nameAvailability";
import type { Operation, Operations } from "./operations";
import { bodyOf, type Resources } from "./resources";
import { locations, provider, providers, subscription, subscriptions, tenants } from "./tenant";

/** A request on its way to a route. */
export interface RoutedRequest {
  readonly request: ApiRequest;
  /** Decoded, without a slash at its end. */
  readonly path: string;
  readonly apiVersion: string;
}

interface Asked extends RoutedRequest {
  /** What stands at a place of the pattern: `named("subscription")`. */
  readonly named: (place: string) => string;
}

type Handler = (asked: Asked) => ApiAnswer | Promise<ApiAnswer>;

interface Route {
  readonly method: string;
  /** Lower case; `{…}` holds the place of one segment. */
  readonly segments: readonly string[];
  readonly handler: Handler;
}

const groupType = "Microsoft.Resources/resourceGroups";
const inSubscription = "/subscriptions/{subscription}";
const inLocation = `${inSubscription}/providers/{namespace}/locations/{location}`;

/** The addresses that are no resource, no collection of a type and no action: each is written out here. */
export class OwnRoutes {
  private readonly resourceManager: ResourceManager;
  private readonly operations: Operations;
  private readonly resources: Resources;
  /** By the number of their segments. */
  private readonly routes = new Map<number, Route[]>();

  constructor(resourceManager: ResourceManager, operations: Operations, resources: Resources) {
    this.resourceManager = resourceManager;
    this.operations = operations;
    this.resources = resources;
    this.addTenant();
    this.addLists();
    this.addOperations();
    this.addVaults();
    this.add(
      "POST",
      `${inSubscription}/providers/Microsoft.App/getCustomDomainVerificationId`,
      (asked) => {
        checkNamespace("Microsoft.App", asked.apiVersion);
        return answer(200, verificationId(this.resourceManager, asked.named("subscription")));
      },
    );
    const available: Handler = ({ named, apiVersion, request, path }) => {
      checkNamespace(named("namespace"), apiVersion);
      const [, location] = /\/locations\/([^/]+)\//i.exec(path) ?? [];
      return answer(200, nameAvailability(this.resourceManager, bodyOf(request), location));
    };
    this.add("POST", `${inSubscription}/providers/{namespace}/checkNameAvailability`, available);
    this.add("POST", `${inLocation}/checkNameAvailability`, available);
  }

  /** The route's answer, or undefined when the address is none of these. */
  answer(routed: RoutedRequest): Promise<ApiAnswer> | undefined {
    const segments = routed.path.split("/").slice(1);
    const lower = segments.map((segment) => segment.toLowerCase());
    const route = this.routes
      .get(segments.length)
      ?.find((one) => one.method === routed.request.method && fits(one.segments, lower));
    if (route === undefined) return undefined;
    const named = (place: string) => segments[route.segments.indexOf(`{${place}}`)]!;
    return (async () => route.handler({ ...routed, named }))();
  }

  private add(method: string, pattern: string, handler: Handler): void {
    const segments = pattern.toLowerCase().split("/").slice(1);
    const routes = this.routes.get(segments.length) ?? [];
    routes.push({ method, segments, handler });
    this.routes.set(segments.length, routes);
  }

  /** Adds a route that Resource Manager answers by itself, in its own versions. */
  private addOwn(pattern: string, handler: Handler, method = "GET"): void {
    this.add(method, pattern, (asked) => {
      checkOwnVersion(asked.apiVersion);
      return handler(asked);
    });
  }

  private addTenant(): void {
    this.addOwn("/tenants", () => answer(200, tenants()));
    this.addOwn("/subscriptions", () => answer(200, subscriptions()));
    this.addOwn(inSubscription, ({ named }) => answer(200, subscription(named("subscription"))));
    this.addOwn(`${inSubscription}/locations`, ({ named }) =>
      answer(200, locations(named("subscription"))),
    );
    this.addOwn("/providers", ({ request }) => page(providers(undefined), request.url));
    this.addOwn(`${inSubscription}/providers`, ({ named, request }) =>
      page(providers(named("subscription")), request.url),
    );
    const one: Handler = ({ named, apiVersion, path }) => {
      const inOne = path.toLowerCase().startsWith("/subscriptions/");
      const found = provider(inOne ? named("subscription") : undefined, named("namespace"));
      if (found === undefined) throw unknownType(`${named("namespace")}/`, apiVersion);
      return answer(200, found);
    };
    this.addOwn("/providers/{namespace}", one);
    this.addOwn(`${inSubscription}/providers/{namespace}`, one);
    this.addOwn(`${inSubscription}/providers/{namespace}/register`, one, "POST");
  }

  private addLists(): void {
    this.addOwn(`${inSubscription}/resources`, ({ named, request }) =>
      page(
        listOfAny(this.resourceManager, `/subscriptions/${named("subscription")}`, request.url),
        request.url,
      ),
    );
    this.addOwn(`${inSubscription}/resourceGroups`, ({ named, request }) => {
      const scope = `/subscriptions/${named("subscription")}`;
      const keep = resourceFilter(request.url.searchParams.get("$filter"));
      return page(
        listOfType(this.resourceManager, groupType, scope, null).filter(keep),
        request.url,
      );
    });
    this.addOwn(`${inSubscription}/resourceGroups/{group}/resources`, ({ path, request }) => {
      const groupId = path.slice(0, path.lastIndexOf("/"));
      this.resourceManager.get(groupId);
      return page(listOfAny(this.resourceManager, groupId, request.url), request.url);
    });
  }

  private addOperations(): void {
    this.add(
      "GET",
      `${inLocation}/operationStatuses/{operation}`,
      ({ path, named, request, apiVersion }) => {
        const operation = this.requireOperation(named("operation"), path);
        const done = this.operations.isDone(operation);
        const { id, started, endsMs, error } = operation;
        const headers = done
          ? {}
          : this.operations.headers(
              operation,
              ["azure-asyncoperation"],
              request.url.origin,
              apiVersion,
            );
        const status = done ? (error === undefined ? "Succeeded" : "Failed") : "InProgress";
        return answer(
          200,
          {
            id: path,
            name: id,
            status,
            startTime: started.toISOString(),
            ...(done ? { endTime: new Date(endsMs).toISOString() } : {}),
            ...(done && error !== undefined ? error.toBody() : {}),
          },
          headers,
        );
      },
    );
    this.add(
      "GET",
      `${inLocation}/operationResults/{operation}`,
      ({ path, named, request, apiVersion }) => {
        const operation = this.requireOperation(named("operation"), path);
        if (!this.operations.isDone(operation)) {
          const { origin } = request.url;
          return answer(
            202,
            undefined,
            this.operations.headers(operation, ["location"], origin, apiVersion),
          );
        }
        if (operation.error !== undefined) return refusal(operation.error);
        if (operation.method === "DELETE") return answer(200);
        return answer(200, this.resources.view(operation.resourceId));
      },
    );
  }

  /** Code and message not documented. */
  private requireOperation(id: string, path: string): Operation {
    const found = this.operations.find(id);
    if (found !== undefined && idKey(path).startsWith(idKey(found.place))) return found;
    throw new ArmError(404, "OperationNotFound", `The operation '${id}' was not found.`);
  }

  /** @see https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/get-deleted */
  private addVaults(): void {
    const keyVault = `${inSubscription}/providers/Microsoft.KeyVault`;
    const deleted = (subscriptionId: string) =>
      this.resourceManager
        .listSoftDeleted(vaultType)
        .filter(({ id }) => idKey(id).startsWith(idKey(`/subscriptions/${subscriptionId}/`)));
    const one = ({ named }: Asked) => {
      const found = deleted(named("subscription")).find(
        ({ name, location }) =>
          name.toLowerCase() === named("vault").toLowerCase() &&
          shortLocation(location) === shortLocation(named("location")),
      );
      if (found !== undefined) return found;
      throw new ArmError(
        404,
        "DeletedVaultNotFound",
        `The specified deleted vault '${named("vault")}' does not exist. Follow this link for more information: ` +
          "https://go.microsoft.com/fwlink/?linkid=2147741",
      );
    };
    this.add("GET", `${keyVault}/deletedVaults`, ({ named, request, apiVersion }) => {
      checkNamespace("Microsoft.KeyVault", apiVersion);
      return page(deleted(named("subscription")).map(deletedVault), request.url);
    });
    // There is no model of managed HSMs, so that none has been deleted: the Azure CLI asks for them with the vaults.
    this.add("GET", `${keyVault}/deletedManagedHSMs`, ({ apiVersion }) => {
      checkNamespace("Microsoft.KeyVault", apiVersion);
      return answer(200, { value: [] });
    });
    const inPlace = `${keyVault}/locations/{location}/deletedVaults/{vault}`;
    this.add("GET", inPlace, (asked) => {
      checkNamespace("Microsoft.KeyVault", asked.apiVersion);
      return answer(200, deletedVault(one(asked)));
    });
    this.add("POST", `${inPlace}/purge`, async (asked) => {
      checkNamespace("Microsoft.KeyVault", asked.apiVersion);
      const vault = one(asked);
      await this.resourceManager.purgeVault(vault.name);
      const operation = this.operations.start({
        resourceId: vault.id,
        body: { location: vault.location },
        method: "DELETE",
        state: "Deleting",
        seconds: 0,
      });
      const { origin } = asked.request.url;
      const headers = this.operations.headers(operation, ["location"], origin, asked.apiVersion);
      return answer(202, undefined, headers);
    });
  }
}

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  return pattern.every((part, index) => part.startsWith("{") || part === segments[index]);
}

/** @throws ArmError when no type of the namespace has such a version. */
function checkNamespace(namespace: string, apiVersion: string): void {
  const models = modelledTypes().filter((model) => isIn(model, namespace));
  if (models.some((model) => model.apiVersions.includes(apiVersion))) return;
  const main = models.find((model) => model.locations !== undefined) ?? models[0];
  if (main === undefined) throw unknownType(`${namespace}/`, apiVersion);
  checkVersion(main, apiVersion);
}

function deletedVault({
  id,
  name,
  location,
  deleted,
  scheduledPurge,
  purgeProtected,
  content,
}: SoftDeleted): JsonObject {
  const { subscriptionId } = parseResourceId(id)!;
  return {
    id: `/subscriptions/${subscriptionId}/providers/Microsoft.KeyVault/locations/${location}/deletedVaults/${name}`,
    name,
    type: "Microsoft.KeyVault/deletedVaults",
    properties: {
      vaultId: id,
      location,
      deletionDate: deleted,
      scheduledPurgeDate: scheduledPurge,
      purgeProtectionEnabled: purgeProtected,
      tags: objectAt(content?.desired, "tags"),
    },
  };
}
