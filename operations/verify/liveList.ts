import type { CheckResult } from "./runChecks";

/** Where a live list is written. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Shows results as they come. */
export interface LiveList {
  update(ended: CheckResult, running: readonly string[]): void;
  /** Takes away what is not to stay. */
  end(): void;
}

const clearLine = "\r\u001b[2K";

/**
 * On a terminal, one line that says how many have ended and which still run, and above it those that don't pass; elsewhere
 * a line a check.
 */
export function liveList(terminal: Terminal, total: number): LiveList {
  let ended = 0;
  const line = ({ name, outcome, seconds }: CheckResult) =>
    `  ${outcome.padEnd(12)}  ${seconds.toFixed(1).padStart(5)} s  ${name}\n`;
  if (terminal.isTTY !== true) {
    return { update: (result) => void terminal.write(line(result)), end: () => undefined };
  }
  return {
    update: (result, running) => {
      ended++;
      if (result.outcome !== "pass") terminal.write(`${clearLine}${line(result)}`);
      const status = `  ${ended} of ${total}  still: ${running.join(", ")}`;
      terminal.write(`${clearLine}${status.slice(0, (terminal.columns || 80) - 1)}`);
    },
    end: () => void terminal.write(clearLine),
  };
}
