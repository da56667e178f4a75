import type { StackOutputs } from "../../settings";
import type { StateResource } from "./stateOf";

/** The stack's outputs in a state; empty when it has none yet. */
export function outputsOf(resources: readonly StateResource[]): Partial<StackOutputs> {
  return resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {};
}
