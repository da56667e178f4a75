import assert from "node:assert/strict";
import type { Json, JsonObject } from "../../../local-cloud/json";
import { groupId, resourceId, subscriptionId } from "../arm/cloud";
import { network, networkId } from "../arm/samples";
import { ServedCloud, valuesOf } from "./servedCloud";

const location = "centralindia";
const inSubscription = `/subscriptions/${subscriptionId}`;
const groups = "2025-04-01";
const identityId = resourceId("Microsoft.ManagedIdentity/userAssignedIdentities", "id-front");

describe("What Resource Manager lists over HTTPS", () => {
  let served: ServedCloud;

  before(async () => {
    served = await ServedCloud.open();
    await served.call("PUT", groupId, groups, { body: { location } });
  });

  after(() => served.close());

  describe("a list", () => {
    it("leads to its next page until there is none", async () => {
      for (const name of ["id-1", "id-2", "id-3"]) {
        const id = resourceId("Microsoft.ManagedIdentity/userAssignedIdentities", name);
        await served.call("PUT", id, "2023-01-31", { body: { location } });
      }
      const type = `${groupId}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`;

      const first = await served.call("GET", `${type}?$top=2`, "2023-01-31");
      const next = new URL(first.body.nextLink as string);
      const path = `${next.pathname}${next.search.replace(/&api-version=[^&]*/, "")}`;
      const second = await served.call("GET", path, "2023-01-31");

      assert.deepEqual(
        [...valuesOf(first), ...valuesOf(second)].map(({ name }) => name),
        ["id-1", "id-2", "id-3"],
      );
      assert.equal(second.body.nextLink, undefined);
    });

    it("of a type holds the whole subscription's, or one group's", async () => {
      const other = groupId.replace(/rg$/, "rg-other");
      await served.call("PUT", other, groups, { body: { location } });
      const id = `${other}/providers/Microsoft.OperationalInsights/workspaces/logs`;
      await served.call("PUT", id, "2023-09-01", { body: { location } });
      const listed = async (scope: string) =>
        valuesOf(
          await served.call(
            "GET",
            `${scope}/providers/Microsoft.OperationalInsights/workspaces`,
            "2023-09-01",
          ),
        ).map((one) => one.id);

      assert.deepEqual(await listed(inSubscription), [id]);
      assert.deepEqual(await listed(other), [id]);
      assert.deepEqual(await listed(groupId), []);
    });

    it("of children holds their parent's only", async () => {
      await served.call("PUT", networkId, "2025-01-01", { body: network });
      const subnet = { properties: { addressPrefix: "10.0.1.0/24" } };
      await served.call("PUT", `${networkId}/subnets/one`, "2025-01-01", { body: subnet });

      const answer = await served.call("GET", `${networkId}/subnets`, "2025-01-01");

      assert.deepEqual(
        valuesOf(answer).map(({ name }) => name),
        ["one"],
      );
    });

    it("of role assignments holds those of the scopes above, and a principal's own when asked", async () => {
      await served.call("PUT", identityId, "2023-01-31", { body: { location } });
      const { body } = await served.call("GET", identityId, "2023-01-31");
      const { principalId } = body.properties as JsonObject;
      const name = "f7150000-0000-4000-8000-00000000000a";
      const assignments = "providers/Microsoft.Authorization/roleAssignments";
      const roleDefinitionId = `${inSubscription}/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d`;
      await served.call("PUT", `${groupId}/${assignments}/${name}`, "2022-04-01", {
        body: { properties: { principalId, principalType: "ServicePrincipal", roleDefinitionId } },
      });
      const listed = async (scope: string, filter = "") =>
        valuesOf(await served.call("GET", `${scope}/${assignments}${filter}`, "2022-04-01")).map(
          (one) => one.name,
        );
      const principal = (id: string) => `?$filter=${encodeURIComponent(`principalId eq '${id}'`)}`;

      assert.deepEqual(await listed(identityId), [name]);
      assert.deepEqual(await listed(identityId, principal(principalId as string)), [name]);
      assert.deepEqual(await listed(identityId, principal("somebody-else")), []);
      assert.deepEqual(await listed(inSubscription, "?$filter=atScope()"), []);
    });
  });

  describe("what it says of itself", () => {
    it("are the addresses that a client is configured by, in both forms", async () => {
      const current = await served.send("GET", "/metadata/endpoints?api-version=2022-09-01");
      const older = await served.send("GET", "/metadata/endpoints?api-version=2019-05-01");

      assert.equal(current.body.resourceManager, served.origin);
      assert.equal((current.body.authentication as JsonObject).loginEndpoint, served.origin);
      assert.deepEqual(JSON.parse(older.text), [current.body]);
    });

    it("are its subscription, its tenant and its regions", async () => {
      const subscriptions = await served.call("GET", "/subscriptions", "2022-12-01");
      const one = await served.call("GET", inSubscription, "2022-12-01");
      const tenants = await served.call("GET", "/tenants", "2022-12-01");
      const regions = await served.call("GET", `${inSubscription}/locations`, "2022-12-01");

      assert.deepEqual(valuesOf(subscriptions), [one.body]);
      assert.equal(valuesOf(tenants)[0]!.tenantId, served.cloud.resourceManager.tenantId);
      assert.ok(valuesOf(regions).some(({ name }) => name === location));
    });

    it("are its providers, each with the versions that it answers", async () => {
      const { body } = await served.call(
        "GET",
        `${inSubscription}/providers/microsoft.app`,
        "2022-12-01",
      );

      const types = body.resourceTypes as JsonObject[];
      assert.equal(body.namespace, "Microsoft.App");
      assert.ok(
        types.some(
          ({ resourceType, apiVersions }) =>
            resourceType === "containerApps" && (apiVersions as Json[]).includes("2025-07-01"),
        ),
      );
    });
  });
});
