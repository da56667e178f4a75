import assert from "node:assert/strict";
import { textsAt } from "../../../../local-cloud/arm/body";
import { at } from "../../../../local-cloud/json";
import { propertiesOf, refusedWith, resourceId, type TestCloud } from "../cloud";
import {
  appBody,
  appId,
  changed,
  environmentId,
  fqdn,
  grant,
  identityId,
  itRejects,
  openPlatform,
  proof,
  type Refusal,
  secretUrl,
  strangerId,
  textIn,
} from "./platform";

const ingress = "properties.configuration.ingress";
const container = "properties.template.containers.0";
const secret = "properties.configuration.secrets.0";
const template = "InvalidParameterValueInContainerTemplate";

/** Each row changes an app that is accepted in one way that the service refuses. */
const refusals: readonly Refusal[] = [
  [
    "an environment that doesn't exist",
    {
      "properties.environmentId": resourceId("Microsoft.App/managedEnvironments", "nowhere"),
    },
    "ManagedEnvironmentNotFound",
    /Environment nowhere was not found/,
  ],
  ["another region", { location: "eastus" }, "InvalidRequestParameterWithDetails", /Location/],
  [
    "a workload profile that the environment lacks",
    { "properties.workloadProfileName": "D4" },
    "InvalidRequestParameterWithDetails",
    /'D4'.*It has: Consumption/,
  ],
  [
    "an identity that doesn't exist",
    { "identity.userAssignedIdentities": { "/subscriptions/s/nobody": {} } },
    "FailedIdentityOperation",
  ],
  ["a secret without value", { [secret]: { name: "plain" } }, "ContainerAppSecretInvalid"],
  [
    "a secret's name in capitals",
    { [secret]: { name: "Plain", value: "x" } },
    "ContainerAppInvalidSecretName",
  ],
  [
    "two secrets of a name",
    { [secret]: { name: "database-url", value: "x" } },
    template,
    /Duplicate value/,
  ],
  [
    "a vault URL that is none",
    { "properties.configuration.secrets.1.keyVaultUrl": "https://example.com/secret" },
    "ContainerAppSecretKeyVaultUrlInvalid",
  ],
  [
    "a vault secret that doesn't exist",
    { "properties.configuration.secrets.1.keyVaultUrl": secretUrl("nothing") },
    template,
    /Unable to get value using Managed identity/,
  ],
  [
    "a vault secret by an identity that the app hasn't",
    { "properties.configuration.secrets.1.identity": strangerId },
    template,
    /Unable to get value using Managed identity/,
  ],
  [
    "a variable of a secret that the app lacks",
    { [`${container}.env`]: [{ name: "X", secretRef: "missing" }] },
    "ContainerAppSecretRefNotFound",
    /SecretRef 'missing' defined for container 'api'/,
  ],
  [
    "a registry password of a secret that the app lacks",
    {
      "properties.configuration.registries": [
        { server: "example.com", username: "me", passwordSecretRef: "missing" },
      ],
    },
    "ContainerAppSecretRefNotFound",
    /registry 'example.com'/,
  ],
  [
    "a registry's identity that the app hasn't",
    { "properties.configuration.registries": [{ server: "example.com", identity: strangerId }] },
    template,
    /not assigned/,
  ],
];

describe("Microsoft.App/containerApps", () => {
  let cloud: TestCloud;

  beforeEach(async () => {
    cloud = await openPlatform();
  });
  afterEach(() => cloud.close());

  it("accepts the app that the refusals below depart from", async () => {
    const app = await cloud.put(appId("api"), appBody());
    assert.equal(propertiesOf(app).provisioningState, "Succeeded");
  });

  itRejects(refusals, appBody, (body) => cloud.put(appId("api"), body));

  for (const name of ["a", "Api", "1api", "api-", "a--b", "a".repeat(33), "a_b"]) {
    it(`rejects the name ${name}`, async () => {
      await refusedWith(cloud.put(appId(name), appBody()), "ContainerAppInvalidName");
    });
  }

  it("keeps nothing of an app that was rejected", async () => {
    await refusedWith(
      cloud.put(appId("api"), changed(appBody(), { location: "eastus" })),
      "InvalidRequestParameterWithDetails",
    );
    assert.equal(cloud.find(appId("api")), undefined);
  });

  it("says where the app is reached and what proves its hostnames", async () => {
    const app = propertiesOf(await cloud.put(appId("api"), appBody()));
    const revision = textIn(app, "latestRevisionName");
    assert.equal(at(app, "configuration.ingress.fqdn"), fqdn(cloud, "api"));
    assert.equal(app.latestRevisionFqdn, fqdn(cloud, revision));
    assert.equal(app.latestReadyRevisionName, revision);
    assert.equal(app.customDomainVerificationId, proof(cloud));
    assert.equal(app.runningStatus, "Running");
    assert.match(
      textIn(app, "eventStreamEndpoint"),
      /^https:\/\/centralindia\.azurecontainerapps\.dev\/subscriptions\/.*\/resourceGroups\/rg\/containerApps\/api\/eventstream$/,
    );
    assert.match(textsAt(app, "outboundIpAddresses").join(), /^198\.51\.100\.\d+$/);
  });

  it("names an app without external ingress inside its environment", async () => {
    const app = await cloud.put(
      appId("api"),
      changed(appBody(), { [`${ingress}.external`]: false }),
    );
    assert.equal(at(app, `${ingress}.fqdn`), fqdn(cloud, "api.internal"));
  });

  it("gives an app without ingress no host name", async () => {
    const app = await cloud.put(appId("api"), changed(appBody(), { [ingress]: null }));
    assert.equal(at(app, `${ingress}.fqdn`), undefined);
    assert.equal(propertiesOf(app).latestRevisionFqdn, undefined);
  });

  it("never reads a secret's value back, but hands it out when asked for", async () => {
    const app = await cloud.put(appId("api"), appBody());
    assert.deepEqual(at(app, "properties.configuration.secrets"), [
      { name: "plain" },
      { name: "database-url", keyVaultUrl: secretUrl("database-url"), identity: identityId },
    ]);
    assert.deepEqual(await cloud.act(appId("api"), "listSecrets"), {
      value: [
        { name: "plain", value: "hush" },
        {
          name: "database-url",
          keyVaultUrl: secretUrl("database-url"),
          identity: identityId,
          value: "postgres://somewhere",
        },
      ],
    });
  });

  it("pulls an image of a registry only with an identity that may", async () => {
    const registryId = resourceId("Microsoft.ContainerRegistry/registries", "acrtest");
    await cloud.put(registryId, { location: "centralindia", sku: { name: "Basic" } });
    const body = changed(appBody(), {
      "properties.configuration.registries": [
        { server: "acrtest.azurecr.io", identity: identityId },
      ],
      [`${container}.image`]: "acrtest.azurecr.io/api:1",
    });
    await refusedWith(cloud.put(appId("api"), body), template, { message: /UNAUTHORIZED/ });
    await grant(cloud, identityId, registryId, "acrPull");
    await assert.doesNotReject(cloud.put(appId("api"), body));
  });

  it("stays in the environment that it was made in", async () => {
    const elsewhere = resourceId("Microsoft.App/managedEnvironments", "env2");
    await cloud.put(elsewhere, {
      location: "centralindia",
      properties: {
        workloadProfiles: [{ name: "Consumption", workloadProfileType: "Consumption" }],
      },
    });
    await cloud.put(appId("api"), appBody());
    await refusedWith(
      cloud.put(appId("api"), changed(appBody(), { "properties.environmentId": elsewhere })),
      "PropertyChangeNotAllowed",
    );
  });

  it("keeps its environment from being deleted until it is gone itself", async () => {
    await cloud.put(appId("api"), appBody());
    await refusedWith(cloud.delete(environmentId), "ManagedEnvironmentHasContainerApps", {
      status: 409,
    });
    await cloud.delete(appId("api"));
    assert.equal(await cloud.delete(environmentId), true);
  });
});
