import assert from "node:assert/strict";
import { overlay, type JsonObject } from "../../../../local-cloud/json";
import { propertiesOf, refusedWith, resourceId, TestCloud, textOf } from "../cloud";

const siteId = resourceId("Microsoft.Web/staticSites", "site");
const site: JsonObject = { location: "eastasia", sku: { name: "Standard", tier: "Standard" } };

describe("a static web app", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
  });
  afterEach(() => cloud.close());

  const refusals: readonly (readonly [what: string, change: JsonObject, code: string])[] = [
    ["without a sku", { sku: { name: "" } }, "BadRequest"],
    ["with a sku of another service", { sku: { name: "Basic", tier: "Basic" } }, "BadRequest"],
    ["in Central India", { location: "centralindia" }, "LocationNotAvailableForResourceType"],
    [
      "with a managed identity on the Free plan",
      { sku: { name: "Free" }, identity: { type: "SystemAssigned" } },
      "BadRequest",
    ],
    [
      "with the enterprise edge on the Free plan",
      { sku: { name: "Free" }, properties: { enterpriseGradeCdnStatus: "Enabled" } },
      "BadRequest",
    ],
    [
      "with an unknown staging policy",
      { properties: { stagingEnvironmentPolicy: "Sometimes" } },
      "BadRequest",
    ],
    [
      "with an identity that doesn't exist",
      {
        identity: {
          type: "UserAssigned",
          userAssignedIdentities: {
            [resourceId("Microsoft.ManagedIdentity/userAssignedIdentities", "nobody")]: {},
          },
        },
      },
      "FailedIdentityOperation",
    ],
  ];
  for (const [what, change, code] of refusals) {
    it(`rejects a site ${what}`, () =>
      refusedWith(cloud.put(siteId, overlay(site, change)), code, { status: 400 }));
  }

  it("rejects a name with an underscore", () =>
    refusedWith(
      cloud.put(resourceId("Microsoft.Web/staticSites", "my_site"), site),
      "InvalidName",
    ));

  for (const location of ["westus2", "Central US", "eastus2", "westeurope", "eastasia"]) {
    it(`is made in ${location}`, async () => {
      const made = await cloud.put(siteId, { ...site, location });
      assert.equal(made.location, location);
    });
  }

  it("takes the eleventh site of a subscription only on the Standard plan", async () => {
    const free = { ...site, sku: { name: "Free" } };
    for (let number = 1; number <= 10; number += 1) {
      await cloud.put(resourceId("Microsoft.Web/staticSites", `free-${number}`), free);
    }

    await refusedWith(cloud.put(siteId, free), "BadRequest", { message: /too many static sites/ });

    assert.equal((await cloud.put(siteId, site)).name, "site");
  });

  it("updates a Free site when there are ten", async () => {
    const free = { ...site, sku: { name: "Free" } };
    for (let number = 1; number <= 10; number += 1) {
      await cloud.put(resourceId("Microsoft.Web/staticSites", `free-${number}`), free);
    }
    const first = resourceId("Microsoft.Web/staticSites", "free-1");

    const updated = await cloud.put(first, { ...free, tags: { owner: "platform" } });

    assert.deepEqual(updated.tags, { owner: "platform" });
  });

  it("has a generated hostname of two words, nine digits and a part of the platform", async () => {
    const made = propertiesOf(await cloud.put(siteId, site));

    assert.match(
      textOf(made, "defaultHostname"),
      /^[a-z]+-[a-z]+-0[0-9a-f]{8}\.[1-7]\.azurestaticapps\.net$/,
    );
  });

  it("keeps its hostname over updates, and loses it when it is deleted and made again", async () => {
    const first = propertiesOf(await cloud.put(siteId, site)).defaultHostname;
    cloud.advance({ days: 1 });
    const updated = propertiesOf(await cloud.put(siteId, { ...site, tags: { a: "b" } }));
    await cloud.delete(siteId);
    const again = propertiesOf(await cloud.put(siteId, site));

    assert.equal(updated.defaultHostname, first);
    assert.notEqual(again.defaultHostname, first);
  });

  it("is one of nobody's deployments, with staging environments, unless told otherwise", async () => {
    const made = propertiesOf(await cloud.put(siteId, site));

    assert.equal(made.provider, "None");
    assert.equal(made.stagingEnvironmentPolicy, "Enabled");
    assert.deepEqual(made.customDomains, []);
  });

  it("takes its provider from the repository, and never shows the repository's token", async () => {
    const made = propertiesOf(
      await cloud.put(
        siteId,
        overlay(site, {
          properties: {
            repositoryUrl: "https://github.com/username/RepoName",
            branch: "master",
            repositoryToken: "repoToken123",
          },
        }),
      ),
    );

    assert.equal(made.provider, "GitHub");
    assert.equal(made.repositoryToken, undefined);
  });

  it("gives its deployment token out, the same each time, until it is reset", async () => {
    await cloud.put(siteId, site);

    const first = await cloud.act(siteId, "listSecrets");
    const second = await cloud.act(siteId, "listSecrets");
    await cloud.act(siteId, "resetapikey");
    const third = await cloud.act(siteId, "listSecrets");

    assert.deepEqual(second, first);
    assert.notDeepEqual(third, first);
  });

  it("rejects a move to another region", async () => {
    await cloud.put(siteId, site);

    await refusedWith(
      cloud.put(siteId, { ...site, location: "westeurope" }),
      "InvalidResourceLocation",
      { status: 409 },
    );
  });
});
