import assert from "node:assert/strict";
import type { JsonObject } from "../../../../local-cloud/json";
import { type TestCloud } from "../../arm/cloud";
import type { TestFront } from "../front";
import { identity, openAzure, server, tokens } from "./azure";

describe("The azure-native provider, after a change", () => {
  let cloud: TestCloud;
  let azure: TestFront;
  beforeEach(async () => {
    ({ cloud, azure } = await openAzure());
  });
  afterEach(() => cloud.close());

  describe("a refresh", () => {
    it("changes nothing where nothing has changed", async () => {
      const cases: readonly [token: string, inputs: JsonObject][] = [
        [tokens.identity, { ...identity, location: "Central India", tags: { a: "1" } }],
        [tokens.server, server],
        [
          tokens.network,
          {
            resourceGroupName: "rg",
            virtualNetworkName: "net",
            addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
            subnets: [{ name: "a", addressPrefix: "10.0.0.0/24" }],
          },
        ],
      ];
      for (const [token, inputs] of cases) {
        const made = await azure.create(token, inputs);
        const read = await azure.refresh(made);
        assert.deepEqual(read?.inputs, made.inputs, token);
        assert.deepEqual(read.outputs, made.outputs, token);
      }
    });

    it("shows what somebody else has changed, added and taken away", async () => {
      const made = await azure.create(tokens.identity, { ...identity, tags: { a: "1", b: "2" } });
      await cloud.patch(made.id, { tags: { a: "9", b: null, c: "3" } });
      const read = await azure.refresh(made);

      assert.deepEqual(read?.inputs, { ...made.inputs, tags: { a: "9", c: "3" } });
      assert.deepEqual(azure.front.diff(made.subject, made.id, read.inputs, made.inputs).changes, {
        "tags.a": "update",
        "tags.b": "add",
        "tags.c": "delete",
      });
    });

    it("shows an identity that somebody else has added, in the SDK's shape", async () => {
      const first = await azure.create(tokens.identity, identity);
      const second = await azure.create(tokens.identity, { ...identity, resourceName: "second" });
      const held = (...ids: string[]) => ({ type: "UserAssigned", userAssignedIdentities: ids });
      const made = await azure.create(tokens.registry, {
        resourceGroupName: "rg",
        registryName: "ftlregistry",
        sku: { name: "Premium" },
        identity: held(first.id),
      });
      await cloud.patch(made.id, {
        identity: { userAssignedIdentities: { [first.id]: {}, [second.id]: {} } },
      });
      const read = await azure.refresh(made);

      assert.deepEqual(read?.inputs.identity, held(first.id, second.id));
    });

    it("keeps the password, which Azure never tells", async () => {
      const made = await azure.create(tokens.server, server);
      await cloud.patch(made.id, { tags: { a: "1" } });
      const read = await azure.refresh(made);

      assert.equal(read?.inputs.administratorLoginPassword, "Very-s3cret-word");
      assert.equal(JSON.stringify(read.outputs).includes("Very-s3cret-word"), false);
    });

    it("finds nothing where the resource is gone, or is another kind of thing", async () => {
      const made = await azure.create(tokens.identity, identity);
      assert.equal(await azure.import(tokens.server, made.id), undefined);
      await cloud.delete(made.id);
      assert.equal(await azure.refresh(made), undefined);
    });
  });

  describe("an import", () => {
    it("answers inputs with which nothing would change", async () => {
      const made = await azure.create(tokens.identity, { ...identity, tags: { a: "1" } });
      const read = await azure.import(
        tokens.identity,
        made.id.toUpperCase().replace("/SUBSCRIPTIONS", "/subscriptions"),
      );

      assert.equal(read?.id, made.id);
      assert.deepEqual(read.inputs, { ...made.inputs });
      assert.deepEqual(read.outputs, made.outputs);
    });

    it("tells no password", async () => {
      const { id } = await azure.create(tokens.server, server);
      const read = await azure.import(tokens.server, id);

      assert.equal(read?.inputs.serverName, "ftl-tst-pg");
      assert.equal(JSON.stringify(read).includes("Very-s3cret-word"), false);
    });

    it("lists identities as the SDK takes them", async () => {
      const { id } = await azure.create(tokens.identity, identity);
      const held = { type: "UserAssigned", userAssignedIdentities: [id] };
      const registry = {
        resourceGroupName: "rg",
        registryName: "ftlregistry",
        sku: { name: "Premium" },
        identity: held,
      };
      const made = await azure.create(tokens.registry, registry);

      assert.deepEqual((await azure.import(tokens.registry, made.id))?.inputs.identity, held);
    });
  });
});
