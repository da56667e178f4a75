import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { Place } from "../place";
import { type Program, stackFile } from "../project";
import { Refusal } from "../refusal";
import { exportedState } from "../releases/exportedState";
import { folderHash, sha256 } from "./hashes";

/** What a plan was made from: hashes are SHA-256. */
const parts = z.strictObject({
  stack: z.string(),
  /** Where the stack's state is kept. */
  backend: z.string(),
  commit: z.string(),
  /** Of the stack file. */
  settings: z.string(),
  /** Of the policy pack's files. */
  policy: z.string(),
  /** Of the stack's state. Pulumi's own plan does not bind it. */
  state: z.string(),
  /** Of Pulumi's plan file. */
  plan: z.string(),
  engine: z.string(),
  /** Whether a wiped zone is brought back: `yes` or `no`. */
  restoreZone: z.enum(["yes", "no"]),
});

const sealed = z.strictObject({
  kind: z.literal("ftl-plan"),
  version: z.literal(1),
  parts,
  /** Over all of the parts: what was reviewed, in one line. */
  seal: z.string(),
});

/** What a plan was made from, part by part. */
export type SealParts = z.infer<typeof parts>;

/** Names of the parts as a person knows them. */
const words: Readonly<Record<keyof SealParts, string>> = {
  stack: "the stack",
  backend: "the backend",
  commit: "the commit",
  settings: "the stack file",
  policy: "the policy pack",
  state: "the stack's state: something was deployed since",
  plan: "Pulumi's plan file",
  engine: "the version of the engine",
  restoreZone: "whether the zone is restored (--restore-zone)",
};

/** Names of the files in a plan's folder. */
export const planFiles = { plan: "plan.json", seal: "seal.json" } as const;

/** The parts as they are now. @param folder The plan's. */
export async function sealParts(
  place: Place,
  {
    stack,
    program,
    commit,
    restoreZone,
  }: { stack: string; program: Program; commit: string; restoreZone: boolean },
  folder: string,
): Promise<SealParts> {
  return {
    stack,
    backend: place.backendUrl,
    commit,
    settings: sha256(fs.readFileSync(stackFile(stack, program.folder))),
    policy: folderHash(program.policyPack),
    state: await stateSeal(place, stack, program),
    plan: sha256(fs.readFileSync(path.join(folder, planFiles.plan))),
    engine: place.engine.version,
    restoreZone: restoreZone ? "yes" : "no",
  };
}

/** Hash over everything that a deployment changes in the state, down to the bytes. */
async function stateSeal(place: Place, stack: string, program: Program): Promise<string> {
  const exported = await exportedState(place, stack, { program });
  const { deployment } = JSON.parse(exported) as { deployment: unknown };
  return sha256(JSON.stringify(deployment));
}

/** The seal over the parts. */
export function sealOf(all: SealParts): string {
  return sha256(JSON.stringify(Object.entries(all).sort(([a], [b]) => a.localeCompare(b))));
}

/** Writes the seal beside its plan. @returns The seal. */
export function writeSeal(folder: string, all: SealParts): string {
  const seal = sealOf(all);
  const content = { kind: "ftl-plan", version: 1, parts: all, seal };
  fs.writeFileSync(path.join(folder, planFiles.seal), `${JSON.stringify(content, undefined, 2)}\n`);
  return seal;
}

/**
 * Reads the seal of a plan's folder.
 *
 * @throws Refusal when there is none, or when it is damaged.
 */
export function readSeal(folder: string): { parts: SealParts; seal: string } {
  const file = path.join(folder, planFiles.seal);
  let text: string;
  try {
    text = fs.readFileSync(file, "utf8");
  } catch (error) {
    throw new Refusal(
      `${folder} holds no plan: ${(error as Error).message}. Make one: npx ftl plan <stack> --out ${folder}`,
    );
  }
  const result = sealed.safeParse(orUndefined(text));
  if (!result.success || sealOf(result.data.parts) !== result.data.seal) {
    throw new Refusal(`${file} is damaged, or was changed by hand. Make the plan again.`);
  }
  return result.data;
}

function orUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @throws Refusal that names every part that isn't what it was when the plan was made. */
export function requireUnmoved(was: SealParts, now: SealParts): void {
  const moved = (Object.keys(words) as (keyof SealParts)[]).filter(
    (part) => was[part] !== now[part],
  );
  if (moved.length === 0) return;
  throw new Refusal(
    `This plan is no longer what was reviewed. Moved since then:\n${moved
      .map((part) => `  ${words[part]} (${short(was[part])} → ${short(now[part])})`)
      .join("\n")}\nMake a new plan and have that reviewed: npx ftl plan ${now.stack}`,
  );
}

function short(text: string): string {
  return /^[0-9a-f]{40,64}$/.test(text) ? text.slice(0, 12) : text;
}
