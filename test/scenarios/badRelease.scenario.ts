import assert from "node:assert/strict";
import { type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Release } from "../../operations/releases/release";
import type { Verification } from "../../operations/verify/verifyCommand";
import { type FtlResult, PreparedClone } from "../support/preparedClone";

describe("a release whose image doesn't start, on a local cloud that runs what is deployed", function () {
  this.timeout(180_000);
  let clone: PreparedClone;
  let served: ChildProcess;

  before(async () => {
    clone = await PreparedClone.create();
    served = clone.start(["local", "serve"]);
    for await (const text of served.stdout!.setEncoding("utf8")) {
      if (/is running/.test(String(text))) break;
    }
    await good("deploy", "stg", "--local", "--yes");
    await good("migrate", "stg", "--local");
    await good("frontend", "deploy", "stg", "--local");
  });
  after(async () => {
    const ended = once(served, "exit");
    served.kill("SIGTERM");
    await ended;
  });

  async function good(...args: string[]): Promise<FtlResult> {
    const result = await clone.ftl(args);
    assert.equal(result.exitCode, 0, `ftl ${args.join(" ")}:\n${result.stdout}${result.stderr}`);
    return result;
  }

  /** Names of the checks that don't pass. */
  async function notPassing(): Promise<string[]> {
    const { stdout } = await clone.ftl(["verify", "stg", "--local", "--json"]);
    const { results } = JSON.parse(stdout) as Verification;
    return results.filter(({ outcome }) => outcome !== "pass").map(({ name }) => name);
  }

  it("fails its deployment, while clients meet the release before", async () => {
    await clone.commit("an image that nobody has pushed", {
      "Pulumi.stg.yaml": (text) => text.replace("repository: ftl-ws,", "repository: ftl-nobody,"),
    });

    const { exitCode, stdout, stderr } = await clone.ftl(["deploy", "stg", "--local", "--yes"]);

    assert.equal(exitCode, 1, stdout + stderr);
    assert.match(stdout + stderr, /ftl-stg-ws--\w+/);
    const { stdout: listed } = await good("history", "stg", "--local", "--json");
    const [last] = (JSON.parse(listed) as { entries: { release: Release }[] }).entries;
    assert.equal(last!.release.result, "failed");
    assert.deepEqual(await notPassing(), ["replicas ws"]);
  });

  it("is taken back by a rollback, after which every check passes", async () => {
    await good("rollback", "stg", "--local", "--yes");

    assert.deepEqual(await notPassing(), []);
  });
});
