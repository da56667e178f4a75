import { table } from "../table";
import type { Selection } from "./checks";
import { exitCodeOf, type CheckResult } from "./runChecks";

/** What the results came to, in numbers. */
export interface Tally {
  readonly pass: number;
  readonly fail: number;
  readonly inconclusive: number;
}

export function tallyOf(results: readonly CheckResult[]): Tally {
  const count = (wanted: string) => results.filter(({ outcome }) => outcome === wanted).length;
  return { pass: count("pass"), fail: count("fail"), inconclusive: count("inconclusive") };
}

/** What it means for the stack, and the numbers. What was left out is never passed over in silence. */
export function summaryLine(
  stack: string,
  results: readonly CheckResult[],
  seconds: number,
  { only, skip = [] }: Selection = {},
): string {
  const isPart = only !== undefined || skip.length > 0;
  const leftOut = skip.length === 0 ? "" : ` Left out: ${skip.join(", ")}.`;
  const { pass, fail, inconclusive } = tallyOf(results);
  const numbers = `${pass} pass, ${fail} fail, ${inconclusive} inconclusive, in ${seconds.toFixed(1)} s`;
  const meaning = {
    0: isPart ? `what was looked at of ${stack} works` : `${stack} works`,
    1: `${stack} does not work as it should`,
    2: `whether ${stack} works can't be told`,
  }[exitCodeOf(results)];
  return `${meaning}: ${numbers}.${leftOut}`;
}

/** The results as a table, what they came to, and what to do about those that don't pass. */
export function verifyTable(
  stack: string,
  results: readonly CheckResult[],
  seconds: number,
  selection: Selection = {},
): string {
  const rows = results.map(({ name, outcome, saw }) => [name, outcome, saw]);
  const open = results.filter(({ outcome }) => outcome !== "pass");
  // Whole, since the table may have cut what was seen.
  const mends = open.flatMap(({ name, outcome, saw, mend }) => [
    "",
    `${name}: ${outcome}: ${oneLine(saw)}`,
    ...(mend === undefined ? [] : [`  ${oneLine(mend)}`]),
  ]);
  return [
    ...table(rows, { heading: ["check", "result", "saw"], elastic: [2] }),
    "",
    summaryLine(stack, results, seconds, selection),
    ...mends,
    "",
  ].join("\n");
}

/** What a server said may hold anything. */
function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, " ");
}
