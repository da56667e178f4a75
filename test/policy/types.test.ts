import assert from "node:assert/strict";
import * as app from "@pulumi/azure-native/app";
import * as applicationinsights from "@pulumi/azure-native/applicationinsights";
import * as authorization from "@pulumi/azure-native/authorization";
import * as containerregistry from "@pulumi/azure-native/containerregistry";
import * as dbforpostgresql from "@pulumi/azure-native/dbforpostgresql";
import * as dns from "@pulumi/azure-native/dns";
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
import * as pagesDomain from "@pulumi/cloudflare/pagesDomain";
import * as record from "@pulumi/cloudflare/record";
import * as spectrumApplication from "@pulumi/cloudflare/spectrumApplication";
import * as workerDomain from "@pulumi/cloudflare/workerDomain";
import * as workersCustomDomain from "@pulumi/cloudflare/workersCustomDomain";
import * as workersRoute from "@pulumi/cloudflare/workersRoute";
import * as zoneDnsSettings from "@pulumi/cloudflare/zoneDnsSettings";
import * as zoneSetting from "@pulumi/cloudflare/zoneSetting";
import { isType, types } from "../../policy/types";

/** The type of the stack itself is the engine's and has no class. */
const sdk: Record<Exclude<keyof typeof types, "stack">, unknown> = {
  actionGroup: monitor.ActionGroup,
  applicationInsights: applicationinsights.Component,
  certificate: app.Certificate,
  classicRedis: redis.Redis,
  containerApp: app.ContainerApp,
  azureRecordSet: dns.RecordSet,
  diagnosticSetting: monitor.DiagnosticSetting,
  dnsRecord: dnsRecord.DnsRecord,
  eligibleRoleAssignment: authorization.PimRoleEligibilitySchedule,
  httpRouteConfig: app.HttpRouteConfig,
  job: app.Job,
  legacyRecord: record.Record,
  loadBalancer: loadBalancer.LoadBalancer,
  lockByScope: authorization.ManagementLockByScope,
  lockOfResourceGroup: authorization.ManagementLockAtResourceGroupLevel,
  lockOfResource: authorization.ManagementLockAtResourceLevel,
  managedCertificate: app.ManagedCertificate,
  managedEnvironment: app.ManagedEnvironment,
  managedRedis: redisenterprise.RedisEnterprise,
  managedRedisDatabase: redisenterprise.Database,
  metricAlert: monitor.MetricAlert,
  pagesDomain: pagesDomain.PagesDomain,
  postgresConfiguration: dbforpostgresql.Configuration,
  postgresDatabase: dbforpostgresql.Database,
  postgresFirewallRule: dbforpostgresql.FirewallRule,
  postgresServer: dbforpostgresql.Server,
  privateEndpoint: network.PrivateEndpoint,
  privateZone: privatedns.PrivateZone,
  registry: containerregistry.Registry,
  resourceGroup: resources.ResourceGroup,
  roleAssignment: authorization.RoleAssignment,
  roleDefinition: authorization.RoleDefinition,
  spectrumApplication: spectrumApplication.SpectrumApplication,
  staticSite: web.StaticSite,
  staticSiteCustomDomain: web.StaticSiteCustomDomain,
  userAssignedIdentity: managedidentity.UserAssignedIdentity,
  vault: keyvault.Vault,
  vaultSecret: keyvault.Secret,
  virtualNetwork: network.VirtualNetwork,
  virtualNetworkLink: privatedns.VirtualNetworkLink,
  workerDomain: workerDomain.WorkerDomain,
  workersCustomDomain: workersCustomDomain.WorkersCustomDomain,
  workersRoute: workersRoute.WorkersRoute,
  workspace: operationalinsights.Workspace,
  zoneDnsSettings: zoneDnsSettings.ZoneDnsSettings,
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
