import type { Change } from "../changes/change";
import { tallyText } from "../deploy/tally";
import { table } from "../table";
import type { DnsChange, DnsValue, Review } from "./review";

const verdicts = { pass: "PASS", fail: "FAIL", cannotTell: "CAN'T TELL" } as const;

/** What `ftl review` says to a person: the verdict first, then what it rests on. */
export function reviewSummary(review: Review): string {
  const { stack, verdict, reasons, changes, dns, notes, revertible, seconds } = review;
  const resources = changes.filter(({ type }) => !type.startsWith("ftl:"));
  return [
    "",
    `${verdicts[verdict]}  ${stack}: ${tallyText(review.tally)}, in ${Math.round(seconds)} s`,
    ...reasons.map((reason) => `  - ${reason}`),
    `  Revertible: ${revertible.answer}${revertible.answer === "yes" ? "" : `, because ${revertible.because}`}`,
    ...[...mends(review)].map((mend) => `  Mend: ${mend}`),
    ...wellAsked(review),
    ...notes.map((note) => `  Note: ${note}`),
    ...section("Resources", table(resources.map(changeRow))),
    ...section(
      "DNS",
      // What a record leads to is what may be cut.
      table(dns.map(recordRow), { elastic: [4] }),
    ),
    "",
  ].join("\n");
}

/** What to do about what failed, each once. */
function mends({ guards, rules }: Review): Set<string> {
  const failed = [
    ...guards.filter(({ waived }) => !waived),
    ...rules.filter(({ outcome }) => outcome === "failed"),
  ];
  return new Set(failed.map(({ mend }) => mend));
}

function wellAsked({ asked, guards }: Review): string[] {
  const well = asked.filter((one) => guards.every(({ guard }) => guard !== one));
  return well.length === 0 ? [] : [`  Nothing found by: ${well.join(", ")}`];
}

function changeRow({ operation, name, type, stateful, properties }: Change): string[] {
  const paths = properties.map(({ path }) => path).join(", ");
  return [operation, name, `${type.split(":").at(-1)}${stateful ? " (stateful)" : ""}`, paths];
}

function recordRow({ operation, type, name, before, after }: DnsChange): string[] {
  const both = (shown: (value: DnsValue) => string) => [
    ...new Set([before, after].flatMap((side) => (side === undefined ? [] : [shown(side)]))),
  ];
  const colours = both(({ proxied }) => (proxied === undefined ? "" : proxied ? "orange" : "grey"));
  const values = both(({ value }) => value ?? "(known later)");
  return [operation, type, name, colours.join(" → "), values.join(" → ")];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", title, ...lines];
}
