import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { projectFolder } from "../../operations/project";
import { PreparedClone } from "../support/preparedClone";

describe("a prepared clone", function () {
  this.timeout(60_000);
  let clone: PreparedClone;
  before(async () => (clone = await PreparedClone.create()));

  it("has this working tree's files, all of them committed", async () => {
    assert.equal(await clone.git("status", "--porcelain"), "");
    assert.equal(
      fs.readFileSync(path.join(clone.folder, "Pulumi.prd.yaml"), "utf8"),
      fs.readFileSync(path.join(projectFolder, "Pulumi.prd.yaml"), "utf8"),
    );
  });

  it("commits edits on top of what is checked out", async () => {
    const first = await clone.commit("one", { "Pulumi.stg.yaml": (text) => `${text}# one\n` });
    await clone.checkout(clone.base);
    const second = await clone.commit("two", { "docs/new.md": () => "two\n" });

    assert.equal(
      await clone.git("show", "--format=%s", "--name-only", first),
      "one\n\nPulumi.stg.yaml\n",
    );
    assert.equal((await clone.git("rev-parse", `${second}^`)).trim(), clone.base);
  });

  it("refuses an edit that changes nothing", () => {
    assert.throws(() => clone.edit({ "Pulumi.stg.yaml": (text) => text }), /changes nothing/);
  });

  it("runs ftl on its own files, and says how it ended", async () => {
    await clone.checkout(clone.base);
    clone.edit({ "Pulumi.third.yaml": () => "config: {}\n" });

    const { exitCode, stderr } = await clone.ftl(["review", "fourth"]);

    assert.equal(exitCode, 1);
    assert.match(stderr, /There is no stack 'fourth'. Stacks here: prd, stg, third\./);
  });
});
