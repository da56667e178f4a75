import { outputsOf } from "../releases/outputsOf";
import { areEqual, compareStates } from "../releases/compareStates";
import { differenceText } from "../releases/differenceText";
import { stateOf } from "../releases/stateOf";
import type { Settings } from "../../settings";
import { Refusal } from "../refusal";
import { guardFindings } from "./guardFindings";
import type { DeclaredStack } from "./localWorld";
import type { Review } from "./review";
import { suffixesTakenAgain } from "./revisionSuffix";
import type { Trial } from "./trial";

/** What there is to go back from, and to. */
export interface WayBack {
  readonly base: DeclaredStack;
  /** The base's state, as the engine exported it. */
  readonly before: string;
  readonly change: DeclaredStack & { readonly settings: Pick<Settings, "dnsBudget"> };
  /** The state that the change left. */
  readonly changed: string;
}

/**
 * Deploys the base again, as `ftl rollback` would: today's rules and budgets judge yesterday's program.
 *
 * @returns Whether that works, and leaves what the base was.
 */
export async function takeBack(
  trial: Trial,
  { base, before, change, changed }: WayBack,
): Promise<Review["revertible"]> {
  const program = { ...base.program, policyPack: change.program.policyPack };
  const { preview } = await trial.preview("preview of the rollback", program);
  if (preview instanceof Refusal) return { answer: "no", because: preview.message };
  const { dnsBudget } = change.settings;
  const findings = guardFindings(preview, {
    stack: trial.stack,
    program,
    settings: { ...base.settings, dnsBudget },
    last: outputsOf(stateOf(changed, "the change's state").resources).records ?? [],
  });
  const against = [
    ...findings.filter(({ waived }) => !waived).map(({ message }) => message),
    ...suffixesTakenAgain(preview.changes),
    ...preview.errors,
  ];
  if (!preview.complete || against.length > 0) {
    return { answer: "no", because: against.join("; ") || "its preview fails without a word." };
  }
  const failed = await trial.up("rollback", program);
  if (failed !== undefined) return { answer: "no", because: failed };
  const after = await trial.state(program);
  const comparison = await trial.steps.work("compare with the base", () =>
    compareStates(
      stateOf(before, "the base's state").resources,
      stateOf(after, "the state after the rollback").resources,
    ),
  );
  if (!areEqual(comparison)) {
    const because = `after deploying the base again these differ: ${differenceText(comparison)}`;
    return { answer: "no", because };
  }
  const borne = findings.map(({ message }) => ` A waiver bears that ${message}.`);
  return {
    answer: "yes",
    because: `Deploying the base again leaves the state that the base had.${borne.join("")}`,
  };
}
