import fs from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { Refusal } from "./refusal";

/** Folder of the clone: where Pulumi.yaml stands. */
export const projectFolder = path.join(__dirname, "..");

/** A Pulumi program, and the policy pack that judges what it declares. */
export interface Program {
  /** Folder with its Pulumi.yaml and stack files. */
  readonly folder: string;
  /** Folder of the policy pack. */
  readonly policyPack: string;
  /** File with settings of the pack's rules. @default the rules' own */
  readonly policyPackConfig?: string;
  /** Name of the project. @default this clone's */
  readonly project?: string;
}

/** The program of this clone, judged by its own pack. */
export const thisProgram: Program = {
  folder: projectFolder,
  policyPack: path.join(projectFolder, "policy"),
};

/**
 * Another program of this clone, judged by the same pack, with the settings of its rules in the program's own
 * policy-config.json.
 *
 * @param name Its folder: `bootstrap`.
 * @throws Refusal when there is none.
 */
export function programIn(name: string): Program {
  const folder = path.join(projectFolder, name);
  const file = path.join(folder, "Pulumi.yaml");
  if (!fs.existsSync(file)) throw new Refusal(`There is no Pulumi program in ${folder}.`);
  const { name: project } = parse(fs.readFileSync(file, "utf8")) as { name: string };
  const policyPackConfig = path.join(folder, "policy-config.json");
  return {
    ...thisProgram,
    folder,
    project,
    ...(fs.existsSync(policyPackConfig) && { policyPackConfig }),
  };
}

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
