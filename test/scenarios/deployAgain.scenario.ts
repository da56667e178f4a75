import assert from "node:assert/strict";
import { openStorage } from "../../operations/backend/openStorage";
import type { BackendStorage } from "../../operations/backend/backendStorage";
import { compareStates } from "../../operations/releases/compareStates";
import { latestCheckpoint, pulumiUpdates } from "../../operations/releases/history";
import { stateHash } from "../../operations/releases/stableState";
import { type StateResource, stateOf } from "../../operations/releases/stateOf";
import { LocalStacks } from "../integration/localStacks";

describe("the state of a stack, with the real engine", function () {
  this.timeout(240_000);
  let stacks: LocalStacks;
  let storage: BackendStorage;
  before(async () => {
    stacks = await LocalStacks.open();
    storage = openStorage(stacks.session.environment["PULUMI_BACKEND_URL"]!, {});
  });
  after(() => stacks.close());

  async function deployed(...settings: string[]): Promise<readonly StateResource[]> {
    await stacks.up("stg", "--config-path", ...settings.flatMap((one) => ["-c", `ftl:${one}`]));
    const key = (await latestCheckpoint(storage, "stg"))!;
    return stateOf((await storage.read(key))!, key).resources;
  }

  it("is the same when settings are deployed again after others, and all that differed is named", async () => {
    const first = await deployed("flags.futures=true");
    const other = await deployed(
      "images.api.tag=1.0.1",
      "tags.owner=somebody",
      "hostnames.ws[1].name=ws2.ftljeta.cloud",
      "hostnames.ws[1].proxied=false",
      "hostnames.ws[1].certificate=managed",
      "postgres.database=another",
    );
    const again = await deployed("flags.futures=true");

    assert.deepEqual(compareStates(first, again), { onlyBefore: [], onlyAfter: [], changed: [] });
    assert.equal(stateHash(again), stateHash(first));
    assert.notEqual(stateHash(other), stateHash(first));
    const { onlyBefore, onlyAfter, changed } = compareStates(first, other);
    assert.deepEqual(
      [onlyBefore.map(({ name }) => name), onlyAfter.map(({ name }) => name).sort()],
      [
        [],
        [
          "path2-apps-ws-ws2.ftljeta.cloud",
          "path2-apps-ws-ws2.ftljeta.cloud-asuid",
          "path2-apps-ws-ws2.ftljeta.cloud-cname",
        ],
      ],
    );
    const paths = new Map(changed.map(({ name, differences }) => [name, differences]));
    assert.deepEqual(
      paths.get("path2-stores-postgres-database")?.map(({ path }) => path),
      ["id", "inputs.databaseName", "outputs.id", "outputs.name"],
    );
    assert.ok(
      paths
        .get("path2-apps-api-container-app")
        ?.some(({ path }) => path === "inputs.template.containers[0].image"),
    );
  });

  it("is in the backend's history, with what each update changed", async () => {
    const updates = await pulumiUpdates(storage, "stg");

    assert.deepEqual(
      updates.map(({ kind, result, tally }) => [kind, result, Object.keys(tally).sort()]),
      [
        ["update", "succeeded", ["create"]],
        ["update", "succeeded", ["create", "replace", "same", "update"]],
        ["update", "succeeded", ["delete", "replace", "same", "update"]],
      ],
    );
  });
});
