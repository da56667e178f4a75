/**
 * Between the SDK's shape and Resource Manager's. The general rule: an input of the envelope stays where it is,
 * every other one moves into `properties`, and back. What departs from it stands in `resourceTable.ts`.
 */

import { isObject, type Json, type JsonObject } from "../../json";
import { pathInputs, type ResourceMapping, type Shape } from "./resourceTable";

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

/** The body of a `PUT`, from the SDK's inputs. */
export function toBody(mapping: ResourceMapping, inputs: JsonObject): JsonObject {
  const shape = mapping.shape ?? {};
  const own = new Set(pathInputs(mapping));
  const body: JsonObject = {};
  const properties: JsonObject = {};
  for (const [key, value] of Object.entries(withKey(inputs, "odataType", "odata.type"))) {
    if (own.has(key)) continue;
    if (shape.properties === "asGiven" || staysInEnvelope(shape, key)) body[key] = value;
    else properties[shape.renamed?.[key] ?? key] = value;
  }
  // Outer paths first: the inner ones are looked for inside what the outer ones have nested.
  for (const path of shape.nested ?? []) {
    forEachAt(properties, nestedPath(path), (item) => {
      const { id, name, ...rest } = item;
      replaceContents(item, {
        ...(id === undefined ? {} : { id }),
        ...(name === undefined ? {} : { name }),
        properties: rest,
      });
    });
  }
  if (shape.properties !== "asGiven") body.properties = properties;
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
  const originals = Object.fromEntries(
    Object.entries(shape.renamed ?? {}).map(([sdk, wire]) => [wire, sdk]),
  );
  const flattened = Object.fromEntries(
    Object.entries(inner).map(([key, value]) => [originals[key] ?? key, value]),
  );
  return { ...flattened, ...outer };
}

/** The SDK's path of a body path: `properties.network.x` is `network.x`. */
export function toSdkPath(mapping: ResourceMapping, bodyPath: string): string {
  if (mapping.shape?.properties === "asGiven" || !bodyPath.startsWith("properties."))
    return bodyPath;
  const [first = "", ...rest] = bodyPath.slice("properties.".length).split(".");
  const renamed = Object.entries(mapping.shape?.renamed ?? {}).find(([, wire]) => wire === first);
  return [renamed?.[0] ?? first, ...rest].join(".");
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
