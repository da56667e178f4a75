import { isSecret } from "../../policy/known";
import { withoutVersion } from "../../policy/types";
import { type AzureType, azureType } from "./azureType";

/** A resource in a state file, as far as a template needs it. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly delete?: boolean;
  readonly inputs?: Record<string, unknown>;
  readonly dependencies?: readonly string[];
}

/** A Resource Manager template. @see https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax */
export interface ArmTemplate {
  readonly $schema: string;
  readonly contentVersion: string;
  readonly parameters: Record<string, { readonly type: "securestring" | "secureObject" }>;
  readonly resources: Record<string, unknown>[];
}

/** What goes beside `properties` and not into it. @see https://learn.microsoft.com/azure/azure-resource-manager/templates/resource-declaration */
const envelope = new Set([
  "location",
  "tags",
  "sku",
  "kind",
  "identity",
  "zones",
  "plan",
  "extendedLocation",
  "managedBy",
]);

/** Inputs that say where a resource is, whatever its type. */
const placeKeys = new Set(["resourceGroupName", "name", "scope", "resourceUri"]);

/**
 * The Azure resources of a state as a Resource Manager template for scanners: with the names that they have, and with
 * a parameter in place of each secret. Resources of other clouds are left out; so is the resource group, which a
 * template is deployed into.
 */
export function armTemplate(state: readonly StateResource[]): ArmTemplate {
  const azure = state.flatMap((resource) => {
    const { id, delete: goes } = resource;
    const type = withoutVersion(resource.type);
    const isOne = type.startsWith("azure-native:") && !type.endsWith(":ResourceGroup");
    return isOne && id !== undefined && goes !== true ? [{ ...resource, id }] : [];
  });
  const idsByUrn = new Map(azure.map(({ urn, id }) => [urn, id]));
  const parameters: ArmTemplate["parameters"] = {};
  const resources = azure.map(({ urn, type, id, inputs = {}, dependencies = [] }) => {
    const declared = azureType(type);
    const shown = withoutSecrets(inputs, logicalName(urn), parameters) as Record<string, unknown>;
    const properties = `${logicalName(urn)}-properties`;
    if (parameters[properties] !== undefined) parameters[properties] = { type: "secureObject" };
    const dependsOn = dependencies.flatMap((one) => idsByUrn.get(one) ?? []).map(referenceTo);
    return {
      ...placeOf(id),
      apiVersion: declared.apiVersion,
      ...bodyOf(shown, id, declared),
      ...(dependsOn.length > 0 && { dependsOn: dependsOn.toSorted() }),
    };
  });
  return {
    $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    contentVersion: "1.0.0.0",
    parameters,
    resources,
  };
}

/** Type and name of an id, and for an extension resource the id that it is on. */
function placeOf(id: string): { type: string; name: string; scope?: string } {
  const at = id.toLowerCase().lastIndexOf("/providers/");
  const [namespace = "", ...rest] = id.slice(at + "/providers/".length).split("/");
  const types = rest.filter((_, index) => index % 2 === 0);
  const names = rest.filter((_, index) => index % 2 === 1);
  const scope = id.slice(0, at);
  return {
    type: [namespace, ...types].join("/"),
    name: names.join("/"),
    ...(/\/providers\//i.test(scope) && { scope }),
  };
}

/**
 * An id as the expression that a template refers to it by, and that scanners find the resource of.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-resource
 */
function referenceTo(id: string): string {
  const { type, name, scope } = placeOf(id);
  const words = [type, ...name.split("/")].map(quoted).join(", ");
  return scope === undefined
    ? `[resourceId(${words})]`
    : `[extensionResourceId(${quoted(scope)}, ${words})]`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Inputs in the shape of a template: what only makes up the id is left out, the rest goes where Azure takes it. */
function bodyOf(
  inputs: Readonly<Record<string, unknown>>,
  id: string,
  { outputs }: AzureType,
): Record<string, unknown> {
  const segments = new Set(id.toLowerCase().split("/"));
  const isPartOfId = (key: string, value: unknown) =>
    placeKeys.has(key) ||
    (key.endsWith("Name") &&
      !outputs.has(key) &&
      typeof value === "string" &&
      segments.has(value.toLowerCase()));
  const body: Record<string, unknown> = {};
  const properties: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(inputs)) {
    if (key === "identity") body[key] = identityOf(value);
    else if (envelope.has(key)) body[key] = value;
    else if (key === "properties" && isGroup(value)) Object.assign(properties, value);
    else if (key === "properties") body[key] = value;
    else if (!isPartOfId(key, value)) properties[key] = value;
  }
  return { properties, ...body };
}

/** The provider takes user-assigned identities as a list; Azure takes an object with the ids as keys. */
function identityOf(identity: unknown): unknown {
  if (!isGroup(identity)) return identity;
  const { userAssignedIdentities: ids, ...rest } = identity;
  if (!Array.isArray(ids)) return identity;
  return { ...rest, userAssignedIdentities: Object.fromEntries(ids.map((id) => [String(id), {}])) };
}

/** A value with a parameter in place of each secret, which is added to the parameters. */
function withoutSecrets(
  value: unknown,
  place: string,
  parameters: ArmTemplate["parameters"],
): unknown {
  if (Array.isArray(value)) {
    return value.map((one, index) => withoutSecrets(one, `${place}-${index}`, parameters));
  }
  if (typeof value !== "object" || value === null) return value;
  if (isSecret(value)) {
    parameters[place] = { type: "securestring" };
    return `[parameters('${place}')]`;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      withoutSecrets(one, `${place}-${key}`, parameters),
    ]),
  );
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function logicalName(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}
