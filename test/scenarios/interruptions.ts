import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import type { Release } from "../../operations/releases/release";
import { ended, type PreparedClone, signalGroup } from "../support/preparedClone";

/** How a deployment is cut short. */
export interface Interruption {
  readonly command: "deploy" | "rollback";
  /** `SIGINT`: Ctrl-C; `SIGKILL`: the machine is gone, as far as the command can tell. */
  readonly signal: "SIGINT" | "SIGKILL";
  /** When, as a part of the time that the command takes undisturbed. */
  readonly at: number;
  /** `continue`: the same command again; `abandon`: back to what was there before. */
  readonly afterwards: "continue" | "abandon";
  /** Whether everything is to be made, or one thing to be changed. */
  readonly from: "nothing" | "deployed";
}

/** A pseudo-random sequence of interruptions; the same seed gives the same ones. */
export function interruptions(count: number, seed: number): Interruption[] {
  let state = seed >>> 0;
  // Mulberry32: small, and even enough for this. https://gist.github.com/tommyettinger/46a874533244883189143505d203312c
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return Array.from({ length: count }, (_, index) => {
    const from = index % 4 === 0 ? "nothing" : "deployed";
    return {
      command: from === "nothing" || random() < 0.5 ? "deploy" : "rollback",
      signal: random() < 0.5 ? "SIGINT" : "SIGKILL",
      at: random(),
      // Where nothing was before, there is nothing to go back to.
      afterwards: from === "nothing" || random() < 0.5 ? "continue" : "abandon",
      from,
    };
  });
}

/** A clone in which stg is deployed, changed, interrupted and made whole again. */
export class InterruptedStack {
  private readonly clone: PreparedClone;
  private commits: string[] = [];
  /** Milliseconds that a command takes undisturbed, by what it does. */
  private readonly durations = new Map<string, number>();

  constructor(clone: PreparedClone) {
    this.clone = clone;
  }

  /** Interrupts a deployment, goes on as told, and asserts that the stack is whole. @returns What happened, in words. */
  async suffer({ command, signal, at, afterwards, from }: Interruption): Promise<string> {
    if (from === "nothing") {
      await this.clone.ftl(["local", "reset"]);
      this.commits = [this.clone.base];
      await this.clone.checkout(this.clone.base);
    } else {
      await this.prepare(command);
    }
    const kind = `${command} from ${from}`;
    const undisturbed = this.durations.get(kind) ?? 15_000;
    const begun = performance.now();
    const child = this.clone.start([command, "stg", "--local", "--yes"]);
    const result = ended(child, 180_000);
    const timer = setTimeout(() => signalGroup(child, signal), at * undisturbed);
    const { exitCode } = await result;
    clearTimeout(timer);
    const lasted = performance.now() - begun;
    if (exitCode === 0) this.durations.set(kind, lasted);

    const back =
      afterwards === "abandon" && exitCode !== 0 ? await this.abandon(command) : undefined;
    const finished = await this.clone.ftl(back ?? [command, "stg", "--local", "--yes"]);
    const words = `${kind}, ${signal} after ${Math.round(Math.min(lasted, at * undisturbed))} ms (exit ${exitCode}), then ${back?.join(" ") ?? "again"}`;
    if (!(exitCode === 0 && command === "rollback")) {
      assert.equal(finished.exitCode, 0, `${words}:\n${finished.stdout}${finished.stderr}`);
    }
    // A deployment leaves what is checked out; a rollback that was gone on with, what was there before.
    const deployed =
      command === "rollback" && back === undefined ? this.commits.at(-2) : this.commits.at(-1);
    await this.assertWhole(words, deployed!);
    return words;
  }

  /** Deploys what a rollback can leave, or commits what a deployment brings. */
  private async prepare(command: "deploy" | "rollback"): Promise<void> {
    await this.clone.checkout(this.commits.at(-1)!);
    const sha = await this.clone.commit("one more replica", {
      "Pulumi.stg.yaml": (text) =>
        text.replace(
          /(api: \{ minReplicas: )(\d)(, maxReplicas: )\d+/,
          (_, key: string, count: string, max: string) => `${key}${(Number(count) % 8) + 1}${max}9`,
        ),
    });
    this.commits.push(sha);
    if (command === "deploy") return;
    const { exitCode, stdout, stderr } = await this.clone.ftl([
      "deploy",
      "stg",
      "--local",
      "--yes",
    ]);
    assert.equal(exitCode, 0, stdout + stderr);
  }

  /** The command that goes back to what was there before the interrupted one. */
  private async abandon(command: "deploy" | "rollback"): Promise<string[]> {
    if (command === "rollback") return ["deploy", "stg", "--local", "--yes"];
    await this.clone.checkout(this.commits.at(-2)!);
    this.commits.push(this.commits.at(-2)!);
    return ["deploy", "stg", "--local", "--yes"];
  }

  /** State and cloud agree, nothing is open, and nobody holds anything. */
  private async assertWhole(words: string, deployed: string): Promise<void> {
    const drift = await this.clone.ftl(["drift", "stg", "--local"]);
    assert.equal(drift.exitCode, 0, `${words}: drift\n${drift.stdout}${drift.stderr}`);
    const { localFolder } = this.clone;
    const backend = path.join(localFolder, "backend");
    const state = fs.readFileSync(path.join(backend, ".pulumi/stacks/ftl/stg.json"), "utf8");
    const { checkpoint } = JSON.parse(state) as {
      checkpoint: { latest: { resources: unknown[]; pending_operations?: unknown[] } };
    };
    assert.deepEqual(checkpoint.latest.pending_operations ?? [], [], words);
    assert.equal(checkpoint.latest.resources.length, 83, words);
    assert.ok(!fs.existsSync(path.join(backend, ".ftl/under-way/stg.json")), words);
    const releases = path.join(backend, ".ftl/releases/stg");
    const last = fs
      .readdirSync(releases)
      .filter((name) => name.endsWith(".json"))
      .sort()
      .at(-1)!;
    const { commit, result } = JSON.parse(
      fs.readFileSync(path.join(releases, last), "utf8"),
    ) as Release;
    assert.deepEqual([commit.sha, result], [deployed, "succeeded"], words);
    const locks = path.join(backend, ".pulumi/locks");
    const held = fs.existsSync(locks)
      ? fs
          .readdirSync(locks, { recursive: true, withFileTypes: true })
          .filter((one) => one.isFile())
      : [];
    assert.deepEqual(held, [], words);
  }
}
