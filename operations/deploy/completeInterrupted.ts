import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { BackendStorage } from "../backend/backendStorage";
import { readLocks } from "../locks/lock";
import type { Place } from "../place";
import { Refusal } from "../refusal";
import {
  type ExportedResource,
  pendingIds,
  type PendingOperation,
  type StateExport,
} from "./pendingIds";
import type { Target } from "./target";

/** The stack, and the program whose stack file has its key. */
type Stack = Pick<Target, "stack" | "program">;

/**
 * Finds out how the last operations of a killed update ended. What it was making is written into the state with the id
 * by which it can be looked for, and then all of the state is read anew: what isn't there goes again.
 *
 * The engine's own `refresh --import-pending-creates` forgets these resources instead (seen in 3.259.0), and the next
 * update then fails, because they are there already.
 *
 * @returns Whether there was anything to find out.
 * @throws Refusal when the engine can't.
 * @see https://www.pulumi.com/docs/support/troubleshooting/common-issues/interrupted-updates/
 */
export async function completeInterrupted(
  place: Place,
  storage: BackendStorage,
  target: Stack,
  say: (text: string) => void,
): Promise<boolean> {
  const { stack, program } = target;
  const run = async (...args: string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await place.pulumi([...args, `--stack=${stack}`], {
      program,
    });
    if (exitCode === 0) return stdout;
    throw new Refusal(
      `How the killed update of ${stack} ended can't be found out:\n${(stderr || stdout).trim()}`,
    );
  };
  const read = async () => JSON.parse(await run("stack", "export")) as { deployment?: StateExport };
  /** Puts a state in the place of the one that it was made of, and of no other. */
  const write = async (state: object, basis: object) => {
    const held = (await readLocks(storage, stack)).length > 0;
    if (held || JSON.stringify(await read()) !== JSON.stringify(basis)) {
      throw new Refusal(
        `Somebody else deploys to ${stack} now. Try again after that: npx ftl unlock ${stack} says who.`,
      );
    }
    await withFile(state, (file) => run("stack", "import", `--file=${file}`));
  };

  const exported = await read();
  const { deployment = {} } = exported;
  const pending = deployment.pending_operations ?? [];
  if (pending.length === 0) return false;
  say(`A killed update left ${operations(pending)} open; looking how they ended.\n`);
  const made = beingMade(deployment, new Map(await pendingIds(place, stack, deployment)));
  const resources = [...(deployment.resources ?? []), ...made];
  await write(
    { ...exported, deployment: { ...deployment, resources, pending_operations: [] } },
    exported,
  );
  await run("refresh", "--yes", "--skip-preview", "--suppress-outputs");
  if (made.length > 0) {
    const refreshed = await read();
    const deployment = withInputs(refreshed.deployment ?? {}, made);
    await write({ ...refreshed, deployment }, refreshed);
  }
  return true;
}

/**
 * What was being made, each with the id by which it can be looked for; components first, which have none. Nothing that
 * is in the state already depends on any of it.
 */
function beingMade(
  { resources, pending_operations: pending }: StateExport,
  ids: ReadonlyMap<string, string>,
): ExportedResource[] {
  const there = new Set((resources ?? []).map(({ urn }) => urn));
  return (pending ?? [])
    .filter(({ type, resource }) => type === "creating" && !there.has(resource.urn))
    .map(({ resource }) => resource)
    .filter(({ urn, custom }) => custom !== true || ids.has(urn))
    .map((resource) => {
      const id = ids.get(resource.urn);
      return id === undefined ? resource : { ...resource, id };
    })
    .sort((one, other) => Number(one.custom === true) - Number(other.custom === true));
}

/**
 * The state in which these resources have the inputs that the program gave them: a provider that reads a resource
 * without knowing what it was before takes all that the cloud has added for a wish of the program.
 */
function withInputs(deployment: StateExport, made: readonly ExportedResource[]): StateExport {
  const inputs = new Map(made.map((resource) => [resource.urn, resource.inputs]));
  return {
    ...deployment,
    resources: (deployment.resources ?? []).map((resource) => {
      const given = inputs.get(resource.urn);
      return given === undefined ? resource : { ...resource, inputs: given };
    }),
  };
}

async function withFile<T>(content: object, use: (file: string) => Promise<T>): Promise<T> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "ftl-state-"));
  try {
    const file = path.join(folder, "state.json");
    fs.writeFileSync(file, JSON.stringify(content), { mode: 0o600 });
    return await use(file);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

function operations(pending: readonly PendingOperation[]): string {
  return pending.length === 1 ? "one operation" : `${pending.length} operations`;
}
