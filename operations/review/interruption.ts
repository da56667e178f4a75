import os from "node:os";
import { Refusal } from "../refusal";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Listens for whoever wants the review to end. The engine ends the step that it is in, and the review then takes away
 * what it made: what an interrupted step says of the change means nothing.
 */
export class Interruption {
  private received: NodeJS.Signals | undefined;
  private readonly listener = (signal: NodeJS.Signals) => {
    this.received = signal;
  };

  constructor() {
    for (const signal of signals) process.on(signal, this.listener);
  }

  /** @throws Refusal when a signal has come; its exit code is a shell's for it. */
  check(): void {
    if (this.received === undefined) return;
    const exitCode = 128 + os.constants.signals[this.received];
    throw new Refusal("The review was interrupted, and nothing of it is left.", exitCode);
  }

  stop(): void {
    for (const signal of signals) process.off(signal, this.listener);
  }
}
