import { apiVersion } from "./apiVersion";

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
  readonly parameters: Record<string, { readonly type: "securestring" }>;
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

/** The marks of a secret in a state file. */
const secretSignature = "4dabf18193072939515e22adb298388d";

/**
 * The Azure resources of a state as a Resource Manager template for scanners: with the ids that they have, and with
 * a parameter in place of each secret. Resources of other clouds are left out; so is the resource group, which a
 * template is deployed into.
 */
export function armTemplate(state: readonly StateResource[]): ArmTemplate {
  const azure = state.flatMap((resource) => {
    const { type, id, delete: goes } = resource;
    const isOne = type.startsWith("azure-native:") && !type.endsWith(":ResourceGroup");
    return isOne && id !== undefined && goes !== true ? [{ ...resource, id }] : [];
  });
  const idsByUrn = new Map(azure.map(({ urn, id }) => [urn, id]));
  const parameters: ArmTemplate["parameters"] = {};
  const resources = azure.map(({ urn, type, id, inputs = {}, dependencies = [] }) => {
    const shown = withoutSecrets(inputs, logicalName(urn), parameters) as Record<string, unknown>;
    const dependsOn = dependencies.flatMap((one) => idsByUrn.get(one) ?? []).toSorted();
    return {
      ...placeOf(id),
      apiVersion: apiVersion(type),
      ...bodyOf(shown, id),
      ...(dependsOn.length > 0 && { dependsOn }),
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

/** Inputs in the shape of a template: what the id says already is left out, the rest goes where Azure takes it. */
function bodyOf(inputs: Readonly<Record<string, unknown>>, id: string): Record<string, unknown> {
  const said = new Set(id.toLowerCase().split("/"));
  const isSaid = (value: unknown) =>
    typeof value === "string" &&
    (said.has(value.toLowerCase()) ||
      (value !== "" && id.toLowerCase().startsWith(value.toLowerCase())));
  const body: Record<string, unknown> = {};
  const properties: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(inputs)) {
    if (key === "identity") body[key] = identityOf(value);
    else if (envelope.has(key)) body[key] = value;
    else if (key === "properties") Object.assign(properties, value);
    else if (!isSaid(value)) properties[key] = value;
  }
  return { ...body, properties };
}

/** The provider takes user-assigned identities as a list; Azure takes an object with the ids as keys. */
function identityOf(identity: unknown): unknown {
  const { userAssignedIdentities: ids, ...rest } = identity as { userAssignedIdentities?: unknown };
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
  if (secretSignature in value) {
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

function logicalName(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}
