import type { JsonObject } from "../../../json";
import { at } from "../../../json";
import { objectsAt, textAt } from "../../body";
import { ArmError } from "../../armError";
import type { ArmCloud } from "../../armCloud";
import { idKey, parseResourceId } from "../../resourceId";
import type { ResourceType, StoredResource, WriteRequest } from "../../resourceType";
import { signalCategories } from "./diagnosticCategories";

const type = "Microsoft.Insights/diagnosticSettings";
const destinations = [
  "workspaceId",
  "storageAccountId",
  "eventHubAuthorizationRuleId",
  "marketplacePartnerId",
] as const;

function badRequest(message: string): ArmError {
  return new ArmError(400, "BadRequest", message);
}

/** Type of the resource that a setting watches: the resource that its id extends. */
function watchedType(id: string): string {
  return parseResourceId(parseResourceId(id)?.parentId ?? "")?.type ?? "";
}

/** What a setting asks for: `log:AuditEvent`, `log:group:allLogs`, `metric:AllMetrics`. Only what is enabled. */
function signals(desired: JsonObject): string[] {
  const enabled = (key: string) =>
    objectsAt(desired, `properties.${key}`).filter((entry) => at(entry, "enabled") === true);
  return [
    ...enabled("logs").map((entry) => {
      const group = textAt(entry, "categoryGroup");
      return group === undefined ? `log:${textAt(entry, "category")}` : `log:group:${group}`;
    }),
    ...enabled("metrics").map((entry) => `metric:${textAt(entry, "category")}`),
  ];
}

/** Refusals: https://github.com/hashicorp/terraform-provider-azurerm/issues/2985, https://github.com/JimGBritt/AzurePolicy/issues/38 */
function checkCategories(id: string, desired: JsonObject): void {
  const watched = watchedType(id);
  const known = signalCategories(watched);
  if (known !== undefined && known.logs.length === 0 && known.metrics.length === 0) {
    throw new ArmError(
      400,
      "ResourceTypeNotSupported",
      `The resource type '${watched.toLowerCase()}' does not support diagnostic settings.`,
    );
  }
  for (const entry of objectsAt(desired, "properties.logs")) {
    const category = textAt(entry, "category");
    const group = textAt(entry, "categoryGroup");
    if ((category === undefined) === (group === undefined)) {
      throw badRequest("Each log setting names either a category or a category group.");
    }
    if (known === undefined) continue;
    if (category !== undefined && !has(known.logs, category))
      throw badRequest(`Category '${category}' is not supported.`);
    if (group !== undefined && !has(known.groups, group))
      throw badRequest(`Category group '${group}' is not supported.`);
  }
  for (const entry of objectsAt(desired, "properties.metrics")) {
    const category = textAt(entry, "category") ?? "";
    if (known !== undefined && !has(known.metrics, category)) {
      throw badRequest(`Metric category '${category}' is not supported.`);
    }
  }
  const groups = objectsAt(desired, "properties.logs").filter(
    (entry) => textAt(entry, "categoryGroup") !== undefined,
  );
  if (groups.length > 0 && groups.length < objectsAt(desired, "properties.logs").length) {
    throw badRequest(
      "Log categories and log category groups can't be used in one diagnostic setting.",
    );
  }
  if (signals(desired).length === 0) {
    throw badRequest(
      "At least one log or metric category of a diagnostic setting must be enabled.",
    );
  }
}

function has(names: readonly string[], name: string): boolean {
  return names.some((one) => one.toLowerCase() === name.toLowerCase());
}

function checkDestinations(cloud: ArmCloud, desired: JsonObject): void {
  const named = destinations.filter((key) => (textAt(desired, `properties.${key}`) ?? "") !== "");
  if (named.length === 0) {
    throw badRequest(
      "At least one data sink needs to be specified: workspaceId, storageAccountId, eventHubAuthorizationRuleId or marketplacePartnerId.",
    );
  }
  const workspaceId = textAt(desired, "properties.workspaceId") ?? "";
  if (workspaceId === "") return;
  const workspace = parseResourceId(workspaceId);
  if (workspace?.type.toLowerCase() !== "microsoft.operationalinsights/workspaces") {
    throw badRequest(
      `The workspace id '${workspaceId}' is not the id of a Log Analytics workspace.`,
    );
  }
  if (cloud.find(workspaceId) !== undefined) return;
  throw new ArmError(
    404,
    "ResourceNotFound",
    `The Resource 'Microsoft.OperationalInsights/workspaces/${workspace.name}' under resource group ` +
      `'${workspace.resourceGroup}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
}

/** Message: https://github.com/Azure/bicep-registry-modules/issues/3407 */
function checkSinkReuse({ id, desired }: WriteRequest, others: readonly StoredResource[]): void {
  for (const key of destinations) {
    const sink = textAt(desired, `properties.${key}`) ?? "";
    if (sink === "") continue;
    const sharing = others.filter(
      (other) => idKey(textAt(other.desired, `properties.${key}`) ?? "") === idKey(sink),
    );
    for (const other of sharing) {
      const common = signals(desired).find((signal) => signals(other.desired).includes(signal));
      if (common === undefined) continue;
      throw new ArmError(
        409,
        "Conflict",
        `Data sink '${sink}' is already used in diagnostic setting '${other.name}' for category ` +
          `'${common.split(":").at(-1)}'. Data sinks can't be reused in different settings on the same category for ` +
          `the same resource: ${parseResourceId(id)?.parentId}.`,
      );
    }
  }
}

/** @see https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings */
export const diagnosticSettings: ResourceType = {
  type,
  apiVersions: ["2021-05-01-preview", "2017-05-01-preview"],
  name: {
    pattern: /^[^<>*%&:\\?+/]+$/,
    length: [1, 260],
    code: "BadRequest",
    message: "The name has 1 to 260 characters and none of < > * % & : \\ ? + /.",
  },
  validate: (request) => {
    const { id, desired, existing, cloud } = request;
    checkDestinations(cloud, desired);
    checkCategories(id, desired);
    const watched = parseResourceId(id)?.parentId ?? "";
    const others = cloud
      .list(type, watched)
      .filter(
        (other) =>
          idKey(other.id) !== idKey(id) &&
          idKey(parseResourceId(other.id)?.parentId ?? "") === idKey(watched),
      );
    if (existing === undefined && others.length >= 5) {
      throw badRequest(`The limit of 5 diagnostic settings was reached for ${watched}.`);
    }
    checkSinkReuse(request, others);
  },
};
