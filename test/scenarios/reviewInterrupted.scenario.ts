import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ended, PreparedClone, signalGroup } from "../support/preparedClone";
import { replaced } from "../support/preparedReviews";

describe("a review that doesn't come to its end", function () {
  this.timeout(180_000);
  let clone: PreparedClone;
  before(async () => {
    clone = await PreparedClone.create();
    await clone.commit("a change", {
      "Pulumi.stg.yaml": replaced(/maxReplicas: 3/, "maxReplicas: 4"),
    });
  });

  /** Starts a review, and waits until the engine deploys the base. */
  async function startReview(): Promise<ChildProcess> {
    const child = clone.start(["review", "stg", "--base", clone.base]);
    const backend = path.join(clone.folder, ".ftl/review", `stg-${child.pid}`, "backend");
    while (!filesIn(path.join(backend, ".pulumi/locks")).some((file) => file.endsWith(".json"))) {
      assert.equal(child.exitCode, null, "the review ended by itself");
      await delay(50);
    }
    return child;
  }

  /** Worktrees and clouds of reviews, and what git knows of them. */
  async function left(): Promise<string[]> {
    const listed = await clone.git("worktree", "list", "--porcelain");
    const known = [...listed.matchAll(/^worktree (.*)$/gm)].map(([, folder]) => folder!);
    const folders = ["worktrees", "review"].flatMap((name) => {
      const folder = path.join(clone.folder, ".ftl", name);
      return fs.existsSync(folder) ? fs.readdirSync(folder) : [];
    });
    return [...known.filter((folder) => folder !== clone.folder), ...folders];
  }

  it("takes away what it made when it is interrupted, and gives no verdict", async () => {
    const child = await startReview();
    const end = ended(child, 60_000);

    signalGroup(child, "SIGINT");
    const { exitCode, stdout, stderr } = await end;

    assert.equal(exitCode, 130, stderr);
    assert.match(stderr, /The review was interrupted, and nothing of it is left\.$/m);
    assert.equal(stdout, "");
    assert.deepEqual(await left(), []);
  });

  it("leaves what the next one takes away when it is killed", async () => {
    const child = await startReview();
    const end = ended(child, 60_000);
    signalGroup(child, "SIGKILL");
    await end;
    // Killed while git made it.
    const halfMade = path.join(clone.folder, ".ftl/worktrees", `half-made-${child.pid}`);
    await clone.git("worktree", "add", "--quiet", "--detach", "--lock", halfMade, clone.base);
    assert.equal((await left()).length, 5);
    const broken = await clone.commit("no stack file to speak of", {
      "Pulumi.stg.yaml": () => "config: {}\n",
    });

    await clone.ftl(["review", "stg", "--base", broken]);

    assert.deepEqual(await left(), []);
  });
});

function filesIn(folder: string): string[] {
  if (!fs.existsSync(folder)) return [];
  return fs.readdirSync(folder, { recursive: true, encoding: "utf8" });
}
