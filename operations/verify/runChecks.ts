import { type Check, inconclusive, settledVerdict, type Verdict } from "./check";

/** A check that has ended. */
export interface CheckResult extends Pick<Check, "name" | "about">, Verdict {
  readonly seconds: number;
}

/** How checks are run. */
export interface RunOptions {
  /** Seconds that each check may take; then it is inconclusive. */
  readonly timeoutSec: number;
  /** Told each result as it comes, and which checks still run. */
  readonly onUpdate?: (ended: CheckResult, running: readonly string[]) => void;
}

/** Runs checks side by side. @returns The results in the checks' order. */
export async function runChecks(
  checks: readonly Check[],
  { timeoutSec, onUpdate }: RunOptions,
): Promise<CheckResult[]> {
  const running = new Set(checks.map(({ name }) => name));
  return Promise.all(
    checks.map(async (check) => {
      const { name, about } = check;
      const begun = performance.now();
      const verdict = await within(
        timeoutSec,
        settledVerdict(() => check.run()),
      );
      const seconds = Math.round((performance.now() - begun) / 10) / 100;
      const result: CheckResult = { name, about, ...verdict, seconds };
      running.delete(name);
      onUpdate?.(result, [...running]);
      return result;
    }),
  );
}

async function within(timeoutSec: number, verdict: Promise<Verdict>): Promise<Verdict> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Verdict>((resolve) => {
    timer = setTimeout(
      () =>
        resolve(
          inconclusive(`no answer within ${timeoutSec} s`, "Try again, with a longer --timeout."),
        ),
      timeoutSec * 1000,
    );
  });
  try {
    return await Promise.race([verdict, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The exit code: 0 when all pass, 1 when any fails, 2 when none fails and some are inconclusive, or there are none. */
export function exitCodeOf(results: readonly Pick<CheckResult, "outcome">[]): 0 | 1 | 2 {
  if (results.some(({ outcome }) => outcome === "fail")) return 1;
  return results.length > 0 && results.every(({ outcome }) => outcome === "pass") ? 0 : 2;
}
