import { ArmError } from "../../arm/armError";
import { textAt } from "../../arm/body";
import { idKey, isAtOrBelow, parseResourceId } from "../../arm/resourceId";
import type { ResourceManager } from "../../arm/resourceManager";
import type { StoredResource } from "../../arm/resourceType";
import { findType } from "../../arm/types";
import { at, type JsonObject } from "../../json";
import type { ApiAnswer } from "../apiFront";
import { answer } from "./answers";

/** Most that one page holds. */
const longestPage = 1000;
const roleAssignmentType = "microsoft.authorization/roleassignments";

/**
 * The resources of a type below a scope: a subscription, a group, a parent, or what an extension extends. Role
 * assignments of the scopes above hold here too, and are listed.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest
 */
export function listOfType(
  resourceManager: ResourceManager,
  type: string,
  scope: string,
  filter: string | null,
): JsonObject[] {
  const isResource = parseResourceId(scope)?.type.includes("/") && !isGroup(scope);
  const parentOf = (one: StoredResource) => parseResourceId(one.id)!.parentId;
  if (type.toLowerCase() === roleAssignmentType) {
    const keep = assignmentFilter(filter);
    return resourceManager
      .list(type)
      .filter((one) => isAtOrBelow(scope, parentOf(one)) || isAtOrBelow(parentOf(one), scope))
      .map((one) => resourceManager.render(one))
      .filter((body) => keep(body, scope));
  }
  if (filter !== null) throw invalidFilter(filter);
  const own = resourceManager
    .list(type, scope)
    .filter((one) => !isResource || idKey(parentOf(one)) === idKey(scope))
    .map((one) => resourceManager.render(one));
  const { inborn = [] } = findType(type) ?? {};
  const names = new Set(own.map(({ name }) => name));
  const last = type.slice(type.lastIndexOf("/") + 1);
  const others = isResource ? inborn.filter((name) => !names.has(name)) : [];
  return [...own, ...others.map((name) => resourceManager.get(`${scope}/${last}/${name}`))];
}

function isGroup(id: string): boolean {
  return parseResourceId(id)?.type === "Microsoft.Resources/resourceGroups";
}

/** The filters that role assignments have: `atScope()`, and who is assigned. */
function assignmentFilter(filter: string | null): (body: JsonObject, scope: string) => boolean {
  if (filter === null || filter === "") return () => true;
  const terms = filter.split(/\s+and\s+/i).map((term) => term.trim());
  const tests = terms.map((term) => {
    if (/^atScope\(\)$/i.test(term)) {
      return (body: JsonObject, scope: string) =>
        isAtOrBelow(scope, textAt(body, "properties.scope") ?? "");
    }
    const [, byEquals, byFunction] =
      /^(?:principalId eq '([^']*)'|assignedTo\('([^']*)'\))$/i.exec(term) ?? [];
    const principal = byEquals ?? byFunction;
    if (principal === undefined) throw invalidFilter(filter);
    return (body: JsonObject) => textAt(body, "properties.principalId") === principal;
  });
  return (body, scope) => tests.every((test) => test(body, scope));
}

/** Fields of the envelope that a list of resources of any type shows. */
const summaryFields = [
  "id",
  "name",
  "type",
  "kind",
  "location",
  "managedBy",
  "tags",
  "sku",
  "identity",
  "zones",
];

/**
 * All resources of a subscription or a group, without their properties. Children and extensions are no part of it.
 *
 * @see https://learn.microsoft.com/rest/api/resources/resources/list
 */
export function listOfAny(
  resourceManager: ResourceManager,
  scope: string,
  { searchParams }: URL,
): JsonObject[] {
  const keep = resourceFilter(searchParams.get("$filter"));
  const expand = new Set((searchParams.get("$expand") ?? "").split(","));
  return resourceManager
    .ids()
    .filter((id) => {
      const { names, parentId } = parseResourceId(id)!;
      return names.length === 1 && isGroup(parentId) && isAtOrBelow(id, scope);
    })
    .map((id) => {
      const stored = resourceManager.find(id)!;
      const body = resourceManager.render(stored);
      const summary: JsonObject = {};
      for (const field of summaryFields)
        if (body[field] !== undefined) summary[field] = body[field];
      if (expand.has("createdTime")) summary.createdTime = stored.created;
      if (expand.has("provisioningState")) {
        summary.provisioningState = textAt(body, "properties.provisioningState") ?? "Succeeded";
      }
      return summary;
    })
    .filter(keep);
}

/** Fields that a list of resources can be filtered by, and where each stands in a body. */
const filterFields: Readonly<Record<string, (body: JsonObject) => string | undefined>> = {
  resourcetype: (body) => textAt(body, "type"),
  name: (body) => textAt(body, "name"),
  location: (body) => textAt(body, "location"),
  resourcegroup: (body) => parseResourceId(textAt(body, "id") ?? "")?.resourceGroup,
};

/**
 * A filter over resources or groups: terms joined by `and`, each `<field> eq '<value>'`, or `tagName eq` and
 * `tagValue eq` together.
 *
 * @throws ArmError for anything else.
 */
export function resourceFilter(filter: string | null): (body: JsonObject) => boolean {
  if (filter === null || filter === "") return () => true;
  const terms = filter.split(/\s+and\s+/i).map((term) => {
    const [, field = "", value = ""] = /^\s*(\w+)\s+eq\s+'([^']*)'\s*$/i.exec(term) ?? [];
    return { field: field.toLowerCase(), value };
  });
  const tagName = terms.find(({ field }) => field === "tagname")?.value;
  const tests = terms.map(({ field, value }) => {
    const where = Object.hasOwn(filterFields, field) ? filterFields[field] : undefined;
    if (where !== undefined) {
      return (body: JsonObject) => where(body)?.toLowerCase() === value.toLowerCase();
    }
    if (field === "tagname") return (body: JsonObject) => at(body, ["tags", value]) !== undefined;
    if (field !== "tagvalue" || tagName === undefined) throw invalidFilter(filter);
    return (body: JsonObject) => at(body, ["tags", tagName]) === value;
  });
  return (body) => tests.every((test) => test(body));
}

/** Code and message not documented. */
function invalidFilter(filter: string): ArmError {
  return new ArmError(
    400,
    "InvalidFilterInQueryString",
    `Invalid $filter '${filter}' specified in the query string.`,
  );
}

/**
 * One page of a list: as many as `$top` asks for, and the address of the next page while there is more.
 *
 * @throws ArmError for a `$top` or a `$skiptoken` that is none.
 */
export function page(all: readonly JsonObject[], url: URL): ApiAnswer {
  const size = pageSize(url.searchParams.get("$top"));
  const start = startOf(url.searchParams.get("$skiptoken"));
  const end = start + size;
  const value = all.slice(start, end);
  if (end >= all.length) return answer(200, { value });
  const next = new URL(url);
  next.searchParams.set("$skiptoken", Buffer.from(`after:${end}`).toString("base64url"));
  return answer(200, { value, nextLink: next.href });
}

function pageSize(top: string | null): number {
  if (top === null) return longestPage;
  const size = Number(top);
  if (Number.isInteger(size) && size >= 1) return Math.min(size, longestPage);
  // Code and message not documented.
  throw new ArmError(
    400,
    "InvalidQueryParameterValue",
    `The value '${top}' of the query parameter '$top' is not valid. It is a whole number, at least 1.`,
  );
}

function startOf(token: string | null): number {
  if (token === null) return 0;
  const [, start] =
    /^after:(\d{1,9})$/.exec(Buffer.from(token, "base64url").toString("utf8")) ?? [];
  if (start !== undefined) return Number(start);
  // Code and message not documented.
  throw new ArmError(400, "InvalidSkipToken", `The skip token '${token}' is not valid.`);
}
