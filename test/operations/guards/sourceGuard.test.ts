import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { sourceGuard } from "../../../operations/guards/sourceGuard";
import { temporaryFolder } from "../../support/temporaryFolder";

/** Nobody's own settings of git count. */
const environment = {
  ...process.env,
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
};

function git(folder: string, ...args: string[]): void {
  const who = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
  execFileSync("git", [...who, ...args], { cwd: folder, env: environment, stdio: "ignore" });
}

function commit(folder: string, title: string): void {
  fs.appendFileSync(path.join(folder, "file"), title);
  git(folder, "add", "file");
  git(folder, "commit", "-m", title);
}

/** A clone with one commit that is pushed. */
function pushedClone(): { clone: string; remote: string } {
  const folder = temporaryFolder();
  const [remote, clone] = [path.join(folder, "remote.git"), path.join(folder, "clone")];
  git(folder, "init", "--bare", "--initial-branch=main", remote);
  git(folder, "init", "--initial-branch=main", clone);
  git(clone, "remote", "add", "origin", remote);
  fs.writeFileSync(path.join(clone, ".gitignore"), "kept/\n");
  git(clone, "add", ".gitignore");
  commit(clone, "one");
  git(clone, "push", "origin", "main");
  return { clone, remote };
}

async function judged(folder: string): Promise<{ outcomes: string[]; said: string }> {
  const results = await sourceGuard(folder).run();
  return {
    outcomes: results.map(({ outcome }) => outcome),
    said: results.map(({ seen, mend = "" }) => `${seen}; ${mend}`).join("\n"),
  };
}

describe("the source of a deployment", () => {
  it("is a pushed commit without changes; ignored files don't count", async () => {
    const { clone } = pushedClone();
    fs.mkdirSync(path.join(clone, "kept"));
    fs.writeFileSync(path.join(clone, "kept", "file"), "");

    const { outcomes, said } = await judged(clone);

    assert.deepEqual(outcomes, ["pass", "pass"]);
    assert.match(said, /on origin\/main/);
  });

  it("is one of an older commit too, checked out without a branch", async () => {
    const { clone } = pushedClone();
    commit(clone, "two");
    git(clone, "push", "origin", "main");
    git(clone, "checkout", "--detach", "HEAD~1");

    assert.deepEqual((await judged(clone)).outcomes, ["pass", "pass"]);
  });

  const dirty: readonly (readonly [string, (clone: string) => void, RegExp])[] = [
    ["a changed file", (clone) => fs.appendFileSync(path.join(clone, "file"), "more"), /: file;/],
    ["a new file", (clone) => fs.writeFileSync(path.join(clone, "new"), ""), /: new;/],
    ["a removed file", (clone) => fs.rmSync(path.join(clone, "file")), /: file;/],
    [
      "a staged change",
      (clone) => {
        fs.writeFileSync(path.join(clone, "staged"), "");
        git(clone, "add", "staged");
      },
      /: staged;/,
    ],
    [
      "more changes than fit a line",
      (clone) => {
        for (const name of "abcdefg") fs.writeFileSync(path.join(clone, name), "");
      },
      /: a, b, c, d, e, and 2 more;/,
    ],
  ];
  for (const [title, change, said] of dirty) {
    it(`rejects ${title}`, async () => {
      const { clone } = pushedClone();
      change(clone);

      const result = await judged(clone);

      assert.deepEqual(result.outcomes, ["fail", "pass"]);
      assert.match(result.said, said);
    });
  }

  it("rejects a commit that is not pushed", async () => {
    const { clone } = pushedClone();
    commit(clone, "two");

    const { outcomes, said } = await judged(clone);

    assert.deepEqual(outcomes, ["pass", "fail"]);
    assert.match(said, /on no branch of a remote; git push/);
  });

  it("rejects a commit that only a pull request's trial merge has", async () => {
    const { clone } = pushedClone();
    commit(clone, "two");
    git(clone, "update-ref", "refs/remotes/pull/7/merge", "HEAD");

    assert.deepEqual((await judged(clone)).outcomes, ["pass", "fail"]);
  });

  it("can't tell in a shallow clone whose branches don't have the commit", async () => {
    const { clone, remote } = pushedClone();
    const shallow = path.join(path.dirname(clone), "shallow");
    git(path.dirname(clone), "clone", "--depth=1", `file://${remote}`, shallow);
    commit(shallow, "two");

    const { outcomes, said } = await judged(shallow);

    assert.deepEqual(outcomes, ["pass", "cannotTell"]);
    assert.match(said, /git fetch --unshallow/);
  });

  it("rejects a folder that git doesn't know", async () => {
    await assert.rejects(sourceGuard(temporaryFolder()).run(), { name: "Refusal" });
  });
});
