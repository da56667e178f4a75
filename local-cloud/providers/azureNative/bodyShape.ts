/**
 * Between the SDK's shape and Resource Manager's. The general rule: an input of the envelope stays where it is,
 * every other one moves into `properties`, and back. What departs from it stands in `resourceTable.ts`.
 */

import { isObject, type Json, type JsonObject } from "../../json";
import { pathInputs, type ResourceMapping, type Shape } from "./resourceTable";

/** Input by which the provider remembers that it made up a resource's name, so that another can stand beside it. */
export const createBeforeDelete = "__createBeforeDelete";

/** Top-level fields of a Resource Manager body that are not in `properties`. */
const envelope = new Set([
  "id",
  "name",
  "type",
  "location",
  "tags",
  "sku",
  "identity",
  "kind",
  "zones",
  "plan",
  "managedBy",
  "extendedLocation",
  "etag",
  "systemData",
]);

/** The same of the objects that have a `properties` of their own inside a body. */
const nestedEnvelope = new Set(["id", "name", "type", "etag"]);

/** The body of a `PUT`, from the SDK's inputs. */
export function toBody(mapping: ResourceMapping, inputs: JsonObject): JsonObject {
  const shape = mapping.shape ?? {};
  const own = new Set(pathInputs(mapping));
  const body: JsonObject = {};
  const properties: JsonObject = {};
  for (const [key, value] of Object.entries(withKey(inputs, "odataType", "odata.type"))) {
    if (own.has(key) || key === createBeforeDelete) continue;
    if (shape.properties === "asGiven" || staysInEnvelope(shape, key)) body[key] = value;
    else properties[key] = value;
  }
  // Outer paths first: the inner ones are looked for inside what the outer ones have nested.
  for (const path of shape.nested ?? []) {
    forEachAt(properties, nestedPath(path), (item) => {
      const outer = Object.entries(item).filter(([key]) => nestedEnvelope.has(key));
      const inner = Object.entries(item).filter(([key]) => !nestedEnvelope.has(key));
      replaceContents(item, {
        ...Object.fromEntries(outer),
        properties: Object.fromEntries(inner),
      });
    });
  }
  if (shape.properties !== "asGiven") body.properties = toWireNames(shape, properties);
  nameIdentities(body);
  return body;
}

/** The SDK lists the ids of user-assigned identities, Resource Manager has them as keys. */
function nameIdentities({ identity }: JsonObject): void {
  if (!isObject(identity) || !Array.isArray(identity.userAssignedIdentities)) return;
  identity.userAssignedIdentities = Object.fromEntries(
    identity.userAssignedIdentities.flatMap((id) => (typeof id === "string" ? [[id, {}]] : [])),
  );
}

/** What the SDK shows of a Resource Manager body. */
export function fromBody(mapping: ResourceMapping, body: JsonObject): JsonObject {
  const shape = mapping.shape ?? {};
  const { properties, ...outer } = withKey(body, "odata.type", "odataType");
  if (shape.properties === "asGiven") {
    return { ...outer, ...(properties === undefined ? {} : { properties }) };
  }
  const inner = isObject(properties) ? properties : {};
  for (const path of [...(shape.nested ?? [])].reverse()) {
    forEachAt(inner, nestedPath(path), (item) => {
      const { properties: nested, ...rest } = item;
      replaceContents(item, { ...rest, ...(isObject(nested) ? nested : {}) });
    });
  }
  return { ...toSdkNames(shape, inner), ...outer };
}

/** What the SDK shows, with user-assigned identities in the list in which it takes them as an input. */
export function withListedIdentities(outputs: JsonObject): JsonObject {
  const { identity } = outputs;
  if (!isObject(identity) || !isObject(identity.userAssignedIdentities)) return outputs;
  const userAssignedIdentities = Object.keys(identity.userAssignedIdentities);
  return { ...outputs, identity: { ...identity, userAssignedIdentities } };
}

/** The SDK's path of a body path: `properties.network.x` is `network.x`. */
export function toSdkPath({ shape = {} }: ResourceMapping, bodyPath: string): string {
  if (shape.properties === "asGiven" || !bodyPath.startsWith("properties.")) return bodyPath;
  return bodyPath
    .slice("properties.".length)
    .split(".")
    .reduce((path, key) => below(path, sdkName(shape, path, key)), "");
}

function toWireNames(shape: Shape, value: JsonObject): JsonObject {
  return withNames(value, "", (path, key) => [shape.renamed?.[below(path, key)] ?? key, key]);
}

function toSdkNames(shape: Shape, value: JsonObject): JsonObject {
  return withNames(value, "", (path, key) => {
    const name = sdkName(shape, path, key);
    return [name, name];
  });
}

/** The SDK's name of a body's key, below an SDK path. */
function sdkName({ renamed = {} }: Shape, path: string, key: string): string {
  const found = Object.entries(renamed).find(
    ([sdkPath, wire]) => wire === key && sdkPath.split(".").slice(0, -1).join(".") === path,
  );
  return found === undefined ? key : found[0].split(".").at(-1)!;
}

/** A copy with other keys. `name` answers, for an SDK path and a key below it, the new key and the SDK's. */
function withNames(
  value: JsonObject,
  path: string,
  name: (path: string, key: string) => [key: string, sdk: string],
): JsonObject {
  const entries = Object.entries(value).map(([key, item]): [string, Json | undefined] => {
    const [newKey, sdk] = name(path, key);
    const inner = (one: Json | undefined) =>
      isObject(one) ? withNames(one, below(path, sdk), name) : one;
    return [newKey, Array.isArray(item) ? item.map((one) => inner(one) ?? null) : inner(item)];
  });
  return Object.fromEntries(entries);
}

function below(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

/**
 * A copy with one key called differently at every depth. Names with a dot can't be inputs of the SDK.
 *
 * @see https://learn.microsoft.com/rest/api/monitor/metric-alerts/create-or-update (MetricAlertCriteria)
 */
function withKey(body: JsonObject, from: string, to: string): JsonObject {
  const renamed = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(renamed);
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, inner]) =>
        inner === undefined ? [] : [[key === from ? to : key, renamed(inner)]],
      ),
    );
  };
  return renamed(body) as JsonObject;
}

function staysInEnvelope(shape: Shape, key: string): boolean {
  return envelope.has(key) && !(shape.inProperties ?? []).includes(key);
}

/** `subnets.*.delegations.*` in a body is `subnets.*.properties.delegations.*`. */
function nestedPath(path: string): string[] {
  return path.replaceAll(".*.", ".*.properties.").split(".");
}

function forEachAt(value: Json | undefined, path: string[], act: (item: JsonObject) => void): void {
  const [key, ...rest] = path;
  if (key === undefined) {
    if (isObject(value)) act(value);
  } else if (key === "*") {
    if (Array.isArray(value)) for (const item of value) forEachAt(item, rest, act);
  } else if (isObject(value)) {
    forEachAt(value[key], rest, act);
  }
}

function replaceContents(item: JsonObject, contents: JsonObject): void {
  for (const key of Object.keys(item)) delete item[key];
  Object.assign(item, contents);
}
