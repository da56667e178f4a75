import assert from "node:assert/strict";
import { overlay, type JsonObject } from "../../../../local-cloud/json";
import { itRejects, propertiesOf, refusedWith, resourceId, TestCloud } from "../cloud";

const identityId = resourceId("Microsoft.ManagedIdentity/userAssignedIdentities", "deploy");
const credentialId = (name: string, identity = identityId) =>
  `${identity}/federatedIdentityCredentials/${name}`;
const credential: JsonObject = {
  properties: {
    issuer: "https://token.actions.githubusercontent.com",
    subject: "repo:example/ftl-infra:environment:prd",
    audiences: ["api://AzureADTokenExchange"],
  },
};
const changed = (properties: JsonObject) => overlay(credential, { properties });

describe("a federated identity credential", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
    await cloud.put(identityId, { location: "centralindia" });
  });
  afterEach(() => cloud.close());

  itRejects(
    "a credential",
    [
      ["without an issuer", { issuer: null }, "BadRequest", /issuer/],
      ["of an issuer without TLS", { issuer: "http://example.org" }, "BadRequest", /issuer/],
      ["of an issuer with a blank", { issuer: "https://example.org " }, "BadRequest", /issuer/],
      ["of Entra itself", { issuer: "https://sts.windows.net/t/" }, "BadRequest", /Entra/],
      [
        "of an issuer of 601 characters",
        { issuer: `https://${"i".repeat(593)}` },
        "BadRequest",
        /issuer/,
      ],
      ["without a subject", { subject: null }, "BadRequest", /subject/],
      ["of a subject of 601 characters", { subject: "s".repeat(601) }, "BadRequest", /subject/],
      ["without an audience", { audiences: [] }, "BadRequest", /one audience/],
      ["with two audiences", { audiences: ["a", "b"] }, "BadRequest", /one audience/],
    ],
    (change) => cloud.put(credentialId("github"), changed(change)),
  );

  for (const name of ["gh", "-github", "git.hub", "g".repeat(121)]) {
    it(`rejects the name ${name}`, () =>
      refusedWith(cloud.put(credentialId(name), credential), "InvalidResourceName"));
  }

  it("rejects an identity that isn't there", () =>
    refusedWith(
      cloud.put(credentialId("github", `${identityId}2`), credential),
      "ParentResourceNotFound",
    ));

  it("rejects the same issuer and subject again, under another name", async () => {
    await cloud.put(credentialId("github"), credential);

    await refusedWith(cloud.put(credentialId("github-again"), credential), "Conflict", {
      status: 409,
      message: /Issuer and subject combination already exists/,
    });
  });

  it("is written again as it is", async () => {
    const made = await cloud.put(credentialId("github"), credential);

    assert.deepEqual(await cloud.put(credentialId("github"), credential), made);
  });

  it("may trust another subject than before", async () => {
    await cloud.put(credentialId("github"), credential);

    const subject = "repo:example/ftl-infra:environment:stg";
    const made = await cloud.put(credentialId("github"), changed({ subject }));

    assert.equal(propertiesOf(made).subject, subject);
  });

  it("may trust a subject that another identity trusts too", async () => {
    const other = `${identityId}-too`;
    await cloud.put(other, { location: "centralindia" });
    await cloud.put(credentialId("github"), credential);

    const made = await cloud.put(credentialId("github", other), credential);

    assert.equal(made.name, "github");
  });

  it("is one of 20 at most", async () => {
    for (let number = 1; number <= 20; number++) {
      const subject = `repo:example/ftl-infra:environment:e${number}`;
      await cloud.put(credentialId(`environment-${number}`), changed({ subject }));
    }

    await refusedWith(cloud.put(credentialId("one-more"), credential), "BadRequest", {
      message: /at most 20/,
    });
  });

  it("goes with its identity", async () => {
    await cloud.put(credentialId("github"), credential);

    await cloud.delete(identityId);

    assert.equal(cloud.find(credentialId("github")), undefined);
  });
});
