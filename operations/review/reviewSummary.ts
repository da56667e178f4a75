import type { Change } from "../changes/change";
import { tallyText } from "../deploy/tally";
import { table } from "../table";
import type { DnsValue, Review } from "./review";

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
    ...notes.map((note) => `  Note: ${note}`),
    ...section("Resources", table(resources.map(changeRow))),
    ...section(
      "DNS",
      table(
        dns.map(({ operation, type, name, before, after }) => [
          operation,
          type,
          name,
          [before, after].map(valueText).filter(Boolean).join(" → "),
        ]),
      ),
    ),
    "",
  ].join("\n");
}

function changeRow({ operation, name, type, stateful, properties }: Change): string[] {
  const paths = properties.map(({ path }) => path).join(", ");
  return [operation, name, `${type.split(":").at(-1)}${stateful ? " (stateful)" : ""}`, paths];
}

function valueText(value: DnsValue | undefined): string {
  if (value === undefined) return "";
  const proxied = value.proxied === undefined ? "" : value.proxied ? ", orange" : ", grey";
  return `${value.value ?? "(known later)"}${proxied}`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", title, ...lines];
}
