import assert from "node:assert/strict";
import { inWords } from "../../../operations/local/localFolder";
import { Refusal } from "../../../operations/refusal";

const here = { folder: "/home/somebody/clone/.ftl/local" };

describe("the local cloud's folder", () => {
  it("is named, with what to do, when the disk is full", () => {
    const full = Object.assign(new Error("ENOSPC: no space left on device, write"), {
      code: "ENOSPC",
    });

    const said = inWords(full, here);

    assert.ok(said instanceof Refusal);
    assert.match(said.message, /somebody.*ENOSPC.*make room.*FTL_LOCAL/);
  });

  it("has no part in any other error", () => {
    const error = new Error("another");

    assert.equal(inWords(error, here), error);
  });
});
