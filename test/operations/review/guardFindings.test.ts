import assert from "node:assert/strict";
import type { Preview } from "../../../operations/changes/readPreview";
import { thisProgram } from "../../../operations/project";
import { guardFindings, otherErrors } from "../../../operations/review/guardFindings";
import { stackSettings } from "../../../operations/stackSettings";
import { types } from "../../../policy/types";
import { changeOf, cname, record } from "../guards/changes";

const server = `urn:pulumi:prd::ftl::ftl:data:Postgres$${types.postgresServer}::main-server`;
const database = `urn:pulumi:prd::ftl::ftl:data:Postgres$${types.postgresDatabase}::main-database`;
/** The engine's words, when a change would end what is protected, and what hangs on it. */
const protectedError =
  `unable to replace resource "${server}"\nas it is currently marked for protection. To unprotect the resource, ` +
  "remove the `protect` flag from the resource in your Pulumi program and run `pulumi up`";
const followingError = `unable to delete resource "${database}" as part of replacing "${server}" as it is currently marked`;

function findings(preview: Partial<Preview>) {
  const context = {
    stack: "prd",
    program: thisProgram,
    settings: stackSettings("prd"),
    last: [],
  };
  return guardFindings(
    { changes: [], tally: {}, errors: [], complete: true, ...preview },
    context,
  ).map(({ guard, message, waived }) => [guard, message, waived]);
}

describe("guards in a review", () => {
  it("find nothing where nothing changes", () => {
    assert.deepEqual(findings({}), []);
  });

  it("find what the engine refuses because it is protected, by name", () => {
    assert.deepEqual(findings({ errors: [protectedError, followingError, "preview failed"] }), [
      ["stateful-kept", "main-server would be replaced, and it is protected", false],
      ["stateful-kept", "main-database would be deleted, and it is protected", false],
    ]);
  });

  it("find what holds data and would go", () => {
    const [finding] = findings({ changes: [changeOf("delete", types.postgresServer, "main")] });

    assert.equal(finding![0], "stateful-kept");
  });

  it("find a record under another stack's hostname", () => {
    const [finding] = findings({ changes: [record.create(cname("stg-ws.ftljeta.cloud"))] });

    assert.deepEqual(finding!.slice(0, 1), ["dns-owner"]);
    assert.match(String(finding![1]), /stg-ws\.ftljeta\.cloud is the stack stg's/);
  });
});

describe("errors of a preview", () => {
  for (const [what, errors, told, expected] of [
    ["that say something are kept", ["no such zone", "preview failed"], false, ["no such zone"]],
    [
      "that say nothing are kept when nobody else does",
      ["preview failed"],
      false,
      ["preview failed"],
    ],
    ["that say nothing are left out when a rule told", ["preview failed"], true, []],
    ["about what is protected are the guard's", [protectedError, "preview failed"], false, []],
    ["are kept although a rule told", ["no such zone"], true, ["no such zone"]],
  ] as const) {
    it(what, () => {
      assert.deepEqual(otherErrors(errors, told), expected);
    });
  }
});
