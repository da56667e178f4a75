import fs from "node:fs";
import { askPulumi } from "../askPulumi";
import { Refusal } from "../refusal";
import type { Origin } from "./recordedResources";

/** Where a record is read from. */
export interface RecordSource {
  readonly stack: string;
  /** On the local cloud, and not where the stack is really deployed. */
  readonly local: boolean;
  readonly origin: Origin;
  /** A file in place of the engine's answer. */
  readonly file?: string | undefined;
}

/**
 * What the engine says of a stack: its state, or what an update would do.
 *
 * @throws Refusal when the file can't be read or the engine doesn't answer.
 */
export async function readRecord(source: RecordSource): Promise<string> {
  const { file, stack, local, origin } = source;
  if (file !== undefined) {
    try {
      return fs.readFileSync(file, "utf8");
    } catch (error) {
      throw new Refusal(`${file} can't be read: ${(error as Error).message}`);
    }
  }
  // A preview leaves out what stays the same, unless it is asked; rules look at how all of it belongs together.
  const args =
    origin === "state"
      ? ["stack", "export", "--stack", stack]
      : ["preview", "--stack", stack, "--json", "--show-sames"];
  const { exitCode, stdout, stderr } = await askPulumi(args, local);
  // A preview that a rule refuses says what it would do all the same.
  if (exitCode !== 0 && !(origin === "preview" && stdout.trimStart().startsWith("{"))) {
    throw new Refusal(`pulumi ${args.join(" ")} failed:\n${stderr || stdout}`);
  }
  return stdout;
}
