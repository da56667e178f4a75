/** How a check ended. `inconclusive`: it can't tell, which is never as good as a pass. */
export type Outcome = "pass" | "fail" | "inconclusive";

/** What a check came to. Nothing in it is secret. */
export interface Verdict {
  readonly outcome: Outcome;
  /** What there is, on one line. */
  readonly saw: string;
  /** What to do about it, for what isn't a pass. */
  readonly mend?: string;
}

/** One thing that is true of a deployment which works. */
export interface Check {
  /** `health api`: what it is about, as a person would say it. */
  readonly name: string;
  /** What it holds, in a sentence. */
  readonly about: string;
  /** Anything thrown makes it inconclusive. */
  run(): Promise<Verdict>;
}

/** Thrown by what a check needs and doesn't get: the check can't tell. */
export class Inconclusive extends Error {
  readonly mend: string | undefined;

  constructor(saw: string, mend?: string) {
    super(saw);
    this.name = "Inconclusive";
    this.mend = mend;
  }
}

export function pass(saw: string): Verdict {
  return { outcome: "pass", saw };
}

export function fail(saw: string, mend: string): Verdict {
  return { outcome: "fail", saw, mend };
}

export function inconclusive(saw: string, mend?: string): Verdict {
  return { outcome: "inconclusive", saw, ...(mend !== undefined && { mend }) };
}

/** What a check comes to, with whatever it throws as inconclusive. */
export async function settledVerdict(run: () => Promise<Verdict>): Promise<Verdict> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Inconclusive) return inconclusive(error.message, error.mend);
    const { message, name } = error as Error;
    const [saw = "", ...more] = (message || name).split("\n");
    return inconclusive(saw, more.join(" ").trim() || undefined);
  }
}

/** The verdict over several things of one kind: as bad as the worst, which is all that is shown then. */
export function worstOf(verdicts: readonly Verdict[]): Verdict {
  for (const outcome of ["fail", "inconclusive", "pass"] as const) {
    const those = verdicts.filter((one) => one.outcome === outcome);
    if (those.length === 0) continue;
    const mends = [...new Set(those.flatMap(({ mend }) => mend ?? []))];
    return {
      outcome,
      saw: those.map(({ saw }) => saw).join("; "),
      ...(mends.length > 0 && { mend: mends.join(" ") }),
    };
  }
  return inconclusive("there is nothing to look at");
}
