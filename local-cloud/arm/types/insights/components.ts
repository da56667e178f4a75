import type { JsonObject } from "../../../json";
import { textAt } from "../../body";
import { ArmError } from "../../armError";
import { shortLocation } from "../../generalRules";
import { parseResourceId } from "../../resourceId";
import type { ResourceType, ResourceView, WriteRequest } from "../../resourceType";

function defaults({ existing }: WriteRequest): JsonObject {
  const workspaceId = textAt(existing?.desired, "properties.WorkspaceResourceId");
  return {
    kind: "web",
    properties: {
      Application_Type: "web",
      Flow_Type: "Bluefield",
      Request_Source: "rest",
      IngestionMode: "LogAnalytics",
      // A component stays in its workspace.
      ...(workspaceId === undefined ? {} : { WorkspaceResourceId: workspaceId }),
      RetentionInDays: 90,
      DisableIpMasking: false,
      DisableLocalAuth: false,
      publicNetworkAccessForIngestion: "Enabled",
      publicNetworkAccessForQuery: "Enabled",
    },
  };
}

function validate({ desired, cloud }: WriteRequest): void {
  const workspaceId = textAt(desired, "properties.WorkspaceResourceId");
  if (workspaceId === undefined) {
    // Code and message: https://github.com/Azure/azure-quickstart-templates/issues/14210
    throw new ArmError(
      400,
      "BadRequest",
      "Region doesn't support Classic resource mode for Application Insights resources. Please use Workspace-based mode.",
    );
  }
  const workspace = parseResourceId(workspaceId);
  if (cloud.find(workspaceId)?.type === "Microsoft.OperationalInsights/workspaces") return;
  throw new ArmError(
    404,
    "ResourceNotFound",
    `The Resource 'Microsoft.OperationalInsights/workspaces/${workspace?.name ?? workspaceId}' under resource group ` +
      `'${workspace?.resourceGroup}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
}

/** @see https://learn.microsoft.com/azure/azure-monitor/app/connection-strings */
function computed({ resource }: ResourceView): JsonObject {
  const location = shortLocation(textAt(resource.desired, "location") ?? "");
  const key = textAt(resource.kept, "instrumentationKey") ?? "";
  const appId = textAt(resource.kept, "appId") ?? "";
  return {
    properties: {
      ApplicationId: resource.name,
      AppId: appId,
      Name: resource.name,
      CreationDate: resource.created,
      TenantId: parseResourceId(resource.id)?.subscriptionId,
      InstrumentationKey: key,
      ConnectionString:
        `InstrumentationKey=${key};IngestionEndpoint=https://${location}-0.in.applicationinsights.azure.com/;` +
        `LiveEndpoint=https://${location}.livediagnostics.monitor.azure.com/;ApplicationId=${appId}`,
      HockeyAppId: "",
      HockeyAppToken: "",
      provisioningState: "Succeeded",
      Ver: "v2",
    },
  };
}

/** Application Insights. @see https://learn.microsoft.com/azure/azure-monitor/app/create-workspace-resource */
export const components: ResourceType = {
  type: "Microsoft.Insights/components",
  apiVersions: ["2020-02-02", "2020-02-02-preview", "2018-05-01-preview", "2015-05-01"],
  name: {
    pattern: /^[^%&\\?/]*[^%&\\?/. ]$/,
    length: [1, 260],
    message:
      "The name has 1 to 260 characters, none of % & \\ ? /, and does not end with a space or period.",
  },
  locations: "any",
  defaults,
  validate,
  keep: ({ id, cloud }) => {
    const seed = `${id}:${cloud.now().toISOString()}`;
    return {
      instrumentationKey: cloud.guid(`${seed}:instrumentationKey`),
      appId: cloud.guid(`${seed}:appId`),
    };
  },
  computed,
  duration: {
    create: 10,
    delete: 10,
    source: "https://learn.microsoft.com/azure/azure-monitor/app/create-workspace-resource",
  },
};
