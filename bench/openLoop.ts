/** A load that comes by the clock, whether or not what came before is answered. */

/**
 * Sends at a rate, for some seconds, and waits for what is still under way then.
 *
 * @param send One request, by its number.
 * @returns Milliseconds from when each was due until it was done, in the order in which they ended.
 */
export async function atRate(
  perSecond: number,
  durationSec: number,
  send: (number: number) => Promise<void>,
): Promise<number[]> {
  const latencies: number[] = [];
  const underWay: Promise<void>[] = [];
  const started = performance.now();
  for (let number = 0; number < perSecond * durationSec; number++) {
    const due = started + (number * 1000) / perSecond;
    while (performance.now() < due) await new Promise((resolve) => setTimeout(resolve, 1));
    underWay.push(send(number).then(() => void latencies.push(performance.now() - due)));
  }
  await Promise.all(underWay);
  return latencies;
}

/** `median 1.4, p90 2.0, p99 4.1, most 9.3`, in the unit of the numbers. */
export function distribution(numbers: readonly number[]): string {
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!.toFixed(1);
  return `median ${at(0.5)}, p90 ${at(0.9)}, p99 ${at(0.99)}, most ${at(1)}`;
}
