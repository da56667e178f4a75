import assert from "node:assert/strict";
import { isObject } from "../../../local-cloud/json";
import { groupId, resourceId, subscriptionId } from "../arm/cloud";
import { network, networkId, registry } from "../arm/samples";
import { refusalOf, ServedCloud } from "./servedCloud";

const location = "centralindia";
const inSubscription = `/subscriptions/${subscriptionId}`;
const identityId = resourceId("Microsoft.ManagedIdentity/userAssignedIdentities", "id-front");
const groups = "2025-04-01";

describe("Resource Manager over HTTPS", () => {
  let served: ServedCloud;

  before(async () => {
    served = await ServedCloud.open();
    await served.call("PUT", groupId, groups, { body: { location } });
  });

  after(() => served.close());

  describe("every request", () => {
    it("is answered with ids to find it again by", async () => {
      const { headers } = await served.call("GET", "/tenants", "2022-12-01", {
        headers: {
          "x-ms-correlation-request-id": "mine",
          "x-ms-client-request-id": "the-client's",
          "x-ms-return-client-request-id": "true",
        },
      });

      assert.match(headers["x-ms-request-id"]!, /^[0-9a-f-]{36}$/);
      assert.equal(headers["x-ms-correlation-request-id"], "mine");
      assert.equal(headers["x-ms-client-request-id"], "the-client's");
    });

    it("needs an api-version", async () => {
      const authorization = `Bearer ${await served.signIn()}`;

      const answer = await served.send("GET", groupId, { headers: { authorization } });

      assert.equal(refusalOf(answer), "400 MissingApiVersionParameter");
    });

    for (const [what, method, path, version, refusal] of [
      [
        "a version of Resource Manager's own",
        "GET",
        groupId,
        "2000-01-01",
        "400 InvalidApiVersionParameter",
      ],
      ["a version of a type", "GET", networkId, "2000-01-01", "400 NoRegisteredProviderFound"],
      [
        "a version of an extension",
        "GET",
        `${groupId}/providers/Microsoft.Authorization/locks/keep`,
        "2000-01-01",
        "404 InvalidResourceType",
      ],
      [
        "a type without a model",
        "PUT",
        resourceId("Microsoft.Web/sites", "site"),
        "2025-05-01",
        "404 InvalidResourceType",
      ],
      [
        "an unknown namespace",
        "GET",
        resourceId("Some.Where/things", "one"),
        "2025-05-01",
        "404 InvalidResourceNamespace",
      ],
      [
        "a subscription that is none",
        "GET",
        "/subscriptions/mine/resourceGroups",
        groups,
        "400 InvalidSubscriptionId",
      ],
      ["a resource that there isn't", "GET", identityId, "2023-01-31", "404 ResourceNotFound"],
      [
        "a group that there isn't",
        "DELETE",
        `${groupId}-none`,
        groups,
        "404 ResourceGroupNotFound",
      ],
      ["an action that there isn't", "POST", `${groupId}/constructor`, groups, "404 NotFound"],
      ["a method that there isn't", "PURGE", groupId, groups, "405 HttpMethodNotAllowed"],
      [
        "a list in a group that there isn't",
        "GET",
        `${groupId}-none/resources`,
        groups,
        "404 ResourceGroupNotFound",
      ],
      [
        "a filter that it can't read",
        "GET",
        `${groupId}/resources?$filter=color%20eq%20'red'`,
        groups,
        "400 InvalidFilterInQueryString",
      ],
      [
        "a page of no length",
        "GET",
        `${inSubscription}/resourceGroups?$top=0`,
        groups,
        "400 InvalidQueryParameterValue",
      ],
      [
        "a page that it never gave",
        "GET",
        `${inSubscription}/resourceGroups?$skiptoken=x`,
        groups,
        "400 InvalidSkipToken",
      ],
      [
        "an operation that there isn't",
        "GET",
        `${inSubscription}/providers/Microsoft.App/locations/x/operationStatuses/1`,
        "2025-07-01",
        "404 OperationNotFound",
      ],
      ["a path that is none", "GET", `${groupId}/%zz`, groups, "400 InvalidRequestUri"],
    ] as const) {
      it(`is refused ${what}`, async () => {
        assert.equal(refusalOf(await served.call(method, path, version)), refusal);
      });
    }

    it("is refused to check a name that need not be unique", async () => {
      const path = `${inSubscription}/providers/Microsoft.App/checkNameAvailability`;
      const body = { name: "api", type: "Microsoft.App/containerApps" };

      const answer = await served.call("POST", path, "2025-07-01", { body });

      assert.equal(refusalOf(answer), "400 InvalidResourceType");
    });

    it("is refused a body that is no object", async () => {
      for (const body of ["{", "[]", "1"]) {
        assert.equal(
          refusalOf(await served.call("PUT", identityId, "2023-01-31", { body })),
          "400 InvalidRequestContent",
        );
      }
    });

    it("may write an id in any case", async () => {
      const answer = await served.call("GET", groupId.toUpperCase(), groups);

      assert.deepEqual([answer.status, answer.body.id], [200, groupId]);
    });
  });

  describe("a resource", () => {
    it("is made with 201, written again with 200, and is gone with 204 after its delete", async () => {
      const put = () => served.call("PUT", identityId, "2023-01-31", { body: { location } });
      const remove = () => served.call("DELETE", identityId, "2023-01-31");
      const statuses = [await put(), await put(), await remove(), await remove()];

      assert.deepEqual(
        statuses.map(({ status }) => status),
        [201, 200, 200, 204],
      );
    });

    it("is answered to HEAD without a body", async () => {
      const there = await served.call("HEAD", groupId, groups);
      const notThere = await served.call("HEAD", `${groupId}-none`, groups);

      assert.deepEqual(
        [there.status, there.text, notThere.status, notThere.text],
        [204, "", 404, ""],
      );
    });

    it("is called by its service's own spelling, however it was written when made", async () => {
      const id = resourceId("Microsoft.OperationalInsights/workspaces", "Logs");
      const written = id.toLowerCase().replace(/logs$/, "Logs");

      const { body } = await served.call("PUT", written, "2023-09-01", { body: { location } });

      assert.equal(body.id, id);
    });

    it("keeps what a PATCH doesn't name", async () => {
      const id = resourceId("Microsoft.ContainerRegistry/registries", "ftlpatched");
      await served.call("PUT", id, "2025-04-01", { body: { ...registry, tags: { a: "1" } } });

      const { body } = await served.call("PATCH", id, "2025-04-01", {
        body: { properties: { adminUserEnabled: true } },
      });

      assert.deepEqual(body.tags, { a: "1" });
      assert.ok(isObject(body.properties) && body.properties.adminUserEnabled === true);
    });

    it("can't be deleted where its service only sets it", async () => {
      const parameter = `${resourceId("Microsoft.DBforPostgreSQL/flexibleServers", "db")}/configurations/timezone`;

      assert.equal(
        refusalOf(await served.call("DELETE", parameter, "2025-08-01")),
        "405 HttpMethodNotAllowed",
      );
    });

    it("can't be patched where its service has no PATCH", async () => {
      const lock = `${groupId}/providers/Microsoft.Authorization/locks/patched`;

      assert.equal(
        refusalOf(await served.call("PATCH", lock, "2020-05-01", { body: {} })),
        "405 HttpMethodNotAllowed",
      );
    });
  });

  describe("an ETag", () => {
    const version = "2025-01-01";
    let etag: string;
    let etagOfBody: unknown;

    before(async () => {
      const { headers, body } = await served.call("PUT", networkId, version, { body: network });
      etag = headers.etag!;
      etagOfBody = body.etag;
    });

    const put = (headers: Record<string, string>, tags = {}) =>
      served.call("PUT", networkId, version, { body: { ...network, tags }, headers });

    it("stands in the header and in the body, and stays while the resource stays", async () => {
      const { headers, body } = await served.call("GET", networkId, version);

      assert.match(etag, /^W\/"[0-9a-f-]{36}"$/);
      assert.deepEqual([etagOfBody, headers.etag, body.etag], [etag, etag, etag]);
    });

    it("lets a write through that knows the resource as it is, and no later one", async () => {
      const first = await put({ "if-match": etag }, { changed: "once" });
      const second = await put({ "if-match": etag }, { changed: "twice" });

      assert.deepEqual([first.status, refusalOf(second)], [200, "412 PreconditionFailed"]);
    });

    it("keeps a create from overwriting", async () => {
      assert.equal(refusalOf(await put({ "if-none-match": "*" })), "412 PreconditionFailed");
    });
  });
});
