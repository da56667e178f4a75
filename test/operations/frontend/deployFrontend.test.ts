import assert from "node:assert/strict";
import { deployFrontendCommand } from "../../../operations/frontend/deployFrontend";
import { Refusal } from "../../../operations/refusal";
import { temporaryFolder } from "../../support/temporaryFolder";

describe("ftl frontend deploy", () => {
  it("rejects a folder that no build made, before it asks anybody", () =>
    assert.rejects(
      deployFrontendCommand("stg", temporaryFolder(), {}),
      (error) => error instanceof Refusal && /has no index\.html/.test(error.message),
    ));

  for (const stack of ["stg", "prd"]) {
    it(`rejects putting the reference frontend on ${stack}'s real site, where people are`, () =>
      assert.rejects(
        deployFrontendCommand(stack, undefined, {}),
        (error) => error instanceof Refusal && /Give the folder/.test(error.message),
      ));
  }

  it("rejects a stack that there is not", () =>
    assert.rejects(
      deployFrontendCommand("nowhere", undefined, { local: true }),
      (error) => error instanceof Refusal && /no stack 'nowhere'/.test(error.message),
    ));
});
