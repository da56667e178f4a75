import { openPlace } from "../place";
import { requireStack } from "../project";
import { findDrift } from "./drift";
import { driftTable } from "./driftTable";

/** How `ftl drift` is asked. */
export interface DriftOptions {
  readonly local?: boolean;
  readonly json?: boolean;
}

/** Exit code of a stack that is not as it was deployed. */
const driftedCode = 2;

/** Prints what is not as the stack deployed it. @returns 0 when nothing, 2 when something. */
export async function driftCommand(
  stack: string,
  { local = false, json = false }: DriftOptions,
): Promise<number> {
  requireStack(stack);
  const place = await openPlace(local, `ftl drift ${stack}${local ? " --local" : ""}`);
  try {
    const drift = await findDrift(stack, place);
    process.stdout.write(json ? `${JSON.stringify(drift, undefined, 2)}\n` : driftTable(drift));
    return drift.drifted.length === 0 ? 0 : driftedCode;
  } finally {
    await place.close();
  }
}
