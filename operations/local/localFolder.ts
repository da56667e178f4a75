import path from "node:path";
import { ownFolder } from "../project";
import { Refusal } from "../refusal";

/** Where a local cloud and what is deployed on it live. */
export interface LocalFolder {
  readonly folder: string;
  /** Pulumi's own backend: state and history of the stacks. */
  readonly backend: string;
  /** Pulumi's home: the selected stack, plugins. */
  readonly home: string;
  /** The stack files as the engine sees them: see `stackFiles.ts`. */
  readonly stackFiles: string;
  readonly lock: string;
}

/**
 * The local cloud's folder: `FTL_LOCAL`, or the clone's own.
 *
 * @throws Refusal when Pulumi can't keep its state there.
 */
export function localFolder(environment: NodeJS.ProcessEnv = process.env): LocalFolder {
  const folder = environment["FTL_LOCAL"]
    ? path.resolve(environment["FTL_LOCAL"])
    : path.join(ownFolder, "local");
  if (/[#?%]/.test(folder)) {
    throw new Refusal(
      `The local cloud can't be in ${folder}: Pulumi reads # ? % in the address of its state as something else. ` +
        "Set FTL_LOCAL to a folder without them.",
    );
  }
  return {
    folder,
    backend: path.join(folder, "backend"),
    home: path.join(folder, "pulumi"),
    stackFiles: path.join(folder, "stacks"),
    lock: path.join(folder, "lock.json"),
  };
}

/** How the file system says that nothing can be written, which is the person's to mend. */
const unwritable: readonly unknown[] = ["EACCES", "EDQUOT", "EPERM", "ENOSPC", "EROFS"];

/** What has gone wrong, in a sentence where it is that nothing can be written. */
export function inWords(error: unknown, { folder }: Pick<LocalFolder, "folder">): unknown {
  if (!(error instanceof Error && "code" in error && unwritable.includes(error.code))) return error;
  return new Refusal(
    `The local cloud in ${folder} can't write: ${error.message}. What it holds is kept: make room, or mend who may ` +
      "write there, and try again. FTL_LOCAL names another folder.",
  );
}
