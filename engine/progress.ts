const lineEverySec = 30;

/** Tells that something long is going on, until it is stopped. */
export interface Progress {
  /** Ends it, and tells how it ended and after what time. */
  readonly stop: (outcome: string) => void;
}

/**
 * One line at once; then, on a terminal, the elapsed time in the same line every second, and elsewhere a line every
 * 30 seconds, so that a log shows that work goes on.
 */
export function startProgress(
  text: string,
  say: (line: string) => void,
  terminal: NodeJS.WriteStream | undefined = process.stderr.isTTY ? process.stderr : undefined,
): Progress {
  const started = Date.now();
  const elapsed = (): string => duration((Date.now() - started) / 1000);
  if (terminal) terminal.write(text);
  else say(text);
  const tick = (): void => {
    if (terminal) terminal.write(`\r${text} (${elapsed()})`);
    else say(`${text} (${elapsed()} so far)`);
  };
  const timer = setInterval(tick, terminal ? 1000 : lineEverySec * 1000);
  timer.unref();
  return {
    stop: (outcome) => {
      clearInterval(timer);
      if (terminal) terminal.write("\n");
      say(`${outcome} after ${elapsed()}`);
    },
  };
}

/** "45 s", "3 min 5 s". */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
