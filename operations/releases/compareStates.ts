import { type Difference, differences } from "./differences";
import { stableState, type StableResource } from "./stableState";
import type { StateResource } from "./stateOf";

/** A resource that both states have, with what differs. */
export interface ChangedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** Paths begin with `inputs.` or `outputs.`, or are `protect` and the like. No secret is in them. */
  readonly differences: readonly Difference[];
}

/** Which resource it is. */
export type NamedResource = Omit<ChangedResource, "differences">;

/** What differs between two states, when what changes by itself is left out. All empty: they are equal. */
export interface StateComparison {
  readonly onlyBefore: readonly NamedResource[];
  readonly onlyAfter: readonly NamedResource[];
  readonly changed: readonly ChangedResource[];
}

/** Compares two states of a stack. */
export function compareStates(
  before: readonly StateResource[],
  after: readonly StateResource[],
): StateComparison {
  const [old, now] = [byKey(stableState(before)), byKey(stableState(after))];
  return {
    onlyBefore: [...old].filter(([key]) => !now.has(key)).map(([, one]) => named(one)),
    onlyAfter: [...now].filter(([key]) => !old.has(key)).map(([, one]) => named(one)),
    changed: [...old].flatMap(([key, one]) => {
      const other = now.get(key);
      const differences = other === undefined ? [] : resourceDifferences(one, other);
      return differences.length === 0 ? [] : [{ ...named(one), differences }];
    }),
  };
}

/** Whether a comparison found nothing. */
export function areEqual({ onlyBefore, onlyAfter, changed }: StateComparison): boolean {
  return onlyBefore.length + onlyAfter.length + changed.length === 0;
}

/** A URN is there twice while a replaced resource waits for its deletion. */
function byKey(resources: readonly StableResource[]): Map<string, StableResource> {
  const found = new Map<string, StableResource>();
  for (const resource of resources) {
    let key = `${resource.urn} ${resource.pendingDeletion}`;
    while (found.has(key)) key += " again";
    found.set(key, resource);
  }
  return found;
}

function named({ urn, type }: StableResource): NamedResource {
  return { urn, type, name: urn.split("::").at(-1) ?? urn };
}

/** Outputs that only repeat what differs in the inputs are left out. */
function resourceDifferences(before: StableResource, after: StableResource): Difference[] {
  const { inputs: oldInputs, outputs: oldOutputs, ...old } = before;
  const { inputs, outputs, ...now } = after;
  const declared = differences(oldInputs, inputs, "inputs");
  const known = new Set(declared.map((one) => keyOf(one, "inputs")));
  const computed = differences(oldOutputs, outputs, "outputs");
  return [
    ...differences(old, now, ""),
    ...declared,
    ...computed.filter((one) => !known.has(keyOf(one, "outputs"))),
  ];
}

function keyOf({ path, before, after }: Difference, group: string): string {
  return JSON.stringify([path.slice(group.length), before, after]);
}
