import assert from "node:assert/strict";
import { resourceGroupId } from "../../../../local-cloud/arm/resourceId";
import { propertiesOf, refusedWith, subscriptionId, TestCloud } from "../cloud";

describe("a resource group", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
  });
  afterEach(() => cloud.close());

  const put = (name: string, location: string | null = "centralindia") =>
    cloud.put(resourceGroupId(subscriptionId, name), { location });

  for (const name of ["ftl-stg-rg", "ftl.stg(1)_rg", "r", "r".repeat(90)]) {
    it(`takes the name ${name}`, async () => {
      assert.equal(propertiesOf(await put(name)).provisioningState, "Succeeded");
    });
  }

  for (const name of ["ftl.", "ftl rg", "ftl&rg", "r".repeat(91)]) {
    it(`rejects the name ${JSON.stringify(name)}`, () =>
      refusedWith(put(name), "InvalidResourceName", { status: 400 }));
  }

  it("rejects to be nowhere", () => refusedWith(put("ftl", null), "LocationRequired"));

  it("rejects to move", async () => {
    await put("ftl");

    await refusedWith(put("ftl", "eastasia"), "InvalidResourceGroupLocation", { status: 409 });
  });

  it("takes a location in Azure's long and short form as one", async () => {
    await put("ftl");

    assert.equal((await put("ftl", "Central India")).location, "Central India");
  });
});
