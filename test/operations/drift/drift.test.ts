import assert from "node:assert/strict";
import { findDrift } from "../../../operations/drift/drift";
import { driftTable } from "../../../operations/drift/driftTable";
import type { Place } from "../../../operations/place";
import { changeOf } from "../guards/changes";
import { types } from "../../../policy/types";

/** A place whose engine prints this. */
function placeThatPrints(report: unknown, exitCode = 0, stderr = ""): Place {
  const stdout = typeof report === "string" ? report : JSON.stringify(report);
  return { pulumi: async () => ({ exitCode, stdout, stderr }) } as Partial<Place> as Place;
}

const { urn, type } = changeOf("update", types.containerApp, "api");
const state = (inputs: object) => ({ type, urn, inputs });
const step = (op: string, before: object, after: object, detailedDiff?: object) => ({
  op,
  urn,
  oldState: state(before),
  ...(op !== "delete" && { newState: state(after) }),
  detailedDiff: detailedDiff ?? null,
});
const update = { kind: "update", inputDiff: true };
const report = (...steps: object[]) => ({
  steps,
  changeSummary: { same: 5, update: steps.length },
});
const drifted = async (...steps: object[]) =>
  (await findDrift("prd", placeThatPrints(report(...steps)))).drifted;

describe("drift, as the engine's refresh reports it", () => {
  it("is nothing when each resource is as in the state", async () => {
    const place = placeThatPrints({
      steps: [step("refresh", { a: 1 }, { a: 1 })],
      changeSummary: { same: 1 },
    });

    const drift = await findDrift("prd", place);

    assert.deepEqual(drift, {
      kind: "ftl-drift",
      version: 1,
      stack: "prd",
      compared: 1,
      drifted: [],
    });
    assert.equal(driftTable(drift), "prd: all 1 resources are as they were deployed\n");
  });

  it("is each property that differs, in the state and in the cloud", async () => {
    const before = { tags: { owner: "platform" }, list: [{ port: 1 }] };
    const after = { tags: {}, list: [{ port: 2 }], extra: "new" };

    const found = await drifted(
      step("update", before, after, {
        "tags.owner": { kind: "delete", inputDiff: true },
        "list[0].port": update,
        extra: { kind: "add", inputDiff: true },
      }),
    );

    assert.deepEqual(found, [
      {
        name: "api",
        type,
        urn,
        what: "changed",
        properties: [
          { path: "extra", inState: undefined, inCloud: "new" },
          { path: "list[0].port", inState: 1, inCloud: 2 },
          { path: "tags.owner", inState: "platform", inCloud: undefined },
        ],
      },
    ]);
  });

  it("is a resource that is gone, without its properties", async () => {
    const found = await drifted(step("delete", { a: 1 }, {}));

    assert.deepEqual(found, [{ name: "api", type, urn, what: "gone", properties: [] }]);
  });

  const secrets: readonly (readonly [string, string, object, object])[] = [
    ["the state has as a secret", "token", { token: "[secret]" }, { token: "canary" }],
    [
      "is part of what the state has as a secret",
      "auth.key",
      { auth: "[secret]" },
      { auth: { key: "canary" } },
    ],
    ["is marked as one in the cloud only", "a", { a: "canary" }, { a: "[secret]" }],
    [
      "is called a secret, and was added by hand",
      "template.env[0]",
      {},
      { template: { env: [{ name: "DB_PASSWORD", value: "canary" }] } },
    ],
    ["looks like one", "url", { url: "x" }, { url: "postgres://admin:canary@db" }],
  ];
  for (const [title, path, before, after] of secrets) {
    it(`shows no value that ${title}`, async () => {
      const place = placeThatPrints(report(step("update", before, after, { [path]: update })));

      const drift = await findDrift("prd", place);

      assert.equal(drift.drifted[0]!.properties[0]!.path, path);
      assert.doesNotMatch(JSON.stringify(drift) + driftTable(drift), /canary/);
    });
  }

  it("rejects a refresh that failed, and shows no secret of what it said", async () => {
    const diagnostics = [{ severity: "error", message: "error: no answer; password=canary" }];
    const place = placeThatPrints({ steps: [], diagnostics }, 255);

    await assert.rejects(findDrift("prd", place), ({ name, message }: Error) => {
      assert.equal(name, "Refusal");
      assert.match(message, /prd could not be compared with what there is:\nno answer/);
      assert.doesNotMatch(message, /canary/);
      return true;
    });
  });

  it("rejects an engine that could not begin", async () => {
    const place = placeThatPrints("", 1, "error: passphrase must be set");

    await assert.rejects(findDrift("prd", place), /passphrase must be set/);
  });

  it("rejects a stack of which nothing is deployed: nothing was compared", async () => {
    const place = placeThatPrints({ config: {}, duration: 1 });

    await assert.rejects(findDrift("prd", place), /Nothing of prd is deployed/);
  });
});
