import { type GuardName, guards } from "../../policy/guards";
import { visible } from "../markdown";

/** What a guard says of one thing that it looked at. */
export interface GuardResult {
  readonly guard: GuardName;
  /** What it looked at: `Azure subscription`, `image of api`. */
  readonly subject: string;
  /** `cannotTell` stops a deployment as `fail` does. */
  readonly outcome: "pass" | "fail" | "cannotTell";
  /** What was seen, in a sentence. Nothing in it is secret. */
  readonly seen: string;
  /** What to do; nothing when it passed. */
  readonly mend?: string;
}

/** A guard that is ready to look. */
export interface GuardCheck {
  readonly guard: GuardName;
  readonly run: () => Promise<readonly GuardResult[]>;
}

/**
 * Runs guards side by side. One that fails to look can't tell.
 *
 * @returns What they say, in the order of the guards that were given.
 */
export async function runGuards(checks: readonly GuardCheck[]): Promise<GuardResult[]> {
  const results = await Promise.all(
    checks.map(async ({ guard, run }): Promise<readonly GuardResult[]> => {
      const unknown = (seen: string): GuardResult[] => [
        { guard, subject: guard, outcome: "cannotTell", seen, mend: "Mend that, and try again." },
      ];
      try {
        const found = await run();
        return found.length > 0 ? found : unknown("It looked at nothing.");
      } catch (error) {
        return unknown((error as Error).message);
      }
    }),
  );
  return results.flat();
}

/** Whether a deployment may go on: everything passed, and something was looked at. */
export function allPass(results: readonly GuardResult[]): boolean {
  return results.length > 0 && results.every(({ outcome }) => outcome === "pass");
}

const marks = { pass: "ok", fail: "FAILED", cannotTell: "CAN'T TELL" } as const;

/** The results for a person at a terminal: a line each, and under it the mend. */
export function guardTable(results: readonly GuardResult[]): string {
  const width = (texts: readonly string[]) => Math.max(0, ...texts.map((text) => text.length));
  const subjects = width(results.map(({ subject }) => subject));
  const names = width(results.map(({ guard }) => guard));
  const outcomes = width(results.map(({ outcome }) => marks[outcome]));
  const lines = results.flatMap(({ guard, subject, outcome, seen, mend }) => [
    [
      marks[outcome].padEnd(outcomes),
      guard.padEnd(names),
      subject.padEnd(subjects),
      visible(seen),
    ].join("  "),
    ...(mend === undefined ? [] : [`${" ".repeat(outcomes + 2)}fix: ${visible(mend)}`]),
  ]);
  return lines.map((line) => `${line}\n`).join("");
}

/** The results for other programs, with what each guard wants. */
export function guardJson(results: readonly GuardResult[]): string {
  const content = results.map((result) => ({
    ...result,
    description: guards.find(({ name }) => name === result.guard)!.description,
  }));
  return `${JSON.stringify({ pass: allPass(results), guards: content }, undefined, 2)}\n`;
}
