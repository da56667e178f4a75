import assert from "node:assert/strict";
import { PreparedClone } from "../support/preparedClone";

describe("ftl review without two commits to compare", function () {
  this.timeout(60_000);
  let clone: PreparedClone;
  before(async () => (clone = await PreparedClone.create()));
  afterEach(async () => assert.doesNotMatch(await clone.git("worktree", "list"), /\.ftl/));

  it("is refused when this clone doesn't have one, with how it may be had", async () => {
    const { exitCode, stdout, stderr } = await clone.ftl([
      "review",
      "stg",
      "--base",
      "origin/main",
    ]);

    assert.equal(exitCode, 1);
    assert.match(
      stderr,
      /There is no commit 'origin\/main' in this clone\. .* git fetch --unshallow, or git fetch origin/,
    );
    assert.equal(stdout, "");
  });

  it("is refused when they have no history in common, as in a shallow clone", async () => {
    const tree = (await clone.git("write-tree")).trim();
    const other = (await clone.git("commit-tree", tree, "-m", "of another history")).trim();

    const { exitCode, stderr } = await clone.ftl(["review", "stg", "--base", other]);

    assert.equal(exitCode, 1);
    assert.match(stderr, /have no commit in common in this clone\..*git fetch --unshallow/);
  });
});
