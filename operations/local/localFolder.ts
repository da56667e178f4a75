import path from "node:path";
import { ownFolder } from "../project";

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

/** The local cloud's folder: `FTL_LOCAL`, or the clone's own. */
export function localFolder(environment: NodeJS.ProcessEnv = process.env): LocalFolder {
  const folder = environment["FTL_LOCAL"]
    ? path.resolve(environment["FTL_LOCAL"])
    : path.join(ownFolder, "local");
  return {
    folder,
    backend: path.join(folder, "backend"),
    home: path.join(folder, "pulumi"),
    stackFiles: path.join(folder, "stacks"),
    lock: path.join(folder, "lock.json"),
  };
}
