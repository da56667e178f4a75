import { at, overlay, type Json, type JsonObject } from "../../json";

/** What a version of an API did not have yet, and its service has to decide by itself. */
interface LaterProperty {
  readonly type: string;
  /** First version that has it. */
  readonly since: string;
  readonly filled: JsonObject;
}

const laterProperties: readonly LaterProperty[] = [
  {
    // Required since: "null is returned only for clusters created using an old API version which do not have this
    // property": https://learn.microsoft.com/rest/api/redis/redisenterprisecache/redis-enterprise/create#cluster
    type: "microsoft.cache/redisenterprise",
    since: "2025-07-01",
    filled: { properties: { publicNetworkAccess: "Enabled" } },
  },
];

/** A name that clients use for a property besides the published one. */
interface OtherName {
  readonly type: string;
  readonly written: string;
  readonly named: (value: Json) => JsonObject;
}

const otherNames: readonly OtherName[] = [
  {
    // As the Azure CLI has it: https://github.com/Azure/azure-cli/blob/dev/src/azure-cli/azure/cli/command_modules/containerapp/_models.py
    type: "microsoft.app/managedenvironments/managedcertificates",
    written: "properties.validationMethod",
    named: (value) => ({ properties: { domainControlValidation: value } }),
  },
];

/** The body of a write as the models know it: whatever version and whatever names its client uses. */
export function writtenBody(type: string, apiVersion: string, body: JsonObject): JsonObject {
  const wanted = type.toLowerCase();
  const filled = laterProperties
    .filter((later) => later.type === wanted && apiVersion < later.since)
    .reduce((result, later) => overlay(later.filled, result), body);
  return otherNames
    .filter((other) => other.type === wanted && at(body, other.written) !== undefined)
    .reduce((result, other) => overlay(other.named(at(body, other.written)!), result), filled);
}
