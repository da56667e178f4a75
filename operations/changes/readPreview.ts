import { isStateful } from "../../policy/statefulTypes";
import { withoutVersion } from "../../policy/types";
import { Refusal } from "../refusal";
import type { Change, Operation, PropertyChange } from "./change";
import { valueAt } from "./propertyPath";

/** What an update would do. */
export interface Preview {
  readonly changes: readonly Change[];
  /** Resources by operation, those that stay among them. */
  readonly tally: Readonly<Record<string, number>>;
  /** What the engine, the program, the providers or the pack said against it. */
  readonly errors: readonly string[];
  /** Whether all of it was gone through. A preview with errors ends early. */
  readonly complete: boolean;
}

/** Members of a step in `pulumi preview --json`. @see https://github.com/pulumi/pulumi/blob/master/sdk/go/common/apitype/plan.go */
interface Step {
  readonly op: string;
  readonly urn: string;
  readonly oldState?: StepState;
  readonly newState?: StepState;
  readonly detailedDiff?: Readonly<Record<string, { readonly kind: string }>> | null;
  readonly replaceReasons?: readonly string[];
}

interface StepState {
  readonly type: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
}

interface Diagnostic {
  readonly urn?: string;
  readonly message?: string;
  readonly severity?: string;
}

/** The engine's operations; the several steps of a replacement are one. */
const operations: Readonly<Record<string, Operation>> = {
  same: "same",
  create: "create",
  update: "update",
  delete: "delete",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
  "discard-replaced": "replace",
  import: "import",
  "import-replacement": "import",
  read: "read",
  "read-replacement": "read",
};

/**
 * Reads what `pulumi preview --json --show-sames` wrote.
 *
 * @throws Refusal when it is no such thing, which is what an engine writes that couldn't begin.
 */
export function readPreview({
  stdout,
  stderr,
  exitCode,
}: {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}): Preview {
  const report = parsed(stdout);
  if (report === undefined) {
    throw new Refusal(`The preview could not begin:\n${(stderr || stdout).trim()}`);
  }
  const byUrn = new Map<string, Step[]>();
  for (const step of report.steps ?? []) {
    if (operations[step.op] === undefined) continue;
    byUrn.set(step.urn, [...(byUrn.get(step.urn) ?? []), step]);
  }
  const changes = [...byUrn.values()].map(changeOf);
  const errors = (report.diagnostics ?? [])
    .filter(({ severity }) => severity === "error")
    .map(({ message = "" }) => message.replace(/^error: /, "").trim());
  if (exitCode !== 0 && errors.length === 0) errors.push(...lastLines(stderr));
  return {
    changes: changes.filter(({ operation }) => operation !== "same"),
    tally: tallyOf(changes),
    errors,
    complete: exitCode === 0,
  };
}

/** Resources by operation. */
export function tallyOf(changes: readonly Pick<Change, "operation">[]): Record<string, number> {
  const tally: Record<string, number> = {};
  for (const { operation } of changes) tally[operation] = (tally[operation] ?? 0) + 1;
  return tally;
}

function parsed(text: string): { steps?: Step[]; diagnostics?: Diagnostic[] } | undefined {
  // The providers' own messages may stand before it.
  const start = text.indexOf("{");
  if (start === -1) return undefined;
  try {
    return JSON.parse(text.slice(start)) as { steps?: Step[] };
  } catch {
    return undefined;
  }
}

function changeOf(steps: readonly Step[]): Change {
  const step =
    steps.find(({ op }) => op === "replace") ??
    steps.find(({ op }) => op === "create-replacement") ??
    steps[0]!;
  const oldState = step.oldState ?? steps.find(({ op }) => op === "delete-replaced")?.oldState;
  const operation = operations[step.op]!;
  const before = operation === "create" ? undefined : oldState?.inputs;
  const after = operation === "delete" ? undefined : step.newState?.inputs;
  const type = withoutVersion((step.newState ?? oldState)?.type ?? typeOf(step.urn));
  return {
    operation,
    urn: step.urn,
    type,
    name: step.urn.split("::").at(-1) ?? "",
    stateful: isStateful(type),
    properties: Object.entries(step.detailedDiff ?? {}).map(([path, { kind }]) =>
      propertyChange(path, kind, before, after),
    ),
    before,
    after,
  };
}

function propertyChange(
  path: string,
  kind: string,
  before: unknown,
  after: unknown,
): PropertyChange {
  return {
    path,
    kind: kind.startsWith("add") ? "add" : kind.startsWith("delete") ? "delete" : "update",
    replaces: kind.endsWith("-replace"),
    before: valueAt(before, path),
    after: valueAt(after, path),
  };
}

function typeOf(urn: string): string {
  return urn.split("::").at(-2)?.split("$").at(-1) ?? "";
}

/** The last lines that are not empty. */
export function lastLines(text: string, count = 12): string[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-count);
}
