/** How long the local cloud takes for what a service takes `seconds` for, in milliseconds. */
export type Latency = (seconds: number) => number;

/** Everything is done at once. */
export const noLatency: Latency = () => 0;

/**
 * Reads a latency as the command line has it: `none`, `real`, or a factor of the real one, as a number or a fraction:
 * `0.5`, `1/60`.
 *
 * @throws LatencySyntaxError
 */
export function parseLatency(text: string): Latency {
  if (text === "none") return noLatency;
  const factor = text === "real" ? 1 : factorOf(text);
  if (factor === undefined) throw new LatencySyntaxError(text);
  return (seconds) => seconds * 1000 * factor;
}

function factorOf(text: string): number | undefined {
  const [, above, below = "1"] = /^(\d+(?:\.\d+)?)(?:\/(\d+(?:\.\d+)?))?$/.exec(text) ?? [];
  const factor = Number(above) / Number(below);
  return above !== undefined && Number.isFinite(factor) && factor <= 1000 ? factor : undefined;
}

/** The text is no latency. */
export class LatencySyntaxError extends Error {
  constructor(text: string) {
    super(`'${text}' is no latency. Write none, real, or a factor of the real one: 0.5 or 1/60.`);
    this.name = "LatencySyntaxError";
  }
}
