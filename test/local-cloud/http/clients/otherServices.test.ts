import assert from "node:assert/strict";
import { WebSiteManagementClient } from "@azure/arm-appservice";
import { ContainerRegistryManagementClient } from "@azure/arm-containerregistry";
import { RedisEnterpriseManagementClient } from "@azure/arm-redisenterprisecache";
import { resourceGroupId } from "../../../../local-cloud/arm/resourceId";
import { localSubscriptionId } from "../../../../local-cloud/arm/resourceManager";
import { ServedCloud } from "../servedCloud";
import { all, clientOptions, codeOf, credentialOf, groupName } from "./signedIn";

const location = "centralindia";

describe("other management clients on the local cloud", () => {
  let served: ServedCloud;

  before(async () => {
    served = await ServedCloud.open();
    const group = resourceGroupId(localSubscriptionId, groupName);
    await served.cloud.resourceManager.put(group, { location });
  });

  after(() => served.close());

  describe("@azure/arm-appservice", () => {
    let client: WebSiteManagementClient;

    before(() => {
      client = new WebSiteManagementClient(
        credentialOf(served),
        localSubscriptionId,
        clientOptions(served),
      );
    });

    it("makes a static web app, reads the key of its deployments, and deletes it", async () => {
      const { staticSites } = client;
      const site = { location: "eastasia", sku: { name: "Standard", tier: "Standard" } };

      const made = await staticSites.createOrUpdateStaticSite(groupName, "frontend", site);
      const { properties } = await staticSites.listStaticSiteSecrets(groupName, "frontend");
      await staticSites.deleteStaticSite(groupName, "frontend");

      assert.match(made.defaultHostname ?? "", /\.azurestaticapps\.net$/);
      assert.equal(properties?.apiKey?.length, 64);
      assert.equal(
        await codeOf(staticSites.getStaticSite(groupName, "frontend")),
        "ResourceNotFound",
      );
    });

    it("gives it a domain whose token has yet to be seen", async () => {
      const { staticSites } = client;
      const site = { location: "eastasia", sku: { name: "Standard", tier: "Standard" } };
      await staticSites.createOrUpdateStaticSite(groupName, "with-domain", site);

      await staticSites.createOrUpdateStaticSiteCustomDomain(
        groupName,
        "with-domain",
        "app.example.com",
        { validationMethod: "dns-txt-token" },
      );

      const read = await staticSites.getStaticSiteCustomDomain(
        groupName,
        "with-domain",
        "app.example.com",
      );
      assert.equal(read.status, "Validating");
    });

    it("is refused a domain that points nowhere", async () => {
      const { staticSites } = client;
      const site = { location: "eastasia", sku: { name: "Standard", tier: "Standard" } };
      await staticSites.createOrUpdateStaticSite(groupName, "no-domain", site);

      const domain = (async () =>
        staticSites.createOrUpdateStaticSiteCustomDomain(groupName, "no-domain", "no.example.com", {
          validationMethod: "cname-delegation",
        }))();

      assert.equal(await codeOf(domain), "BadRequest");
    });
  });

  describe("@azure/arm-redisenterprisecache", () => {
    it("makes a cluster with its database, and turns a key", async () => {
      const client = new RedisEnterpriseManagementClient(
        credentialOf(served),
        localSubscriptionId,
        clientOptions(served),
      );

      await client.redisEnterprise.beginCreateAndWait(groupName, "ftl-cache", {
        location,
        sku: { name: "Balanced_B1" },
      });
      await client.databases.beginCreateAndWait(groupName, "ftl-cache", "default", {});
      const before = await client.databases.listKeys(groupName, "ftl-cache", "default");
      const after = await client.databases.beginRegenerateKeyAndWait(
        groupName,
        "ftl-cache",
        "default",
        { keyType: "Primary" },
      );

      assert.notEqual(after.primaryKey, before.primaryKey);
      assert.equal(after.secondaryKey, before.secondaryKey);
    });
  });

  describe("@azure/arm-containerregistry", () => {
    it("makes a registry, and finds its name taken then", async () => {
      const client = new ContainerRegistryManagementClient(
        credentialOf(served),
        localSubscriptionId,
        clientOptions(served),
      );
      const type = "Microsoft.ContainerRegistry/registries";
      const free = await client.registries.checkNameAvailability({ name: "ftlregistry", type });

      await client.registries.beginCreateAndWait(groupName, "ftlregistry", {
        location,
        sku: { name: "Standard" },
      });

      const listed = await all(client.registries.list());
      const taken = await client.registries.checkNameAvailability({ name: "ftlregistry", type });
      assert.deepEqual(
        listed.map(({ loginServer }) => loginServer),
        ["ftlregistry.azurecr.io"],
      );
      assert.deepEqual([free.nameAvailable, taken.nameAvailable], [true, false]);
    });
  });
});
