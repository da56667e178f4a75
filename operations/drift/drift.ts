import type { Change } from "../changes/change";
import { partsOf } from "../changes/propertyPath";
import { readPreview } from "../changes/readPreview";
import type { Place } from "../place";
import { Refusal } from "../refusal";
import { Redaction } from "../report/redact";

/** One property that is not as the stack's state has it. */
export interface DriftedProperty {
  /** `template.containers[0].image` */
  readonly path: string;
  /** `[secret]` for what is one; undefined where there is nothing. */
  readonly inState: unknown;
  readonly inCloud: unknown;
}

/** One resource that is not as the stack's state has it. */
export interface DriftedResource {
  /** Logical name. */
  readonly name: string;
  readonly type: string;
  readonly urn: string;
  readonly what: "changed" | "gone";
  /** Empty for one that is gone. */
  readonly properties: readonly DriftedProperty[];
}

/** How far what a stack deployed is from what there is now. Nothing in it is secret. */
export interface Drift {
  readonly kind: "ftl-drift";
  readonly version: 1;
  readonly stack: string;
  /** Resources that were compared. */
  readonly compared: number;
  /** By name. */
  readonly drifted: readonly DriftedResource[];
}

/** What the engine's report shows in place of a secret. */
const shownSecret = "[secret]";

/**
 * Compares a stack's state with what there is, and writes nothing: not the state either.
 *
 * `pulumi refresh --preview-only --json` prints one step a resource: `refresh` when it is as in the state, `update` with
 * the differing properties, `delete` when it is gone.
 *
 * @throws Refusal when the stack isn't deployed, or when not all of it could be compared.
 * @see https://www.pulumi.com/docs/iac/cli/commands/pulumi_refresh/
 */
export async function findDrift(stack: string, place: Place): Promise<Drift> {
  const args = ["refresh", "--preview-only", "--json", "--stack", stack, "--color", "never"];
  const result = await place.pulumi(args);
  const { changes, errors, complete } = readPreview(result);
  if (!complete) {
    const why = new Redaction().text(errors.join("\n"));
    throw new Refusal(`${stack} could not be compared with what there is:\n${why}`);
  }
  const compared = stepsIn(result.stdout);
  if (compared === 0) throw new Refusal(`Nothing of ${stack} is deployed.`);
  return {
    kind: "ftl-drift",
    version: 1,
    stack,
    compared,
    drifted: changes
      .map(driftedResource)
      .toSorted((one, other) => one.name.localeCompare(other.name)),
  };
}

function stepsIn(stdout: string): number {
  const { changeSummary = {} } = JSON.parse(stdout.slice(stdout.indexOf("{"))) as {
    changeSummary?: Record<string, number>;
  };
  return Object.values(changeSummary).reduce((sum, count) => sum + count, 0);
}

function driftedResource(change: Change): DriftedResource {
  const { name, type, urn, operation } = change;
  const gone = operation === "delete";
  return {
    name,
    type,
    urn,
    what: gone ? "gone" : "changed",
    properties: gone
      ? []
      : new Redaction()
          .change({ ...change, properties: change.properties.map((one) => hidden(change, one)) })
          .properties.map(({ path, before, after }) => ({
            path,
            inState: before,
            inCloud: after,
          }))
          .toSorted((one, other) => one.path.localeCompare(other.path)),
  };
}

/** What is a secret in the state is one in the cloud as well, where nothing marks it. */
function hidden(
  { before, after }: Change,
  property: Change["properties"][number],
): Change["properties"][number] {
  const secret = isSecretAt(before, property.path) || isSecretAt(after, property.path);
  return secret ? { ...property, before: shownSecret, after: shownSecret } : property;
}

/** Whether what stands at a path, or something around it, is shown as a secret. */
function isSecretAt(inputs: unknown, path: string): boolean {
  let value = inputs;
  for (const part of partsOf(path)) {
    if (value === shownSecret) return true;
    if (typeof value !== "object" || value === null) return false;
    value = (value as Record<string | number, unknown>)[part];
  }
  return value === shownSecret;
}
