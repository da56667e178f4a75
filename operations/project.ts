import fs from "node:fs";
import path from "node:path";
import { Refusal } from "./refusal";

/** Folder of the clone: where Pulumi.yaml stands. */
export const projectFolder = path.join(__dirname, "..");

/** Folder of everything that the commands keep for themselves; not in git. */
export const ownFolder = path.join(projectFolder, ".ftl");

/** Name of the Pulumi project, as Pulumi.yaml states it. */
export const projectName = "ftl";

/** The stacks that have a stack file, by name. */
export function stackNames(folder = projectFolder): string[] {
  return fs
    .readdirSync(folder)
    .flatMap((file) => /^Pulumi\.([A-Za-z0-9_-]+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
}

/** Path of a stack's file. */
export function stackFile(stack: string, folder = projectFolder): string {
  return path.join(folder, `Pulumi.${stack}.yaml`);
}

/** @throws Refusal when there is no such stack; it names those that there are. */
export function requireStack(stack: string, folder = projectFolder): void {
  const known = stackNames(folder);
  if (known.includes(stack)) return;
  throw new Refusal(`There is no stack '${stack}'. Stacks here: ${known.join(", ") || "none"}.`);
}
