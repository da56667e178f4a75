import assert from "node:assert/strict";
import * as app from "@pulumi/azure-native/app";
import * as dnsRecord from "@pulumi/cloudflare/dnsRecord";
import * as loadBalancer from "@pulumi/cloudflare/loadBalancer";
import * as record from "@pulumi/cloudflare/record";
import * as workersCustomDomain from "@pulumi/cloudflare/workersCustomDomain";
import { isAzureType, types } from "../../policy/types";

const sdk: Record<keyof typeof types, unknown> = {
  containerApp: app.ContainerApp,
  dnsRecord: dnsRecord.DnsRecord,
  httpRouteConfig: app.HttpRouteConfig,
  legacyRecord: record.Record,
  loadBalancer: loadBalancer.LoadBalancer,
  workersCustomDomain: workersCustomDomain.WorkersCustomDomain,
};

describe("policy type tokens", () => {
  for (const [key, token] of Object.entries(types)) {
    it(`${key} matches the SDK`, () => {
      const { __pulumiType } = sdk[key as keyof typeof types] as { __pulumiType: string };

      assert.equal(token, __pulumiType);
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
    ].map((type) => isAzureType(types.containerApp, type));

    assert.deepEqual(found, [true, true, true, false, false, false]);
  });
});
