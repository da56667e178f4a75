import assert from "node:assert/strict";
import { overlay, type JsonObject } from "../../../../local-cloud/json";
import { itRejects, propertiesOf, refusedWith, resourceId, TestCloud } from "../cloud";

const type = "Microsoft.Insights/actionGroups";
const groupId = resourceId(type, "oncall");
const email = { name: "oncall", emailAddress: "oncall@jetafutures.com" };
const group: JsonObject = {
  location: "Global",
  properties: { groupShortName: "ftl-oncall", emailReceivers: [email] },
};

describe("an action group", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
  });
  afterEach(() => cloud.close());

  itRejects(
    "a group",
    [
      [
        "without a short name",
        { properties: { groupShortName: "" } },
        "GroupShortNameIsNullOrEmpty",
      ],
      [
        "with a short name of 13 characters",
        { properties: { groupShortName: "ftl-oncall-01" } },
        "GroupShortNameIsTooLong",
      ],
      [
        "with two receivers of a name",
        { properties: { smsReceivers: [{ name: "oncall", countryCode: "91", phoneNumber: "1" }] } },
        "ReceiverNameIsNotUnique",
      ],
      [
        "with an address that is none",
        { properties: { emailReceivers: [{ name: "oncall", emailAddress: "oncall" }] } },
        "EmailAddressIsNotValid",
      ],
      ["in Central India", { location: "centralindia" }, "LocationNotAvailableForResourceType"],
    ],
    (change) => cloud.put(groupId, overlay(group, change)),
  );

  for (const name of ["on%call", "on&call", "oncall.", "oncall "]) {
    it(`rejects the name ${JSON.stringify(name)}`, () =>
      refusedWith(cloud.put(resourceId(type, name), group), "BadRequest"));
  }

  it("is on, and shows that its receivers have not opted out", async () => {
    const { enabled, emailReceivers, smsReceivers } = propertiesOf(await cloud.put(groupId, group));

    assert.equal(enabled, true);
    assert.deepEqual(emailReceivers, [{ ...email, status: "Enabled" }]);
    assert.deepEqual(smsReceivers, []);
  });

  it("takes a short name of 12 characters", async () => {
    const made = await cloud.put(
      groupId,
      overlay(group, { properties: { groupShortName: "ftl-oncall-1" } }),
    );

    assert.equal(propertiesOf(made).groupShortName, "ftl-oncall-1");
  });
});
