import assert from "node:assert/strict";
import type { Release } from "../../operations/releases/release";
import type { RolledBack } from "../../operations/rollback/rollbackCommand";
import { ended, PreparedClone, signalGroup } from "../support/preparedClone";

/** More at random moments: `npm run test:interrupts`. */
describe("a deployment of stg that is cut short, on the real engine", function () {
  this.timeout(240_000);
  let clone: PreparedClone;
  before(async () => (clone = await PreparedClone.create()));

  /** Starts a command, and sends a signal to all of it once it has said something so many times. */
  async function cutShort(
    args: readonly string[],
    { signal, after, times }: { signal: NodeJS.Signals; after: RegExp; times: number },
  ): Promise<{ exitCode: number; said: string }> {
    const child = clone.start([...args, "stg", "--local", "--yes"]);
    let seen = 0;
    const count = (text: string) => {
      const before = seen;
      seen += text.match(new RegExp(after, "g"))?.length ?? 0;
      if (before < times && seen >= times) signalGroup(child, signal);
    };
    child.stdout!.on("data", (text: Buffer) => count(String(text)));
    child.stderr!.on("data", (text: Buffer) => count(String(text)));
    const { exitCode, stdout, stderr } = await ended(child, 180_000);
    return { exitCode, said: stdout + stderr };
  }

  async function succeeds(...args: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await clone.ftl(args);
    assert.equal(exitCode, 0, `ftl ${args.join(" ")}:\n${stdout}${stderr}`);
    return stdout;
  }

  it("is gone on with after it was killed in the middle, and nothing is made twice", async () => {
    const { exitCode } = await cutShort(["deploy"], {
      signal: "SIGKILL",
      after: / created /,
      times: 30,
    });
    assert.equal(exitCode, 137);

    const release = JSON.parse(
      await succeeds("deploy", "stg", "--local", "--yes", "--json"),
    ) as Release;

    assert.equal(release.result, "succeeded");
    assert.equal((release.tally["create"] ?? 0) + (release.tally["same"] ?? 0), 80);
    assert.ok((release.tally["same"] ?? 0) >= 30);
    await succeeds("drift", "stg", "--local");
    assert.match(await succeeds("history", "stg", "--local"), /interrupted: deploy/);
  });

  it("ends on Ctrl-C with what is under way, says how to go on, and a rollback abandons it", async () => {
    await clone.commit("more replicas", {
      "Pulumi.stg.yaml": (text) =>
        text.replaceAll("minReplicas: 1, maxReplicas: 3", "minReplicas: 2, maxReplicas: 3"),
    });
    const { exitCode, said } = await cutShort(["deploy"], {
      signal: "SIGINT",
      after: /Updating \(stg\)/,
      times: 1,
    });
    assert.equal(exitCode, 1);
    assert.match(said, /was interrupted\.\nEverything that was made is kept/);
    assert.match(said, /Go back: npx ftl rollback stg --local/);

    const { differences, release } = JSON.parse(
      await succeeds("rollback", "stg", "--local", "--yes", "--json"),
    ) as RolledBack;

    assert.equal(differences, "");
    assert.equal(release.commit.sha, clone.base);
  });
});
