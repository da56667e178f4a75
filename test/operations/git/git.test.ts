import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { commitOf, git, tryGit, uncommitted } from "../../../operations/git/git";
import { Refusal } from "../../../operations/refusal";
import { temporaryFolder } from "../../support/temporaryFolder";

describe("git", () => {
  let folder: string;
  before(async () => {
    folder = temporaryFolder();
    await git(["init", "--quiet", "--initial-branch=main"], folder);
    fs.writeFileSync(path.join(folder, ".gitignore"), "ignored\n");
    await git(["add", "--all"], folder);
    const author = ["-c", "user.name=a test", "-c", "user.email=test@example.com"];
    const message = "feat: one\ttab\n\nAnd a body.";
    await git(author.concat("commit", "--quiet", "--message", message), folder);
  });

  it("finds the commit that a name stands for, with the first line of its message", async () => {
    const { sha, title } = await commitOf("main", folder);

    assert.match(sha, /^[0-9a-f]{40}$/);
    assert.equal(title, "feat: one\ttab");
  });

  for (const name of ["gone", "--all", "main..main", "0123456789abcdef0123456789abcdef01234567"]) {
    it(`refuses what is no commit, with how it may be had: ${name}`, async () => {
      await assert.rejects(
        commitOf(name, folder),
        (error) =>
          error instanceof Refusal &&
          error.message.startsWith(`There is no commit '${name}' in this clone.`),
      );
    });
  }

  it("names what isn't committed, new files among it, but nothing that is ignored", async () => {
    assert.deepEqual(await uncommitted(folder), []);

    fs.mkdirSync(path.join(folder, "new"));
    for (const file of ["new/a", "new/b", "ignored"]) fs.writeFileSync(path.join(folder, file), "");

    assert.deepEqual(await uncommitted(folder), ["?? new/a", "?? new/b"]);
  });

  it("says how a command ended to whoever wants to know", async () => {
    const { exitCode, stderr } = await tryGit(["rev-parse", "--verify", "gone"], folder);

    assert.equal(exitCode, 128);
    assert.match(stderr, /fatal: Needed a single revision/);
  });

  it("refuses with git's own words when a command fails", async () => {
    await assert.rejects(
      git(["rev-parse", "--verify", "gone"], folder),
      (error) => error instanceof Refusal && /fatal: Needed a single/.test(error.message),
    );
  });
});
