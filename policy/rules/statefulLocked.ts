import { textAt } from "../known";
import { isProduction, productionSetting } from "../production";
import { rule } from "../rule";
import { physicalName } from "../stackView";
import type { StackSubject } from "../subject";
import { isType, types, withoutVersion } from "../types";

/** What holds data or a name that others point at, each with the input that holds its name. */
const lockedTypes: Readonly<Record<string, string>> = {
  [types.postgresServer]: "serverName",
  [types.managedRedis]: "clusterName",
  [types.classicRedis]: "name",
  [types.vault]: "vaultName",
  [types.registry]: "registryName",
  [types.workspace]: "workspaceName",
  [types.staticSite]: "name",
};

export const statefulLocked = rule({
  name: "stateful-locked",
  description:
    "What production can't get back has a lock against deletion, of its own or of its group.",
  protects: "Data, and names that others point at, from whoever deletes them in the portal.",
  group: "data",
  severity: "critical",
  remediationSteps:
    "Set ftl:protected to true; for a resource of your own, declare a lock with level CanNotDelete.",
  url: "https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources",
  whenUnknown: "judgedLater",
  waivable: true,
  settings: productionSetting,
  inStack: (stack, about, settings) => {
    const locks = stack.ofType(types.lockByScope, types.lockOfResourceGroup, types.lockOfResource);
    const groups = stack.ofType(types.resourceGroup);
    for (const [type, input] of Object.entries(lockedTypes)) {
      for (const resource of stack.ofType(type)) {
        if (!isProduction(resource, settings)) continue;
        about(resource, (findings) => {
          const group = groups.find((one) => isIn(resource, one));
          const own = locks.filter(
            (lock) =>
              isLockOf(lock, resource, input) ||
              (group !== undefined && isLockOf(lock, group, "resourceGroupName")),
          );
          const levels = own.map((lock) => textAt(lock.props, "level") ?? "none");
          if (levels.some((level) => level === "CanNotDelete" || level === "ReadOnly")) return;
          findings.breach(
            levels.length === 0
              ? "It has no lock; it must have one of level CanNotDelete."
              : `Its lock has level ${levels.join(", ")}; it must be CanNotDelete.`,
          );
        });
      }
    }
  },
});

function isIn(resource: StackSubject, group: StackSubject): boolean {
  const given = resource.propertyDependencies["resourceGroupName"] ?? [];
  if (given.length > 0) return given.includes(group);
  const name = physicalName(group.props, "resourceGroupName");
  return name !== undefined && textAt(resource.props, "resourceGroupName") === name;
}

/** Whether a lock is on a resource: by what its scope comes from, or by the id that somebody wrote out. */
function isLockOf(lock: StackSubject, resource: StackSubject, input: string): boolean {
  const { scope = [], resourceGroupName = [], resourceName = [] } = lock.propertyDependencies;
  // A lock of one resource names that resource's group as well.
  const ofResource = isType(types.lockOfResource, lock.type);
  const given = ofResource ? resourceName : [...scope, ...resourceGroupName];
  if (given.length > 0) return given.includes(resource);
  if (ofResource && !isOfProvider(lock, resource)) return false;
  const name = physicalName(resource.props, input)?.toLowerCase();
  const id = ofResource
    ? textAt(lock.props, "resourceName")
    : (textAt(lock.props, "scope") ?? textAt(lock.props, "resourceGroupName"));
  return name !== undefined && id?.toLowerCase().split("/").at(-1) === name;
}

/** Whether a lock of one resource names the provider of that resource: `Microsoft.KeyVault` of a vault. */
function isOfProvider(lock: StackSubject, { type }: StackSubject): boolean {
  const namespace = textAt(lock.props, "resourceProviderNamespace")?.toLowerCase();
  const [, module = ""] = withoutVersion(type).split(":");
  return namespace === `microsoft.${providerNames[module] ?? module}`;
}

/** Names of resource providers where Pulumi's module has another. */
const providerNames: Readonly<Record<string, string>> = {
  redis: "cache",
  redisenterprise: "cache",
};
