import assert from "node:assert/strict";
import { overlay, type JsonObject } from "../../../../local-cloud/json";
import { builtInRoles } from "../../../../local-cloud/arm/roleAssignments";
import { readSecret } from "../../../../local-cloud/arm/types/keyVault/readSecret";
import { secretVersions } from "../../../../local-cloud/arm/types/keyVault/secrets";
import { groupId, propertiesOf, resourceId, TestCloud, textOf } from "../cloud";
import {
  link,
  linkId,
  network,
  networkId,
  privateEndpoint,
  subnet,
  subnetId,
  vault,
  vaultId,
  zone,
  zoneId,
} from "../samples";

const secretId = `${vaultId}/secrets/api-key`;
const url = "https://ftl-vault.vault.azure.net/secrets/api-key";
const zoneName = "privatelink.vaultcore.azure.net";
const endpointId = resourceId("Microsoft.Network/privateEndpoints", "vault-endpoint");

describe("reading a secret of a key vault", () => {
  let cloud: TestCloud;
  let principalId: string;

  beforeEach(async () => {
    cloud = await TestCloud.open();
    await cloud.put(vaultId, vault);
    await cloud.put(secretId, { properties: { value: "first" } });
    const identity = await cloud.put(
      resourceId("Microsoft.ManagedIdentity/userAssignedIdentities", "workload"),
      { location: "centralindia" },
    );
    principalId = textOf(propertiesOf(identity), "principalId");
  });
  afterEach(() => cloud.close());

  const assign = (scope: string, role: keyof typeof builtInRoles) =>
    cloud.put(
      `${scope}/providers/Microsoft.Authorization/roleAssignments/${cloud.resourceManager.guid(`${scope}${role}`)}`,
      {
        properties: {
          principalId,
          principalType: "ServicePrincipal",
          roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${builtInRoles[role]}`,
        },
      },
    );
  const read = (from: { url?: string; subnetId?: string; at?: Date } = {}) => {
    const answer = readSecret(
      cloud.resourceManager,
      from.url ?? url,
      { principalId, subnetId: from.subnetId },
      from.at,
    );
    return "found" in answer ? answer.found.value : answer.refused;
  };
  const close = (properties: JsonObject) => cloud.put(vaultId, overlay(vault, { properties }));

  for (const [scope, id] of [
    ["the secret", secretId],
    ["the vault", vaultId],
    ["the group", groupId],
  ] as const) {
    it(`takes the role on ${scope}`, async () => {
      assert.equal(read(), "Forbidden");

      await assign(id, "keyVaultSecretsUser");

      assert.equal(read(), "first");
    });
  }

  it("takes more than the contributor's role, which is not for data", async () => {
    await assign(vaultId, "contributor");

    assert.equal(read(), "Forbidden");
  });

  it("ends with the role", async () => {
    const assignment = await assign(vaultId, "keyVaultSecretsUser");
    await cloud.delete(textOf(assignment, "id"));

    assert.equal(read(), "Forbidden");
  });

  it("takes an access policy where the vault has those", async () => {
    const policy = (secrets: string[]) => ({
      enableRbacAuthorization: false,
      accessPolicies: [{ objectId: principalId, permissions: { secrets } }],
    });
    await assign(vaultId, "keyVaultSecretsUser");
    await close(policy(["list"]));
    assert.equal(read(), "Forbidden");

    await close(policy(["list", "Get"]));

    assert.equal(read(), "first");
  });

  it("is forbidden to nobody in particular", () => {
    const answer = readSecret(cloud.resourceManager, url, { principalId: undefined });

    assert.deepEqual(answer, { refused: "Forbidden" });
  });

  describe("with the role", () => {
    beforeEach(() => assign(vaultId, "keyVaultSecretsUser"));

    for (const [address, answer] of [
      ["https://ftl-vault.vault.azure.net/secrets/other", "SecretNotFound"],
      ["https://ftl-other.vault.azure.net/secrets/api-key", "VaultNotFound"],
      ["https://ftl-vault.vault.azure.net/keys/api-key", "BadParameter"],
      ["http://ftl-vault.vault.azure.net/secrets/api-key", "BadParameter"],
      [`${url}/00000000000000000000000000000000`, "SecretNotFound"],
      [`${url}/newest`, "BadParameter"],
      ["HTTPS://FTL-VAULT.vault.azure.net/secrets/API-KEY", "first"],
    ] as const) {
      it(`answers ${address} with ${answer}`, () => assert.equal(read({ url: address }), answer));
    }

    it("finds an older version by its name, and by its time", async () => {
      const then = cloud.now();
      cloud.advance({ hours: 1 });
      await cloud.put(secretId, { properties: { value: "second" } });
      const [first] = secretVersions(cloud.find(secretId)!);

      assert.equal(read({ url: `${url}/${first?.version}` }), "first");
      assert.equal(read({ at: then }), "first");
      assert.equal(read(), "second");
    });

    it("is forbidden when the secret is disabled", async () => {
      await cloud.put(secretId, {
        properties: { value: "first", attributes: { enabled: false } },
      });

      assert.equal(read(), "Forbidden");
    });

    it("is stopped by a firewall that names other subnets", async () => {
      const rules = (id: string) => ({
        networkAcls: {
          defaultAction: "Deny",
          bypass: "AzureServices",
          virtualNetworkRules: [{ id }],
        },
      });
      await close(rules(subnetId("apps")));

      assert.equal(read(), "ForbiddenByFirewall");
      assert.equal(read({ subnetId: subnetId("other") }), "ForbiddenByFirewall");
      assert.equal(read({ subnetId: subnetId("apps") }), "first");
    });

    describe("on a vault without public access", () => {
      const apps = subnetId("apps");
      const zoneGroup = {
        properties: {
          privateDnsZoneConfigs: [
            { name: "vault", properties: { privateDnsZoneId: zoneId(zoneName) } },
          ],
        },
      };

      beforeEach(async () => {
        await close({ publicNetworkAccess: "Disabled" });
        await cloud.put(networkId, network);
        await cloud.put(apps, subnet("10.0.0.0/24"));
        await cloud.put(subnetId("endpoints"), subnet("10.0.1.0/24"));
        await cloud.put(endpointId, privateEndpoint(subnetId("endpoints"), vaultId, "vault"));
        await cloud.put(zoneId(zoneName), zone);
        await cloud.put(`${endpointId}/privateDnsZoneGroups/default`, zoneGroup);
        await cloud.put(linkId(zoneName, "net"), link);
      });

      it("goes over the private endpoint of the reader's network", () => {
        assert.equal(read({ subnetId: apps }), "first");
      });

      it("is stopped on the internet", () => {
        assert.equal(read(), "ForbiddenByFirewall");
      });

      it("is stopped in another network", () => {
        const other = resourceId("Microsoft.Network/virtualNetworks", "other");

        assert.equal(read({ subnetId: `${other}/subnets/apps` }), "ForbiddenByFirewall");
      });

      it("is stopped while the zone is not linked to the network", async () => {
        await cloud.delete(linkId(zoneName, "net"));

        assert.equal(read({ subnetId: apps }), "ForbiddenByFirewall");
      });

      it("is stopped while no zone has the endpoint's record", async () => {
        await cloud.delete(`${endpointId}/privateDnsZoneGroups/default`);

        assert.equal(read({ subnetId: apps }), "ForbiddenByFirewall");
      });

      it("is stopped once the endpoint has been rejected", async () => {
        const [connection] = propertiesOf(cloud.get(vaultId))
          .privateEndpointConnections as JsonObject[];
        await cloud.patch(textOf(connection ?? {}, "id"), {
          properties: { privateLinkServiceConnectionState: { status: "Rejected" } },
        });

        assert.equal(read({ subnetId: apps }), "ForbiddenByFirewall");
      });
    });
  });
});
