import assert from "node:assert/strict";
import { overlay, type JsonObject } from "../../../../local-cloud/json";
import { itRejects, propertiesOf, refusedWith, TestCloud } from "../cloud";
import { account, accountId } from "./samples";

const serviceId = `${accountId}/blobServices/default`;
const containerId = (name: string) => `${serviceId}/containers/${name}`;

describe("the blob service of an account", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
    await cloud.put(accountId, account);
  });
  afterEach(() => cloud.close());

  const set = (properties: JsonObject) => cloud.put(serviceId, { properties });
  const wrongValues = "InvalidValuesForRequestParameters";

  for (const policy of ["deleteRetentionPolicy", "containerDeleteRetentionPolicy"]) {
    const keepsFor = (days: unknown) =>
      ({ [policy]: { enabled: true, days } }) as unknown as JsonObject;

    for (const days of [0, 366, 1.5, undefined]) {
      it(`rejects a ${policy} of ${days} days`, () =>
        refusedWith(set(keepsFor(days)), wrongValues, {
          status: 400,
          message: new RegExp(policy),
        }));
    }
    for (const days of [1, 365]) {
      it(`takes a ${policy} of ${days} days`, async () => {
        const made = propertiesOf(await set(keepsFor(days)));

        assert.equal((made[policy] as JsonObject).days, days);
      });
    }
  }

  const restorable: JsonObject = {
    isVersioningEnabled: true,
    changeFeed: { enabled: true },
    deleteRetentionPolicy: { enabled: true, days: 30 },
    restorePolicy: { enabled: true, days: 29 },
  };

  itRejects(
    "a restore policy",
    [
      ["without versioning", { isVersioningEnabled: false }, wrongValues, /versioning/],
      ["without the change feed", { changeFeed: { enabled: false } }, wrongValues, /change feed/],
      ["of no days", { restorePolicy: { days: 0 } }, wrongValues, /greater than zero/],
      [
        "as long as deleted blobs are kept",
        { restorePolicy: { days: 30 } },
        wrongValues,
        /less than properties\.deleteRetentionPolicy/,
      ],
    ],
    (change) => set(overlay(restorable, change)),
  );

  it("takes a restore policy a day shorter than deleted blobs are kept", async () => {
    const made = propertiesOf(await set(restorable));

    assert.deepEqual(made.restorePolicy, { enabled: true, days: 29 });
  });

  it("rejects versioning in a hierarchical account", async () => {
    const hierarchical = accountId.replace(/ftlstate$/, "ftllake");
    await cloud.put(hierarchical, overlay(account, { properties: { isHnsEnabled: true } }));

    await refusedWith(
      cloud.put(`${hierarchical}/blobServices/default`, {
        properties: { isVersioningEnabled: true },
      }),
      "FeatureNotSupportedForAccount",
    );
  });

  it("rejects another service than the one that there is", () =>
    refusedWith(cloud.put(`${accountId}/blobServices/second`, {}), "InvalidResourceName"));

  it("goes back to its defaults when its settings are deleted", async () => {
    await set({ isVersioningEnabled: true });

    await cloud.delete(serviceId);

    assert.equal(propertiesOf(cloud.get(serviceId)).isVersioningEnabled, undefined);
  });
});

describe("a blob container", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
    await cloud.put(accountId, account);
  });
  afterEach(() => cloud.close());

  const names = ["st", "State", "ftl_state", "ftl--state", "-state", "state-", "s".repeat(64)];
  for (const name of names) {
    it(`rejects the name ${name}`, () =>
      refusedWith(cloud.put(containerId(name), {}), "InvalidResourceName"));
  }

  it("rejects an account that isn't there", () =>
    refusedWith(
      cloud.put(containerId("state").replace("/ftlstate/", "/elsewhere/"), {}),
      "ParentResourceNotFound",
    ));

  it("is nobody's to see unless told otherwise", async () => {
    const made = propertiesOf(await cloud.put(containerId("state"), {}));

    assert.equal(made.publicAccess, "None");
  });

  it("rejects an unknown level of access", () =>
    refusedWith(
      cloud.put(containerId("state"), { properties: { publicAccess: "Everybody" } }),
      "InvalidValuesForRequestParameters",
    ));

  for (const publicAccess of ["Blob", "Container"]) {
    it(`rejects public access to ${publicAccess} where the account permits none`, () =>
      refusedWith(
        cloud.put(containerId("state"), { properties: { publicAccess } }),
        "PublicAccessNotPermitted",
        { status: 409 },
      ));
  }

  it("is public where the account permits it", async () => {
    await cloud.put(accountId, overlay(account, { properties: { allowBlobPublicAccess: true } }));

    const made = await cloud.put(containerId("site"), { properties: { publicAccess: "Blob" } });

    assert.equal(propertiesOf(made).publicAccess, "Blob");
  });
});
