/** Runs of what is compared, in turns, so that a busy moment of the machine falls on both alike. */

/** Milliseconds of each run. */
export interface Runs {
  readonly name: string;
  readonly milliseconds: readonly number[];
}

/** Something to be timed. */
export interface Contender {
  readonly name: string;
  /** Resolves to its milliseconds when only a part of it counts. */
  readonly run: () => Promise<number | void>;
}

/** Runs every contender once to warm up, then `rounds` times in turns. */
export async function inTurns(contenders: readonly Contender[], rounds: number): Promise<Runs[]> {
  const results = contenders.map(({ name }) => ({ name, milliseconds: [] as number[] }));
  for (let round = -1; round < rounds; round++) {
    for (const [index, { run }] of contenders.entries()) {
      const started = performance.now();
      const milliseconds = (await run()) ?? performance.now() - started;
      if (round >= 0) results[index]!.milliseconds.push(milliseconds);
    }
  }
  return results;
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Prints each contender's median, and how often the last one's is contained in it. */
export function report(results: readonly Runs[]): void {
  const base = median(results.at(-1)!.milliseconds);
  for (const { name, milliseconds } of results) {
    const middle = median(milliseconds);
    const range = `${seconds(Math.min(...milliseconds))}–${seconds(Math.max(...milliseconds))}`;
    process.stdout.write(
      `${name.padEnd(44)} ${seconds(middle)} s (${range})  ${(middle / base).toFixed(2)} ×\n`,
    );
  }
}

export function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(2);
}
