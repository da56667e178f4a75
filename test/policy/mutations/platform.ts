import { types } from "../../../policy/types";
import { type Mutation, all, put, without, withOne } from "./change";
import { prd } from "./prd";

const { api, flusher, postgres, vault, registry } = prd;

/** The SDK has no class for it. */
const scheduledAssignment = "azure-native:authorization:RoleAssignmentScheduleRequest";

/** Changes to roles, names, tags, diagnostics and outputs. */
export const platformMutations: readonly Mutation[] = [
  {
    title: "api is Contributor",
    change: put(
      "path2-apps-api-identity-acrPull",
      "roleDefinitionId",
      "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c",
    ),
    trips: ["role-least"],
  },
  {
    title: "api may read every vault of the subscription",
    change: put(
      "path2-apps-api-identity-keyVaultSecretsUser",
      "scope",
      "/subscriptions/00000000-0000-0000-0000-000000000001",
    ),
    trips: ["role-least"],
  },
  {
    title: "api may read every vault of the group",
    change: put(
      "path2-apps-api-identity-keyVaultSecretsUser",
      "scope",
      "/subscriptions/s/resourceGroups/g",
    ),
    trips: ["role-least"],
  },
  {
    title: "api holds a role that is no role",
    change: put("path2-apps-api-identity-acrPull", "roleDefinitionId", "/x/constructor"),
    trips: ["role-least"],
  },
  ...["*", "*/write", "Microsoft.Authorization/*"].map((action): Mutation => ({
    title: `a role of our own may do ${action}`,
    change: withOne({
      type: types.roleDefinition,
      name: "role",
      props: { permissions: [{ actions: [action] }], scope: "/subscriptions/s" },
    }),
    trips: ["role-least"],
  })),
  ...[scheduledAssignment, types.eligibleRoleAssignment].map((type): Mutation => ({
    title: `somebody is Owner of the subscription by a ${type}`,
    change: withOne({
      type,
      name: "owner",
      props: {
        roleDefinitionId: "/x/8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
        scope: "/subscriptions/s",
      },
    }),
    trips: type === scheduledAssignment ? ["role-least", "type-allowed"] : ["role-least"],
  })),
  {
    title: "the environment sends its logs nowhere",
    change: put("path2-apps-environment-managed-environment", "appLogsConfiguration", undefined),
    trips: ["diagnostics-reach-workspace"],
  },
  {
    title: "the environment streams its logs and keeps none",
    change: put(
      "path2-apps-environment-managed-environment",
      "appLogsConfiguration.destination",
      "none",
    ),
    trips: ["diagnostics-reach-workspace"],
  },
  ...[
    "path2-stores-vault-diagnostics",
    "path2-stores-registry-diagnostics",
    "path2-stores-redis-database-diagnostics",
  ].map((setting): Mutation => ({
    title: `${setting} sends metrics and no logs`,
    change: all(
      put(setting, "logs", undefined),
      put(setting, "metrics", [{ category: "AllMetrics", enabled: true }]),
    ),
    trips: ["diagnostics-reach-workspace"],
  })),
  ...[
    "azure-native:resources:Deployment",
    "azure-native:resources:Resource",
    "azure-native:containerinstance:ContainerGroup",
    "azure-native:keyvault:AccessPolicy",
    "azure-native:redis:FirewallRule",
    "azure-native:web:StaticSiteAppSettings",
    "azure-native_cache_v20230801:cache:Redis",
    "azure:containerapp/app:App",
    "cloudflare:index/workersRoute:WorkersRoute",
    "command:local:Command",
    "pulumi-nodejs:dynamic:Resource",
  ].map((type): Mutation => ({
    title: `there is a ${type}, at which no rule looks`,
    change: withOne({ type, name: "other", props: {} }),
    trips: ["type-allowed"],
  })),
  {
    title: "the database is in Ireland",
    change: put(postgres, "location", "North Europe"),
    trips: ["region-allowed"],
  },
  {
    title: "the frontend is where there is none",
    change: put("path2-frontend-site", "location", "centralindia"),
    trips: ["region-allowed"],
  },
  {
    title: "the vault has a name of its own",
    change: put(vault, "vaultName", "my-vault"),
    trips: ["names-by-convention"],
  },
  {
    title: "api has the name of another stack",
    change: all(put(api, "containerAppName", "ftl-stg-api"), put(api, "name", "ftl-stg-api")),
    trips: ["names-by-convention", "bound-hostname-records"],
  },
  {
    title: "the registry has no owner",
    change: put(registry, "tags.owner", undefined),
    trips: ["resource-tags"],
  },
  {
    title: "the registry says it is staging's",
    change: put(registry, "tags.stack", "stg"),
    trips: ["resource-tags"],
  },
  {
    title: "the flusher doesn't say what it is",
    change: put(flusher, "tags.ftl-workload", undefined),
    trips: ["resource-tags"],
  },
  {
    title: "nobody watches the database",
    change: without("path2-stores-postgres-diagnostics"),
    trips: ["diagnostics-reach-workspace"],
  },
  {
    title: "the vault's logs go nowhere",
    change: put("path2-stores-vault-diagnostics", "logs.0.enabled", false),
    trips: ["diagnostics-reach-workspace"],
  },
  {
    title: "nothing of the vault is sent",
    change: all(
      put("path2-stores-vault-diagnostics", "logs", undefined),
      put("path2-stores-vault-diagnostics", "metrics", undefined),
    ),
    trips: ["diagnostics-reach-workspace"],
  },
  {
    title: "logs are kept for a week",
    change: put("path2-observability-workspace", "retentionInDays", 7),
    trips: ["log-retention"],
  },
  {
    title: "an output carries the database's URL",
    change: put("ftl-prd", "database", "postgres://ftl_admin:hunter2@pg:5432/ftl2026"),
    trips: ["outputs-not-secret"],
  },
  {
    title: "an output is called a password",
    change: put("ftl-prd", "stores.adminPassword", "hunter2"),
    trips: ["outputs-not-secret"],
  },
];
