import type { Rule } from "./ledger";
import { baseOf } from "./namingTests";

/** The ledger as a page: a table for each service. */
export function ledgerPage(rules: readonly Rule[]): string {
  const services = [...new Set(rules.map(({ service }) => service))];
  const sections = services.map((service) => {
    const own = rules.filter((rule) => rule.service === service);
    return `## ${service}\n\n${head}\n${own.map(row).join("\n")}\n`;
  });
  // A formatter would pad each cell to the width of its column's widest.
  const [begin, end] = ["<!-- oxfmt-ignore-start -->", "<!-- oxfmt-ignore-end -->"];
  return `${introduction(rules)}\n${begin}\n\n${sections.join("\n")}\n${end}\n`;
}

function introduction(rules: readonly Rule[]): string {
  const documented = rules.filter(({ origin }) => origin.addresses.length > 0).length;
  const compared = rules.filter(({ isCompared }) => isCompared).length;
  return `# What the local cloud refuses

Written by \`npm run ledger\` from the source; a test fails when it is not up to date. ${rules.length} rules: ${documented} cite
a source, the rest say that there is none; published requests pass ${compared}.

- Rule: the words of the refusal, with … for what depends on the request. They lead to where it is written.
- Source: what the comments there cite. "Not documented": they say that for the code, the words or the rule itself.
- Tests: those that name the code and words of the message; in brackets, those that name the code alone.
- Example: whether requests that Microsoft publishes are replayed, have to pass the rule, and are answered in the
  published shape. What is published shows what is accepted, seldom what is refused.
`;
}

const head = "| Rule | Code | Source | Tests | Example |\n| --- | --- | --- | --- | --- |";

function row({ status, code, message, file, origin, tests, isCompared }: Rule): string {
  const cells = [
    `[${escaped(shortened(message))}](${file.replace("local-cloud/", "")})`,
    `${status} ${code}`.trim(),
    sourceCell(origin),
    testCell(tests),
    isCompared ? "yes" : "no",
  ];
  return `| ${cells.join(" | ")} |`;
}

function sourceCell({ addresses, undocumented }: Rule["origin"]): string {
  const links = addresses.map((address) => `[${nameOf(address)}](${address})`);
  return [...links, ...(undocumented ? ["not documented"] : [])].join(", ");
}

/** `microsoft/azure-container-apps#1652`, or the host and the last part of the path. */
function nameOf(address: string): string {
  const [, repository, number] =
    /^https:\/\/github\.com\/([^/]+\/[^/]+)\/(?:issues|pull)\/(\d+)/.exec(address) ?? [];
  if (repository !== undefined) return `${repository}#${number}`;
  const { hostname, pathname } = new URL(address);
  const last = pathname.split("/").findLast((part) => part !== "");
  return last === undefined ? hostname : `${hostname.replace(/^www\./, "")}: ${last}`;
}

/** Files shown for one rule: more say no more. */
const mostTests = 2;

function testCell({ byMessage, byCode }: Rule["tests"]): string {
  const chosen = byMessage.length > 0 ? byMessage : byCode;
  const shown = chosen.slice(0, mostTests).map((file) => `[${baseOf(file)}](../${file})`);
  const more = chosen.length - shown.length;
  const text = [...shown, ...(more > 0 ? [`${more} more`] : [])].join(", ");
  return byMessage.length > 0 ? text : `(${text})`;
}

const longest = 120;

function shortened(message: string): string {
  if (message.length <= longest) return message;
  return `${message.slice(0, message.lastIndexOf(" ", longest))} …`;
}

function escaped(text: string): string {
  return text.replaceAll(/[|[\]<>*_`\\]/g, String.raw`\$&`);
}
