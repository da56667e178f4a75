import { type Preview, readPreview } from "../changes/readPreview";
import type { Place } from "../place";
import type { Program } from "../project";
import { Refusal } from "../refusal";
import { exportedState } from "../releases/exportedState";
import type { PulumiResult } from "../spawnPulumi";
import type { Steps } from "../steps";
import type { Interruption } from "./interruption";
import { type DeclaredStack, doByHand } from "./localWorld";

/** A preview that was asked for: what it said, and what that means unless it could not begin. */
export interface Previewed {
  readonly text: string;
  readonly preview: Preview | Refusal;
}

/** A stack on a cloud where it may be tried out: what is done to it is a step of the review. */
export class Trial {
  readonly stack: string;
  readonly place: Place;
  readonly steps: Steps;
  private readonly interruption: Interruption;

  constructor(stack: string, place: Place, steps: Steps, interruption: Interruption) {
    this.stack = stack;
    this.place = place;
    this.steps = steps;
    this.interruption = interruption;
  }

  /**
   * Deploys a program.
   *
   * @returns What went wrong; nothing when it went well.
   * @throws Refusal when the review was interrupted meanwhile.
   */
  async up(
    step: string,
    program: Program,
    more: readonly string[] = [],
    stack = this.stack,
  ): Promise<string | undefined> {
    const { ok, text } = await this.deploy(step, program, more, stack);
    return ok ? undefined : errorsOf(text);
  }

  /**
   * Deploys a program which should find nothing to do.
   *
   * @returns What it finds to do, or what goes wrong; nothing when it is well.
   * @throws Refusal when the review was interrupted meanwhile.
   */
  async upAgain(step: string, program: Program): Promise<string | undefined> {
    const { ok, text } = await this.deploy(step, program, ["--expect-no-changes"], this.stack);
    if (ok) return undefined;
    const found = changedResources(text);
    return found.length > 0 ? found.join(", ") : errorsOf(text);
  }

  /** Looks at what an update would do. @throws Refusal when the review was interrupted meanwhile. */
  async preview(step: string, program: Program): Promise<Previewed> {
    const result = await this.pulumi(step, ["preview", "--json", "--show-sames"], program);
    return { text: result.stdout, preview: orRefused(() => readPreview(result)) };
  }

  /** Does what people do between two phases. @returns Why that can't be done; nothing when it is done. */
  async byHand(step: string, declared: DeclaredStack): Promise<string | undefined> {
    try {
      await this.steps.work(step, () => doByHand(this.place, declared));
      return undefined;
    } catch (error) {
      if (error instanceof Refusal) return error.message;
      throw error;
    }
  }

  /** What the stack consists of now, as the engine exports it. @throws Refusal when it doesn't. */
  state(program: Program): Promise<string> {
    return exportedState(this.place, this.stack, { program, exitCode: 2 });
  }

  private async deploy(
    step: string,
    program: Program,
    more: readonly string[],
    stack: string,
  ): Promise<{ readonly ok: boolean; readonly text: string }> {
    const args = ["up", "--yes", "--skip-preview", "--suppress-outputs", "--color", "never"];
    const { ok, stdout, stderr } = await this.pulumi(step, [...args, ...more], program, stack);
    return { ok, text: stdout + stderr };
  }

  private async pulumi(
    step: string,
    args: readonly string[],
    program: Program,
    stack = this.stack,
  ): Promise<PulumiResult & { readonly ok: boolean }> {
    this.interruption.check();
    const result = await this.steps.pulumi(step, () =>
      this.place.pulumi([...args, "--stack", stack], { program }),
    );
    this.interruption.check();
    return result;
  }
}

/** What is read, or the refusal to read it. */
export function orRefused<T>(read: () => T): T | Refusal {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** What the engine names as errors, or its last lines. */
function errorsOf(text: string): string {
  const errors = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => /^error:|^❌|\[mandatory\]/.test(line))
    .map((line) => line.replace(/^error: /, ""))
    .filter((line) => line !== "update failed");
  const lines = errors.length > 0 ? errors : text.trim().split("\n").slice(-3);
  return [...new Set(lines)].join("; ");
}

/** What the engine's progress says that it changed: a resource, with the properties that differ. */
function changedResources(text: string): string[] {
  const lines = text.matchAll(
    /^ *[-+~]{1,2} +\S+ (\S+) (?:created|updated|deleted|replaced)\b(?:.*\[diff: ([^\]]*)\])?/gm,
  );
  return [...lines].map(([, name, diff]) => {
    const properties = diff?.replaceAll(/[~+-]+/g, " ").trim();
    return properties ? `${name} (${properties})` : name!;
  });
}
