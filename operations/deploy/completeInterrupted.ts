import type { Place } from "../place";
import { Refusal } from "../refusal";
import type { Target } from "./target";

/** An operation that an engine had begun when it was killed. */
interface Pending {
  readonly type: string;
  readonly resource: { readonly urn: string; readonly type: string; readonly id?: string };
}

/** What reads the cloud anew and puts the state in its place, as `pulumi refresh` does. */
const refresh = ["refresh", "--yes", "--skip-preview", "--suppress-outputs"];

/**
 * Finds out how the last operations of a killed update ended. Resources that it was making are taken into the state if
 * they are there, and forgotten if they are not; everything else is read anew.
 *
 * @throws Refusal when the engine can't.
 * @see https://www.pulumi.com/docs/support/troubleshooting/common-issues/interrupted-updates/
 */
export async function completeInterrupted(
  place: Place,
  { stack, program }: Target,
  say: (text: string) => void,
): Promise<void> {
  const pending = await pendingOperations(place, { stack, program });
  if (pending.length === 0) return;
  say(`${pending.length} operations of a killed update are open; looking how they ended.\n`);
  const creating = pending.filter(({ type }) => type === "creating");
  const known = creating.flatMap(({ resource: { urn, id } }) =>
    id === undefined || id === "" ? [] : [[urn, id] as const],
  );
  const imports = known.flatMap(([urn, id]) => ["--import-pending-creates", `${urn},${id}`]);
  const { exitCode, stdout, stderr } = await place.pulumi(
    [...refresh, "--clear-pending-creates", ...imports, "--stack", stack],
    { program },
  );
  if (exitCode !== 0) {
    throw new Refusal(
      `How the killed update of ${stack} ended can't be found out:\n${(stderr || stdout).trim()}`,
    );
  }
}

async function pendingOperations(
  place: Place,
  { stack, program }: Pick<Target, "stack" | "program">,
): Promise<readonly Pending[]> {
  const { exitCode, stdout, stderr } = await place.pulumi(["stack", "export", "--stack", stack], {
    program,
  });
  if (exitCode !== 0) throw new Refusal(`The state of ${stack} can't be read: ${stderr}`);
  const { deployment } = JSON.parse(stdout) as {
    deployment?: { pending_operations?: readonly Pending[] | null };
  };
  return deployment?.pending_operations ?? [];
}
