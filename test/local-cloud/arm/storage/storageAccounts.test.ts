import assert from "node:assert/strict";
import { overlay, type JsonObject } from "../../../../local-cloud/json";
import { resourceGroupId } from "../../../../local-cloud/arm/resourceId";
import {
  itRejects,
  propertiesOf,
  refusedWith,
  resourceId,
  subscriptionId,
  TestCloud,
} from "../cloud";
import { account, accountId } from "./samples";

describe("a storage account", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
  });
  afterEach(() => cloud.close());

  const rules = (networkAcls: JsonObject): JsonObject => ({ properties: { networkAcls } });
  const addresses = (...values: string[]) =>
    rules({ defaultAction: "Deny", ipRules: values.map((value) => ({ value })) });
  const wrongValues = "InvalidValuesForRequestParameters";

  itRejects(
    "an account",
    [
      ["without a sku", { sku: null }, wrongValues, /sku\.name/],
      ["of an unknown sku", { sku: { name: "Standard" } }, wrongValues, /sku\.name/],
      ["without a kind", { kind: null }, wrongValues, /kind/],
      ["of an unknown kind", { kind: "StorageV3" }, wrongValues, /kind/],
      [
        "of an unknown TLS",
        { properties: { minimumTlsVersion: "1.2" } },
        wrongValues,
        /TlsVersion/,
      ],
      [
        "that is half public",
        { properties: { publicNetworkAccess: "Some" } },
        wrongValues,
        /public/,
      ],
      ["without a default action", rules({ defaultAction: null }), wrongValues, /defaultAction/],
      ["that lets in what is no address", addresses("build-runner"), wrongValues, /ipRule\[\*\]/],
      ["that lets a private range in", addresses("192.168.1.0/24"), wrongValues, /ipRule\[\*\]/],
      ["that lets a private address in", addresses("10.0.0.4"), wrongValues, /ipRule\[\*\]/],
      ["that lets in the end of 172.16/12", addresses("172.31.255.255"), wrongValues, /ipRule/],
      ["that lets a range of two in", addresses("203.0.113.4/31"), wrongValues, /ipRule\[\*\]/],
      ["that lets a range of one in", addresses("203.0.113.4/32"), wrongValues, /ipRule\[\*\]/],
      [
        "with 401 IP rules",
        addresses(...Array.from({ length: 401 }, () => "203.0.113.4")),
        wrongValues,
        /ipRule\./,
      ],
    ],
    (change) => cloud.put(accountId, overlay(account, change)),
  );

  for (const value of ["203.0.113.4", "203.0.113.4/30", "172.32.0.1", "9.255.255.255"]) {
    it(`lets ${value} in`, async () => {
      const made = propertiesOf(await cloud.put(accountId, overlay(account, addresses(value))));

      assert.deepEqual(made.networkAcls, {
        bypass: "AzureServices",
        defaultAction: "Deny",
        ipRules: [{ value }],
      });
    });
  }

  for (const name of ["st", "FtlState", "ftl-state", "s".repeat(25)]) {
    it(`rejects the name ${name}`, () =>
      refusedWith(
        cloud.put(resourceId("Microsoft.Storage/storageAccounts", name), account),
        "AccountNameInvalid",
        { status: 400, message: /between 3 and 24 characters/ },
      ));
  }

  it("rejects a name that another account has, in whatever group", async () => {
    await cloud.put(resourceGroupId(subscriptionId, "other"), { location: "centralindia" });
    await cloud.put(accountId, account);

    await refusedWith(
      cloud.put(accountId.replace("/resourceGroups/rg/", "/resourceGroups/other/"), account),
      "StorageAccountAlreadyTaken",
      { status: 409, message: /named ftlstate is already taken/ },
    );
  });

  it("rejects to become hierarchical", async () => {
    await cloud.put(accountId, overlay(account, { properties: { isHnsEnabled: false } }));

    await refusedWith(
      cloud.put(accountId, overlay(account, { properties: { isHnsEnabled: true } })),
      "PropertyChangeNotAllowed",
    );
  });

  it("takes HTTPS only and shows nobody its blobs, unless told otherwise", async () => {
    const made = propertiesOf(await cloud.put(accountId, account));

    assert.equal(made.supportsHttpsTrafficOnly, true);
    assert.equal(made.allowBlobPublicAccess, false);
    assert.deepEqual(made.primaryEndpoints, {
      blob: "https://ftlstate.blob.core.windows.net/",
      dfs: "https://ftlstate.dfs.core.windows.net/",
    });
  });

  it("has its blob service from the start, and takes it along", async () => {
    await cloud.put(accountId, account);
    assert.equal(cloud.get(`${accountId}/blobServices/default`).name, "default");

    await cloud.delete(accountId);
    assert.equal(cloud.find(`${accountId}/blobServices/default`), undefined);
  });

  it("keeps what its blob service was set to when it is written again", async () => {
    await cloud.put(accountId, account);
    await cloud.put(`${accountId}/blobServices/default`, {
      properties: { isVersioningEnabled: true },
    });

    await cloud.put(accountId, overlay(account, { tags: { owner: "platform" } }));

    const service = propertiesOf(cloud.get(`${accountId}/blobServices/default`));
    assert.equal(service.isVersioningEnabled, true);
  });
});
