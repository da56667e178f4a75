import { code, escaped, fenceFor, htmlCode, shortened, visible } from "../markdown";
import { guards as knownGuards } from "../../policy/guards";
import type { DnsChange, DnsValue, Review, ReviewStep, RuleResult } from "../review/review";
import { numberOf } from "./changeSections";
import type { Section } from "./fit";

/** Sentences as a list under a title. */
export function listSection(
  title: string,
  sentences: readonly string[],
  maxLength: number,
): Section {
  return {
    head: [`**${title}**`, ""],
    entries: sentences.map((sentence) => `- ${prose(sentence, maxLength)}`),
    tail: [""],
    leftOut: (count) => `- … and ${count} more, in the full report.`,
  };
}

/** What the guards found, a line each; and those that found nothing. */
export function guardSection(
  { guards, asked }: Pick<Review, "guards" | "asked">,
  maxLength: number,
): Section {
  const name = (guard: string) => code(shortened(guard, maxLength));
  const found = guards.map(
    ({ guard, message, mend, waived }) =>
      `- **${waived ? "waived" : "failed"}** ${name(guard)}` +
      `${guard === "hostname-once" ? " (claimed twice)" : ""}: ${prose(message, maxLength)} ` +
      `Mend: ${prose(mend, maxLength)}`,
  );
  const well = asked
    .filter((one) => guards.every(({ guard }) => guard !== one))
    .map((one) => {
      const wanted = knownGuards.find((guard) => guard.name === one)?.description;
      return `- passed ${name(one)}${wanted === undefined ? "" : `: ${wanted}`}`;
    });
  return {
    head: ["**Guards**", ""],
    entries: [...found, ...well],
    tail: [""],
    leftOut: (count) => `- … and ${count} more, in the full report.`,
  };
}

/** Each rule that has something to say, with what it says. */
export function ruleSection(rules: readonly RuleResult[], maxLength: number): Section {
  const paragraph = ({ rule, severity, outcome, description, messages, mend, url }: RuleResult) =>
    [
      `- **${outcome}** ${code(shortened(rule, maxLength))} (${prose(severity, maxLength)}): ` +
        prose(description, maxLength),
      ...messages.map((message) => `  - ${prose(message, maxLength)}`),
      `  - Mend: ${prose(mend, maxLength)}${link(url)}`,
    ].join("\n");
  return {
    head: ["**Policy**", ""],
    entries: rules.filter(({ messages }) => messages.length > 0).map(paragraph),
    tail: [""],
    leftOut: (count) =>
      `- … and ${numberOf(count, "more rule", "more rules")}, in the full report.`,
  };
}

/** Every rule as a row, collapsed. */
export function ruleTableSection(rules: readonly RuleResult[], maxLength: number): Section {
  return table({
    summary: `Policy: ${numberOf(rules.length, "rule", "rules")}, ${countsOf(rules)}`,
    columns: ["rule", "severity", "outcome", "resources", "judged on known values"],
    rows: rules.map(({ rule, severity, outcome, resources, onKnownValues, unknowns }) => [
      code(shortened(rule, maxLength)),
      prose(severity, maxLength),
      outcome,
      String(resources),
      onKnownValues ? "yes" : `no: ${prose(unknowns.join(", "), maxLength)}`,
    ]),
  });
}

/** Every record that the change touches as a row. */
export function dnsSection(dns: readonly DnsChange[], maxLength: number): Section {
  const value = (text: string) => code(shortened(text, maxLength));
  const rows = dns.map(({ operation, type, name, before, after }) => [
    operation,
    prose(type, maxLength),
    value(name),
    both(before, after, ({ ttl }) =>
      ttl === undefined ? undefined : ttl === 1 ? "automatic" : `${ttl} s`,
    ),
    both(before, after, (one) => (one.value === undefined ? undefined : value(one.value))),
    both(before, after, ({ proxied }) =>
      proxied === undefined ? undefined : proxied ? "🟠 orange" : "⚪ grey",
    ),
  ]);
  const { head, ...rest } = table({
    columns: ["operation", "type", "name", "TTL", "value", "proxy"],
    rows,
  });
  return { ...rest, head: ["**DNS**", "", ...head] };
}

/** How long each step took, collapsed. */
export function stepSection(
  steps: readonly ReviewStep[],
  seconds: number,
  maxLength: number,
): Section {
  return table({
    summary: `Time: ${secondsOf(seconds)}`,
    columns: ["step", "outcome", "time"],
    rows: steps.map(({ name, outcome, seconds: of }) => [
      prose(name, maxLength),
      outcome,
      secondsOf(of),
    ]),
  });
}

/** What Pulumi said last in the steps that failed, collapsed. */
export function outputSection(steps: readonly ReviewStep[], maxLength: number): Section {
  return {
    head: ["**Output**", ""],
    entries: steps
      .filter(({ output }) => output.trim() !== "")
      .map((step) => output(step, maxLength)),
    tail: [""],
    leftOut: (count) =>
      `${numberOf(count, "more output is", "more outputs are")} in the full report.\n`,
  };
}

function output({ name, output: text }: ReviewStep, maxLength: number): Section {
  const entries = text.split(/\r?\n/).map((line) => shortened(visible(line), maxLength));
  const fence = fenceFor(entries);
  return {
    head: [
      `<details><summary>${htmlCode(shortened(name, maxLength))}</summary>`,
      "",
      `${fence}text`,
    ],
    entries,
    tail: [fence, "", "</details>", ""],
    leftOut: (count) =>
      `… ${numberOf(count, "more line is", "more lines are")} in the full report.`,
  };
}

function table({
  summary,
  columns,
  rows,
}: {
  readonly summary?: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}): Section {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return {
    head: [
      ...(summary === undefined ? [] : [`<details><summary>${summary}</summary>`, ""]),
      row(columns),
      row(columns.map(() => "---")),
    ],
    entries: rows.map(row),
    tail: summary === undefined ? [""] : ["", "</details>", ""],
    leftOut: (count) => `\n${numberOf(count, "more row is", "more rows are")} in the full report.`,
  };
}

/** A text of others as a sentence. */
export function prose(text: string, maxLength: number): string {
  return escaped(shortened(text, maxLength));
}

/** What was and what is, once when it stays. A value that only the update will tell is said to be unknown. */
function both(
  before: DnsValue | undefined,
  after: DnsValue | undefined,
  shown: (value: DnsValue) => string | undefined,
): string {
  const sides = [before, after].flatMap((side) =>
    side === undefined ? [] : [shown(side) ?? "not known yet"],
  );
  return [...new Set(sides)].join(" → ");
}

function countsOf(rules: readonly RuleResult[]): string {
  const outcomes = ["failed", "advised", "waived", "unknown", "passed"] as const;
  return outcomes
    .map((outcome) => [rules.filter((one) => one.outcome === outcome).length, outcome] as const)
    .flatMap(([count, outcome]) => (count === 0 ? [] : [`${count} ${outcome}`]))
    .join(", ");
}

/** Addresses come from the change, too: only one that can do nothing but be opened is a link. */
function link(url: string): string {
  return /^https:\/\/[\w.-]+(?:\/[\w./%#-]*)?$/.test(url) && url.length < 300
    ? ` ([source](${url}))`
    : "";
}

export function secondsOf(seconds: number): string {
  return `${seconds < 10 ? Number(seconds.toFixed(1)) : Math.round(seconds)} s`;
}
