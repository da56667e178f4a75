import assert from "node:assert/strict";
import { readPreview } from "../../../operations/changes/readPreview";
import { Refusal } from "../../../operations/refusal";

const urn = (type: string, name: string) =>
  `urn:pulumi:prd::ftl::ftl:data:Postgres$${type}::${name}`;
const serverType = "azure-native:dbforpostgresql:Server";
const server = urn(serverType, "server");

/** What the engine prints for steps and diagnostics. */
function printed(report: object, { exitCode = 0, before = "", stderr = "" } = {}) {
  return { stdout: `${before}${JSON.stringify(report)}\n`, stderr, exitCode };
}

/** One step about the server, with its inputs before and after. */
function step(op: string, before: object | undefined, after: object | undefined, diff = {}) {
  return {
    op,
    urn: server,
    ...(before && { oldState: { type: serverType, inputs: before } }),
    ...(after && { newState: { type: serverType, inputs: after } }),
    detailedDiff: diff,
  };
}

describe("a preview of the engine, read", () => {
  it("says which property of a resource differs, and how", () => {
    const { changes } = readPreview(
      printed({
        steps: [
          step(
            "update",
            { storage: { size: 32 } },
            { storage: { size: 64 } },
            { "storage.size": { kind: "update" } },
          ),
        ],
      }),
    );

    assert.deepEqual(changes, [
      {
        operation: "update",
        urn: server,
        type: serverType,
        name: "server",
        stateful: true,
        properties: [
          { path: "storage.size", kind: "update", replaces: false, before: 32, after: 64 },
        ],
        before: { storage: { size: 32 } },
        after: { storage: { size: 64 } },
      },
    ]);
  });

  for (const steps of [
    ["create-replacement", "replace", "delete-replaced"],
    ["delete-replaced", "replace", "create-replacement"],
  ]) {
    it(`makes one change of the steps of a replacement: ${steps.join(", ")}`, () => {
      const diff = { location: { kind: "update-replace" } };
      const [old, now] = [{ location: "centralindia" }, { location: "eastasia" }];

      const { changes, tally } = readPreview(
        printed({
          steps: steps.map((op) =>
            step(op, op === "create-replacement" ? undefined : old, now, diff),
          ),
        }),
      );

      assert.deepEqual(tally, { replace: 1 });
      assert.deepEqual(
        changes.map(({ operation, before, after, properties }) => [
          operation,
          before,
          after,
          properties.map(({ path, replaces }) => [path, replaces]),
        ]),
        [["replace", old, now, [["location", true]]]],
      );
    });
  }

  it("counts what stays, and shows it not", () => {
    const { changes, tally } = readPreview(printed({ steps: [step("same", {}, {})] }));

    assert.deepEqual(changes, []);
    assert.deepEqual(tally, { same: 1 });
  });

  it("has no inputs of a new resource before, nor of one that goes afterwards", () => {
    const [created] = readPreview(
      printed({ steps: [step("create", undefined, { a: 1 })] }),
    ).changes;
    const [deleted] = readPreview(
      printed({ steps: [step("delete", { a: 1 }, undefined)] }),
    ).changes;

    assert.deepEqual([created!.before, created!.after], [undefined, { a: 1 }]);
    assert.deepEqual([deleted!.before, deleted!.after], [{ a: 1 }, undefined]);
  });

  it("is incomplete with its errors when the engine says that it failed", () => {
    const preview = readPreview(
      printed(
        {
          diagnostics: [
            { severity: "info", message: "1 to update" },
            { severity: "error", message: "error: no such zone\n" },
          ],
        },
        { exitCode: 255 },
      ),
    );

    assert.equal(preview.complete, false);
    assert.deepEqual(preview.errors, ["no such zone"]);
  });

  it("has the engine's last words as errors when it names none", () => {
    const { errors } = readPreview(
      printed({ steps: [] }, { exitCode: 1, stderr: "\nthe pack didn't start\n\n" }),
    );

    assert.deepEqual(errors, ["the pack didn't start"]);
  });

  it("begins where the engine's report begins, after what providers print", () => {
    const { tally } = readPreview(
      printed({ steps: [step("same", {}, {})] }, { before: "a provider says hello\n" }),
    );

    assert.deepEqual(tally, { same: 1 });
  });

  for (const stdout of ["", "error: no stack named 'prd' found", '{"steps": [']) {
    it(`is refused when there is none: ${JSON.stringify(stdout)}`, () => {
      assert.throws(
        () => readPreview({ stdout, stderr: "it could not begin", exitCode: 1 }),
        (error) => error instanceof Refusal && /it could not begin/.test(error.message),
      );
    });
  }
});
