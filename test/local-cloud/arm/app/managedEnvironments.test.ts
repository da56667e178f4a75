import assert from "node:assert/strict";
import { overlay, type JsonObject } from "../../../../local-cloud/json";
import { propertiesOf, refusedWith, resourceId, TestCloud } from "../cloud";
import { itRejects, proof, type Refusal, textIn } from "./platform";

const environmentId = resourceId("Microsoft.App/managedEnvironments", "env");
const networkId = resourceId("Microsoft.Network/virtualNetworks", "vnet");
const subnetId = `${networkId}/subnets/apps`;

function body(): JsonObject {
  return {
    location: "centralindia",
    properties: {
      workloadProfiles: [{ name: "Consumption", workloadProfileType: "Consumption" }],
    },
  };
}

function inNetwork(more: JsonObject = {}): JsonObject {
  return overlay(body(), {
    properties: { vnetConfiguration: { infrastructureSubnetId: subnetId }, ...more },
  });
}

const invalid = "InvalidRequestParameterWithDetails";
const network = "ManagedEnvironmentInvalidNetworkConfiguration";

/** Each row changes an environment that is accepted in one way that the service refuses. */
const refusals: readonly Refusal[] = [
  [
    "logs for a workspace that isn't named",
    { "properties.appLogsConfiguration": { destination: "log-analytics" } },
    invalid,
    /CustomerId/,
  ],
  [
    "logs for an unknown place",
    { "properties.appLogsConfiguration": { destination: "syslog" } },
    invalid,
    /'syslog'/,
  ],
  [
    "two workload profiles of a name",
    {
      "properties.workloadProfiles": [
        { name: "Consumption", workloadProfileType: "Consumption" },
        { name: "Consumption", workloadProfileType: "D4" },
      ],
    },
    invalid,
    /'Consumption'/,
  ],
  ["zones without a subnet", { "properties.zoneRedundant": true }, network, /zone redundant/],
  [
    "no way in from outside without a subnet",
    { "properties.vnetConfiguration": { internal: true } },
    network,
    /internal/,
  ],
  [
    "a subnet that doesn't exist",
    { "properties.vnetConfiguration": { infrastructureSubnetId: subnetId } },
    network,
    /could not be found/,
  ],
];

describe("Microsoft.App/managedEnvironments", () => {
  let cloud: TestCloud;

  beforeEach(async () => {
    cloud = await TestCloud.open();
  });
  afterEach(() => cloud.close());

  const subnet = async (addressPrefix: string, delegation = "Microsoft.App/environments") => {
    await cloud.put(networkId, {
      location: "centralindia",
      properties: { addressSpace: { addressPrefixes: ["10.0.0.0/16"] } },
    });
    await cloud.put(subnetId, {
      properties: {
        addressPrefix,
        delegations: [{ name: "apps", properties: { serviceName: delegation } }],
      },
    });
  };

  itRejects(refusals, body, (wanted) => cloud.put(environmentId, wanted));

  it("gives its apps a domain in its region, an address and the subscription's proof", async () => {
    const environment = await cloud.put(environmentId, body());
    assert.match(
      textIn(environment, "properties.defaultDomain"),
      /^[a-z]+-[0-9a-f]{8}\.centralindia\.azurecontainerapps\.io$/,
    );
    assert.match(textIn(environment, "properties.staticIp"), /^203\.0\.113\.\d+$/);
    assert.equal(
      textIn(environment, "properties.customDomainConfiguration.customDomainVerificationId"),
      proof(cloud),
    );
  });

  it("keeps its domain through updates, and gets another one when it is made anew", async () => {
    const domain = async () =>
      textIn(await cloud.put(environmentId, body()), "properties.defaultDomain");
    const first = await domain();
    assert.equal(await domain(), first);
    await cloud.delete(environmentId);
    cloud.advance({ seconds: 1 });
    assert.notEqual(await domain(), first);
  });

  it("never reads the workspace's key back", async () => {
    const logs = {
      destination: "log-analytics",
      logAnalyticsConfiguration: { customerId: "workspace", sharedKey: "hush" },
    };
    const environment = await cloud.put(
      environmentId,
      overlay(body(), { properties: { appLogsConfiguration: logs } }),
    );
    assert.equal(JSON.stringify(environment).includes("hush"), false);
  });

  it("takes a delegated subnet of 32 addresses", async () => {
    await subnet("10.0.0.0/27");
    const environment = await cloud.put(environmentId, inNetwork({ zoneRedundant: true }));
    assert.equal(propertiesOf(environment).provisioningState, "Succeeded");
    assert.equal(propertiesOf(environment).infrastructureResourceGroup, "ME_env_rg_centralindia");
  });

  it("rejects a smaller subnet", async () => {
    await subnet("10.0.0.0/28");
    await refusedWith(cloud.put(environmentId, inNetwork()), network, { message: /\/27/ });
  });

  it("rejects a subnet that is delegated to another service", async () => {
    await subnet("10.0.0.0/23", "Microsoft.DBforPostgreSQL/flexibleServers");
    await refusedWith(
      cloud.put(environmentId, inNetwork()),
      "ManagedEnvironmentSubnetDelegationError",
    );
  });

  it("rejects a subnet that another environment is in", async () => {
    await subnet("10.0.0.0/23");
    await cloud.put(environmentId, inNetwork());
    await refusedWith(
      cloud.put(resourceId("Microsoft.App/managedEnvironments", "env2"), inNetwork()),
      "ManagedEnvironmentSubnetInUse",
    );
  });

  for (const [property, value] of [
    ["zoneRedundant", true],
    ["infrastructureResourceGroup", "another"],
  ] as const) {
    it(`can't change ${property} in place`, async () => {
      await subnet("10.0.0.0/23");
      await cloud.put(environmentId, inNetwork({ infrastructureResourceGroup: "mine" }));
      await refusedWith(
        cloud.put(environmentId, inNetwork({ [property]: value })),
        "PropertyChangeNotAllowed",
      );
    });
  }

  for (const name of ["e", "1env", "env-", "e--nv", "e".repeat(61)]) {
    it(`rejects the name ${name}`, async () => {
      const request = cloud.put(resourceId("Microsoft.App/managedEnvironments", name), body());
      await refusedWith(request, "ManagedEnvironmentInvalidName");
    });
  }
});
