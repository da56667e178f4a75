/** Has something tried again after it failed: soon, and after each further failure in a row twice as long. */
export class Retries {
  private readonly again: () => void;
  private readonly firstMs: number;
  private failures = 0;
  private timer: NodeJS.Timeout | undefined;

  /** @param firstMs Time before it is tried the first time, milliseconds. */
  constructor(again: () => void, firstMs = 1_000) {
    this.again = again;
    this.firstMs = firstMs;
  }

  failed(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.again, Math.min(this.firstMs * 2 ** this.failures, longestMs));
    this.timer.unref();
    this.failures += 1;
  }

  succeeded(): void {
    this.stop();
    this.failures = 0;
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}

const longestMs = 60_000;
