import { MissingVariables } from "./variables";

/** What is running, and how it ends. */
export interface Running {
  /** Stops taking work, ends what is under way, closes what is open. */
  close(): Promise<void>;
}

/** How long an orderly end may take, in milliseconds: less than the 30 s after which the platform kills the process. */
const longestEndMs = 25_000;

/**
 * Runs a workload until the platform asks it to end, which it does with SIGTERM.
 *
 * @param start Starts it; undefined when its work is done already.
 * @see https://learn.microsoft.com/azure/container-apps/application-lifecycle-management#shutdown
 */
export function run(name: string, start: () => Promise<Running | undefined>): void {
  start().then(
    (running) => {
      if (running === undefined) return;
      let isEnding = false;
      const end = (signal: string) => {
        if (isEnding) return;
        isEnding = true;
        log(name, `${signal}: ending`);
        setTimeout(() => process.exit(1), longestEndMs).unref();
        running.close().then(
          () => process.exit(0),
          (error: unknown) => fail(name, error),
        );
      };
      process.on("SIGTERM", () => end("SIGTERM"));
      process.on("SIGINT", () => end("SIGINT"));
    },
    (error: unknown) => fail(name, error),
  );
}

/** A line of the workload's log. */
export function log(name: string, line: string): void {
  process.stdout.write(`${new Date().toISOString()} ${name} ${line}\n`);
}

function fail(name: string, error: unknown): void {
  const text =
    error instanceof MissingVariables
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error);
  process.stderr.write(`${name}: ${text}\n`);
  process.exit(1);
}
