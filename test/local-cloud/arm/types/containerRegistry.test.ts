import assert from "node:assert/strict";
import { overlay, type JsonObject } from "../../../../local-cloud/json";
import { itRejects, propertiesOf, refusedWith, resourceId, TestCloud } from "../cloud";
import { registry, registryId } from "../samples";

const type = "Microsoft.ContainerRegistry/registries";
const premium: JsonObject = { sku: { name: "Premium" } };

/** What only Premium has. */
const premiumOnly: readonly (readonly [what: string, properties: JsonObject])[] = [
  ["publicNetworkAccess", { publicNetworkAccess: "Disabled" }],
  ["zoneRedundancy", { zoneRedundancy: "Enabled" }],
  ["dataEndpointEnabled", { dataEndpointEnabled: true }],
  ["networkRuleSet", { networkRuleSet: { defaultAction: "Deny" } }],
  [
    "networkRuleSet",
    { networkRuleSet: { defaultAction: "Allow", ipRules: [{ value: "203.0.113.1" }] } },
  ],
  ["retentionPolicy", { policies: { retentionPolicy: { status: "enabled" } } }],
  ["exportPolicy", { policies: { exportPolicy: { status: "disabled" } } }],
];

describe("a container registry", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
  });
  afterEach(() => cloud.close());

  itRejects(
    "a registry",
    [
      ["without a sku", { sku: { name: null } }, "SkuNotSupported"],
      ["of a sku that is gone", { sku: { name: "Classic" } }, "SkuNotSupported"],
      [
        "with an identity that isn't there",
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
    ],
    (change) => cloud.put(registryId, overlay(registry, change)),
  );

  for (const [feature, properties] of premiumOnly) {
    it(`has ${JSON.stringify(properties)} on Premium only`, async () => {
      await refusedWith(
        cloud.put(registryId, overlay(registry, { properties })),
        "SkuFeatureNotSupported",
        { message: new RegExp(`'${feature}'`) },
      );

      assert.equal(
        (await cloud.put(registryId, overlay(overlay(registry, premium), { properties }))).name,
        "ftlregistry",
      );
    });
  }

  for (const name of ["ftlr", "ftl-registry", "f".repeat(51)]) {
    it(`rejects the name ${name}`, () =>
      refusedWith(cloud.put(resourceId(type, name), registry), "InvalidResourceName"));
  }

  it("rejects a name that is taken, in whichever case", async () => {
    await cloud.put(registryId.split("/providers/")[0]!.replace("/rg", "/other"), {
      location: "centralindia",
    });
    await cloud.put(registryId, registry);

    await refusedWith(
      cloud.put(
        registryId
          .replace("/resourceGroups/rg/", "/resourceGroups/other/")
          .replace("ftlregistry", "FtlRegistry"),
        registry,
      ),
      "AlreadyInUse",
      { status: 409 },
    );
  });

  it("is public, without an administrator, unless told otherwise", async () => {
    const { loginServer, adminUserEnabled, publicNetworkAccess, dataEndpointHostNames } =
      propertiesOf(await cloud.put(registryId, registry));

    assert.deepEqual(
      { loginServer, adminUserEnabled, publicNetworkAccess, dataEndpointHostNames },
      {
        loginServer: "ftlregistry.azurecr.io",
        adminUserEnabled: false,
        publicNetworkAccess: "Enabled",
        dataEndpointHostNames: [],
      },
    );
  });

  it("names the host of its layers when that is its own", async () => {
    const made = await cloud.put(
      registryId,
      overlay(overlay(registry, premium), { properties: { dataEndpointEnabled: true } }),
    );

    assert.deepEqual(propertiesOf(made).dataEndpointHostNames, [
      "ftlregistry.centralindia.data.azurecr.io",
    ]);
  });

  it("rejects to change its zone redundancy", async () => {
    await cloud.put(registryId, overlay(registry, premium));

    await refusedWith(
      cloud.put(
        registryId,
        overlay(overlay(registry, premium), { properties: { zoneRedundancy: "Enabled" } }),
      ),
      "PropertyChangeNotAllowed",
    );
  });

  it("has no credentials without its administrator", async () => {
    await cloud.put(registryId, registry);

    await refusedWith(
      cloud.act(registryId, "listCredentials"),
      "UnAuthorizedForCredentialOperations",
    );
  });

  describe("with its administrator", () => {
    beforeEach(() =>
      cloud.put(registryId, overlay(registry, { properties: { adminUserEnabled: true } })),
    );
    const passwords = async () => {
      const answer = (await cloud.act(registryId, "listCredentials")) as {
        passwords: { name: string; value: string }[];
      };
      return answer.passwords.map(({ value }) => value);
    };

    it("has two passwords, each made anew by itself", async () => {
      const [first, second] = await passwords();
      await cloud.act(registryId, "regenerateCredential", { name: "password" });
      const [third, fourth] = await passwords();

      assert.notEqual(first, second);
      assert.notEqual(third, first);
      assert.equal(fourth, second);
    });

    it("keeps its passwords when it is asked for another while it has no administrator", async () => {
      const before = await passwords();
      await cloud.put(registryId, registry);

      await assert.rejects(
        cloud.act(registryId, "regenerateCredential", { name: "password" }) as Promise<unknown>,
      );

      await cloud.put(registryId, overlay(registry, { properties: { adminUserEnabled: true } }));
      assert.deepEqual(await passwords(), before);
    });

    it("rejects a third password", () =>
      refusedWith(
        cloud.act(registryId, "regenerateCredential", { name: "password3" }),
        "InvalidPasswordName",
      ));
  });

  it("shows who it is when it has an identity of its own", async () => {
    const made = await cloud.put(
      registryId,
      overlay(registry, { identity: { type: "SystemAssigned" } }),
    );

    const { principalId, tenantId } = made.identity as Record<string, string>;

    assert.match(principalId ?? "", /^[0-9a-f-]{36}$/);
    assert.equal(tenantId, cloud.resourceManager.tenantId);
  });
});
