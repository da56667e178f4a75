import { at, itemsAt, textAt } from "../known";
import { rule } from "../rule";
import { physicalName, type StackView } from "../stackView";
import type { StackSubject } from "../subject";
import { types } from "../types";

/** What must be watched, each with the input that holds its name. Apps send through their environment. */
const watched = [
  { type: types.managedEnvironment, input: "environmentName", hasLogs: true },
  { type: types.postgresServer, input: "serverName", hasLogs: true },
  // Of Managed Redis the database has logs, and the cluster none:
  // https://learn.microsoft.com/azure/azure-monitor/reference/supported-logs/microsoft-cache-redisenterprise-databases-logs
  { type: types.managedRedis, input: "clusterName", hasLogs: false },
  { type: types.managedRedisDatabase, input: "databaseName", hasLogs: true },
  { type: types.classicRedis, input: "name", hasLogs: true },
  { type: types.vault, input: "vaultName", hasLogs: true },
  { type: types.registry, input: "registryName", hasLogs: true },
] as const;

/** Places to which an environment sends its apps' logs; without one they are lost with the replica. */
const destinations = ["azure-monitor", "log-analytics"];

export const diagnosticsReachWorkspace = rule({
  name: "diagnostics-reach-workspace",
  description: "Logs and metrics of every environment and store reach a Log Analytics workspace.",
  protects: "Whoever has to find out what happened, and when.",
  group: "platform",
  severity: "medium",
  remediationSteps:
    "Declare a DiagnosticSetting for the resource with a workspaceId and its logs; set appLogsConfiguration.destination of an environment.",
  url: "https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings",
  whenUnknown: "judgedLater",
  waivable: true,
  inStack: (stack, about) => {
    for (const environment of stack.ofType(types.managedEnvironment)) {
      about(environment, (findings) =>
        findings.expectOneOf(environment.props, "appLogsConfiguration.destination", destinations),
      );
    }
    for (const { type, input, hasLogs } of watched) {
      for (const resource of stack.ofType(type)) {
        about(resource, (findings) => {
          const settings = settingsOf(stack, resource, input);
          if (settings.length === 0) {
            findings.breach("No diagnostic setting watches it; one must send to a workspace.");
            return;
          }
          const useful = settings.filter((setting) => sends(setting) && hasWorkspace(setting));
          if (useful.length === 0) {
            findings.breach("Its diagnostic setting sends nothing to a workspace; it must.");
            return;
          }
          if (!hasLogs || useful.some(({ props }) => itemsAt(props, "logs").length > 0)) return;
          findings.breach("Its diagnostic setting sends no logs; it must.");
        });
      }
    }
  },
});

function settingsOf(stack: StackView, resource: StackSubject, input: string): StackSubject[] {
  const index = stack.once("diagnostic settings by resource", () => {
    const byResource = new Map<StackSubject, StackSubject[]>();
    const literal: StackSubject[] = [];
    for (const setting of stack.ofType(types.diagnosticSetting)) {
      const given = setting.propertyDependencies["resourceUri"] ?? [];
      if (given.length === 0) literal.push(setting);
      for (const one of given) byResource.set(one, [...(byResource.get(one) ?? []), setting]);
    }
    return { byResource, literal };
  });
  const name = physicalName(resource.props, input);
  const byName = index.literal.filter(
    (setting) => name !== undefined && textAt(setting.props, "resourceUri")?.endsWith(`/${name}`),
  );
  return [...(index.byResource.get(resource) ?? []), ...byName];
}

function hasWorkspace(setting: StackSubject): boolean {
  if ((setting.propertyDependencies["workspaceId"] ?? []).length > 0) return true;
  return textAt(setting.props, "workspaceId") !== undefined;
}

/** Whether a setting sends something, and all that it lists. */
function sends({ props }: StackSubject): boolean {
  const listed = [...itemsAt(props, "logs"), ...itemsAt(props, "metrics")];
  return listed.length > 0 && listed.every((one) => at(one, "enabled") === true);
}
