import assert from "node:assert/strict";
import * as app from "@pulumi/azure-native/app";
import * as applicationinsights from "@pulumi/azure-native/applicationinsights";
import * as authorization from "@pulumi/azure-native/authorization";
import * as containerregistry from "@pulumi/azure-native/containerregistry";
import * as dbforpostgresql from "@pulumi/azure-native/dbforpostgresql";
import * as keyvault from "@pulumi/azure-native/keyvault";
import * as managedidentity from "@pulumi/azure-native/managedidentity";
import * as monitor from "@pulumi/azure-native/monitor";
import * as network from "@pulumi/azure-native/network";
import * as operationalinsights from "@pulumi/azure-native/operationalinsights";
import * as privatedns from "@pulumi/azure-native/privatedns";
import * as redis from "@pulumi/azure-native/redis";
import * as redisenterprise from "@pulumi/azure-native/redisenterprise";
import * as resources from "@pulumi/azure-native/resources";
import * as web from "@pulumi/azure-native/web";
import * as dnsRecord from "@pulumi/cloudflare/dnsRecord";
import * as loadBalancer from "@pulumi/cloudflare/loadBalancer";
import * as record from "@pulumi/cloudflare/record";
import * as workersCustomDomain from "@pulumi/cloudflare/workersCustomDomain";
import * as zoneSetting from "@pulumi/cloudflare/zoneSetting";
import { isType, types } from "../../policy/types";

/** The type of the stack itself is the engine's and has no class. */
const sdk: Record<Exclude<keyof typeof types, "stack">, unknown> = {
  actionGroup: monitor.ActionGroup,
  applicationInsights: applicationinsights.Component,
  certificate: app.Certificate,
  classicRedis: redis.Redis,
  containerApp: app.ContainerApp,
  diagnosticSetting: monitor.DiagnosticSetting,
  dnsRecord: dnsRecord.DnsRecord,
  httpRouteConfig: app.HttpRouteConfig,
  job: app.Job,
  legacyRecord: record.Record,
  loadBalancer: loadBalancer.LoadBalancer,
  lockByScope: authorization.ManagementLockByScope,
  lockOfResourceGroup: authorization.ManagementLockAtResourceGroupLevel,
  managedCertificate: app.ManagedCertificate,
  managedEnvironment: app.ManagedEnvironment,
  managedRedis: redisenterprise.RedisEnterprise,
  managedRedisDatabase: redisenterprise.Database,
  metricAlert: monitor.MetricAlert,
  postgresConfiguration: dbforpostgresql.Configuration,
  postgresDatabase: dbforpostgresql.Database,
  postgresFirewallRule: dbforpostgresql.FirewallRule,
  postgresServer: dbforpostgresql.Server,
  privateEndpoint: network.PrivateEndpoint,
  privateZone: privatedns.PrivateZone,
  registry: containerregistry.Registry,
  resourceGroup: resources.ResourceGroup,
  roleAssignment: authorization.RoleAssignment,
  staticSite: web.StaticSite,
  userAssignedIdentity: managedidentity.UserAssignedIdentity,
  vault: keyvault.Vault,
  vaultSecret: keyvault.Secret,
  virtualNetwork: network.VirtualNetwork,
  virtualNetworkLink: privatedns.VirtualNetworkLink,
  workersCustomDomain: workersCustomDomain.WorkersCustomDomain,
  workspace: operationalinsights.Workspace,
  zoneSetting: zoneSetting.ZoneSetting,
};

describe("policy type tokens", () => {
  for (const [key, resource] of Object.entries(sdk)) {
    it(`${key} matches the SDK`, () => {
      const { __pulumiType } = resource as { __pulumiType: string };

      assert.equal(types[key as keyof typeof sdk], __pulumiType);
    });
  }

  it("are found in any API version, and in no other module", () => {
    const found = [
      "azure-native:app:ContainerApp",
      "azure-native:app/v20240301:ContainerApp",
      "azure-native_app_v20250701:app:ContainerApp",
      "azure-native:apps:ContainerApp",
      "azure-native:app:ContainerAppsSourceControl",
      "azure:app:ContainerApp",
    ].map((type) => isType(types.containerApp, type));

    assert.deepEqual(found, [true, true, true, false, false, false]);
  });
});
