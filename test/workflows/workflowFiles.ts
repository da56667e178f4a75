import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { projectFolder } from "../../operations/project";

export interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string | boolean | number>>;
}

export interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly needs?: string;
  readonly if?: string;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: number;
  readonly concurrency?: { readonly group: string; readonly "cancel-in-progress": boolean };
  readonly strategy?: {
    readonly "fail-fast": boolean;
    readonly matrix: {
      readonly stack?: readonly string[];
      readonly include?: readonly { readonly stack: string }[];
    };
  };
  readonly steps: readonly Step[];
}

/** What a run by hand is asked. */
export interface Input {
  readonly type: string;
  readonly required?: boolean;
  readonly default?: boolean | string;
  readonly options?: readonly string[];
}

/** A workflow of this repository, as its file says it. */
export interface Workflow {
  /** `deploy`, of deploy.yml. */
  readonly name: string;
  readonly text: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: unknown;
  readonly jobs: readonly (Job & { readonly id: string })[];
}

const folder = path.join(projectFolder, ".github", "workflows");

/** Paths of all workflow files. */
export function workflowPaths(): string[] {
  return fs
    .readdirSync(folder)
    .toSorted()
    .map((file) => path.join(folder, file));
}

/** All workflows. */
export function workflows(): Workflow[] {
  return workflowPaths().map((file) => {
    const text = fs.readFileSync(file, "utf8");
    const { jobs, ...workflow } = parse(text) as Workflow & { jobs: Record<string, Job> };
    return {
      ...workflow,
      name: path.basename(file, ".yml"),
      text,
      jobs: Object.entries(jobs).map(([id, job]) => ({ ...job, id })),
    };
  });
}

/** The stacks that a job runs for, by its matrix or by what the run is told; none when it names its stack itself. */
export function stacksOf({ strategy }: Job, { on }: Pick<Workflow, "on">): string[] {
  const { stack = [], include = [] } = strategy?.matrix ?? {};
  return [
    ...stack,
    ...include.map((one) => one.stack),
    ...(inputsOf({ on })["stack"]?.options ?? []),
  ];
}

/** What a run by hand is told. */
export function inputsOf({ on }: Pick<Workflow, "on">): Readonly<Record<string, Input>> {
  const byHand = on["workflow_dispatch"] as { inputs?: Record<string, Input> } | null | undefined;
  return byHand?.inputs ?? {};
}

/** A text of a job for each of its stacks; once as it is where it names its stack itself. */
export function forEachStack(job: Job, of: Pick<Workflow, "on">, text: string): string[] {
  const stacks = stacksOf(job, of);
  if (stacks.length === 0) return [text];
  return stacks.map((stack) => text.replace(/\$\{\{ (?:matrix|inputs)\.stack \}\}/g, stack));
}

/** A workflow by its name. */
export function workflow(name: string): Workflow {
  const found = workflows().find((one) => one.name === name);
  assert.ok(found, `there is a workflow ${name}`);
  return found;
}

/** A job of a workflow. */
export function job(name: string, id: string): Workflow["jobs"][number] {
  const found = workflow(name).jobs.find((one) => one.id === id);
  assert.ok(found, `${name} has a job ${id}`);
  return found;
}

/** What a job runs in the shell, in order. */
export function runsOf({ steps }: Job): string[] {
  return steps.flatMap(({ run }) => run ?? []);
}

/** What starts `ftl` in the place of the shell, so that it is told when its run is cancelled. */
const inShellsPlace = "exec node operations/bin/ftl.js ";

/** The `ftl` command lines among what a job runs, as a person would type them. */
export function ftlRunsOf(job: Job): string[] {
  return runsOf(job)
    .map((run) => run.replace(inShellsPlace, "npx ftl "))
    .filter((run) => run.startsWith("npx ftl "));
}

/** What else a job runs. */
export function otherRunsOf(job: Job): string[] {
  return runsOf(job).filter((run) => !run.startsWith("npx ftl ") && !run.startsWith(inShellsPlace));
}
