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
  readonly newState?: StateResource;
}

/** What the engine writes in place of outputs that a preview doesn't know. */
const unknownOutputs = "dd056dcd-154b-4c76-9bd3-c8f88648b5ff";

/** Where recorded resources come from: what an update left, or what one would do. */
export type Origin = "state" | "preview";

/**
 * The resources in what `pulumi stack export` or `pulumi preview --json` wrote.
 *
 * @throws Refusal when it is neither.
 */
export function recordedResources(text: string): { origin: Origin; resources: RecordedResource[] } {
  const content = parsed(text) as {
    deployment?: { resources?: StateResource[] };
    steps?: PreviewStep[];
  };
  const { deployment, steps } = content;
  if (deployment !== undefined) {
    const resources = (deployment.resources ?? []).filter((resource) => resource.delete !== true);
    return { origin: "state", resources: resources.map(fromState) };
  }
  if (Array.isArray(steps)) {
    const news = steps.flatMap(({ op, newState }) =>
      newState === undefined || op.startsWith("delete") ? [] : [{ op, newState }],
    );
    // A replacement has several steps; the last one says what will be there.
    const last = new Map(news.map((step) => [step.newState.urn, step]));
    return { origin: "preview", resources: [...last.values()].map(fromStep) };
  }
  throw new Refusal(
    "This is neither a state file nor the report of a preview. " +
      "Write one with 'pulumi stack export' or 'pulumi preview --json'.",
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
    "This is no JSON. Write it with 'pulumi stack export' or 'pulumi preview --json'.",
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

function fromStep({ op, newState }: { op: string; newState: StateResource }): RecordedResource {
  const resource = fromState(newState);
  if (op === "same") return resource;
  // The report leaves out what a program says at its end, and what a provider would compute.
  const outputs =
    newState.inputs === undefined ? unknownOutputs : { ...newState.outputs, ...newState.inputs };
  return { ...resource, outputs };
}
