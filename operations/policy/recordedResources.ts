import type { RecordedResource } from "../../policy/evaluate";
import { Refusal } from "../refusal";

/** A resource in a state file, and in each step of a preview's report. */
interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly inputs?: Record<string, unknown>;
  readonly outputs?: Record<string, unknown>;
  readonly protect?: boolean;
  readonly delete?: boolean;
  readonly propertyDependencies?: Record<string, string[]>;
}

interface PreviewStep {
  readonly op: string;
  readonly oldState?: StateResource;
  readonly newState?: StateResource;
}

/** What the engine writes in place of outputs that a preview doesn't know. */
const unknownOutputs = "dd056dcd-154b-4c76-9bd3-c8f88648b5ff";

/** Where recorded resources come from: what an update left, or what one would do. */
export type Origin = "state" | "preview";

/**
 * The resources in what `pulumi stack export` or `pulumi preview --json` wrote.
 *
 * @throws Refusal when it is neither, or a preview that leaves out what stays the same.
 */
export function recordedResources(text: string): { origin: Origin; resources: RecordedResource[] } {
  const content = parsed(text) as {
    deployment?: { resources?: StateResource[] };
    steps?: PreviewStep[];
    changeSummary?: { same?: number };
  };
  const { deployment, steps, changeSummary } = content;
  if (deployment !== undefined) {
    const resources = (deployment.resources ?? []).filter((resource) => resource.delete !== true);
    return { origin: "state", resources: resources.map(fromState) };
  }
  if (Array.isArray(steps)) {
    // The stack itself is always in it.
    if (steps.filter(({ op }) => op === "same").length < (changeSummary?.same ?? 0)) {
      throw new Refusal(
        "This preview leaves out what stays the same, and rules look at how all of it belongs together. " +
          "Write it with 'pulumi preview --json --show-sames'.",
      );
    }
    const news = steps.flatMap((step) =>
      step.newState === undefined || step.op.startsWith("delete")
        ? []
        : [{ ...step, newState: step.newState }],
    );
    // A replacement has several steps; the last one says what will be there.
    const last = new Map(news.map((step) => [step.newState.urn, step]));
    return { origin: "preview", resources: [...last.values()].map(fromStep) };
  }
  throw new Refusal(
    "This is neither a state file nor the report of a preview. " +
      "Write one with 'pulumi stack export' or 'pulumi preview --json --show-sames'.",
  );
}

function parsed(text: string): object {
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content === "object" && content !== null) return content;
  } catch {
    // Said below, in words that help.
  }
  throw new Refusal(
    "This is no JSON. Write it with 'pulumi stack export' or 'pulumi preview --json --show-sames'.",
  );
}

function fromState(resource: StateResource): RecordedResource {
  const { type, urn, inputs = {}, outputs = {}, protect = false, propertyDependencies } = resource;
  return {
    type,
    urn,
    inputs,
    outputs,
    protect,
    propertyDependencies: propertyDependencies ?? {},
  };
}

/** Operations that leave a resource what it is, so that what its provider has computed for it still holds. */
const kept = new Set(["same", "update"]);

function fromStep(step: PreviewStep & { newState: StateResource }): RecordedResource {
  const { op, oldState, newState } = step;
  const resource = fromState(newState);
  // What a program says at its end is in no step: that of the stack is reported when the stack is registered.
  if (newState.inputs === undefined) return { ...resource, outputs: unknownOutputs };
  // A step has no outputs: those of a resource that stays are in its old state.
  const before = kept.has(op) ? oldState?.outputs : undefined;
  if (op === "same") return { ...resource, outputs: newState.outputs ?? before ?? newState.inputs };
  return { ...resource, outputs: { ...before, ...newState.outputs, ...newState.inputs } };
}
