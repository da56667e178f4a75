import { lastLines } from "./changes/readPreview";
import type { PulumiResult } from "./spawnPulumi";
import type { ReviewStep } from "./review/review";

/** Does one thing after the other, keeps how long each took, and tells the person. */
export class Steps {
  readonly done: ReviewStep[] = [];
  private readonly say: (line: string) => void;

  constructor(say: (line: string) => void) {
    this.say = say;
  }

  /** Runs a pulumi command as a step. @returns Whether it ended well, and what it printed. */
  async pulumi(
    name: string,
    run: () => Promise<PulumiResult>,
  ): Promise<PulumiResult & { readonly ok: boolean }> {
    const begun = performance.now();
    const result = await run();
    const ok = result.exitCode === 0;
    const output = ok ? "" : lastLines(`${result.stdout}\n${result.stderr}`, 40).join("\n");
    this.end(name, begun, ok ? "done" : "failed", output);
    return { ...result, ok };
  }

  /** Does something else as a step, which fails by throwing. */
  async work<T>(name: string, work: () => Promise<T> | T): Promise<T> {
    const begun = performance.now();
    try {
      const result = await work();
      this.end(name, begun, "done", "");
      return result;
    } catch (error) {
      this.end(name, begun, "failed", (error as Error).message);
      throw error;
    }
  }

  /** Says that something was not done. */
  skip(name: string, why: string): void {
    this.done.push({ name, seconds: 0, outcome: "skipped", output: why });
    this.say(`  ${name.padEnd(28)} skipped: ${why}`);
  }

  private end(name: string, begun: number, outcome: "done" | "failed", output: string): void {
    const seconds = Math.round((performance.now() - begun) / 100) / 10;
    this.done.push({ name, seconds, outcome, output });
    this.say(`  ${name.padEnd(28)} ${seconds.toFixed(1).padStart(5)} s  ${outcome}`);
  }
}
