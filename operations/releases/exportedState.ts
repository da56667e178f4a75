import type { Place } from "../place";
import { type Program, thisProgram } from "../project";
import { Refusal } from "../refusal";
import { type StateResource, stateOf } from "./stateOf";

/** How to export a state. */
export interface ExportOptions {
  /** Whose stack file has the stack's key. @default the program of this clone */
  readonly program?: Program;
  /** Of the refusal. @default 1 */
  readonly exitCode?: number;
}

/**
 * What the stack consists of now, as `pulumi stack export` prints it.
 *
 * @throws Refusal when the engine doesn't.
 */
export async function exportedState(
  place: Place,
  stack: string,
  { program = thisProgram, exitCode: refusalCode }: ExportOptions = {},
): Promise<string> {
  const args = ["stack", "export", "--stack", stack];
  const { exitCode, stdout, stderr } = await place.pulumi(args, { program });
  if (exitCode === 0) return stdout;
  throw new Refusal(`The state of ${stack} can't be read: ${stderr}`, refusalCode);
}

/** The resources in {@link exportedState}. */
export async function presentResources(
  place: Place,
  stack: string,
): Promise<readonly StateResource[]> {
  return stateOf(await exportedState(place, stack), `the state of ${stack}`).resources;
}
