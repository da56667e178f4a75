import type { Change, PropertyChange } from "../changes/change";
import { code, htmlCode, shortened, visible } from "../markdown";
import type { Section } from "./fit";

/** The gravest first: the last are the first to be left out. */
const gravity: readonly Change["operation"][] = [
  "delete",
  "replace",
  "update",
  "create",
  "import",
  "read",
  "same",
];

/** Changes, those that cost data first, then by operation. */
export function byGravity(changes: readonly Change[]): Change[] {
  const rankOf = ({ stateful, operation }: Change) => {
    const lossy = operation === "delete" || operation === "replace";
    return gravity.indexOf(operation) - (stateful && lossy ? gravity.length : 0);
  };
  return [...changes].sort((one, other) => rankOf(one) - rankOf(other));
}

/** A line a resource. */
export function resourceSection(changes: readonly Change[], maxLength: number): Section {
  const line = ({ operation, name, type, stateful, properties }: Change) =>
    `- ${operation} ${code(shortened(name, maxLength))} ${code(shortened(type, maxLength))}` +
    (stateful ? ", **stateful**" : "") +
    (operation === "update" ? `, ${numberOf(properties.length, "property", "properties")}` : "");
  return {
    head: ["**Resources**", ""],
    entries: changes.map(line),
    tail: [""],
    leftOut: (count) => `- … and ${count} more, in the full report.`,
  };
}

/** A collapsed diff for each resource of which there is something to show. */
export function diffSection(changes: readonly Change[], maxLength: number): Section {
  return {
    head: ["**Diffs**", ""],
    entries: changes
      .filter((change) => differences(change).length > 0)
      .map((change) => diff(change, maxLength)),
    tail: [""],
    leftOut: (count) => `${numberOf(count, "more diff", "more diffs")} in the full report.\n`,
  };
}

function diff(change: Change, maxLength: number): Section {
  const { operation, name, type } = change;
  const properties = differences(change);
  const entries = properties.map((property) => differenceLines(property, maxLength));
  const count = numberOf(properties.length, "property", "properties");
  return {
    head: [
      `<details><summary>${operation} ${htmlCode(shortened(name, maxLength))} ` +
        `${htmlCode(shortened(type, maxLength))}: ${count}</summary>`,
      "",
      // No line of a diff begins like a fence.
      "```diff",
    ],
    entries,
    tail: ["```", "", "</details>", ""],
    leftOut: (left) =>
      `# ${numberOf(left, "more property is", "more properties are")} in the full report.`,
  };
}

/** What differs; of a resource that comes or goes, all that is said of it. */
function differences({ operation, properties, before, after }: Change): readonly PropertyChange[] {
  if (properties.length > 0) return properties;
  const side = (inputs: Change["before"], kind: "add" | "delete") =>
    Object.entries(inputs ?? {}).map(([path, value]): PropertyChange => {
      const [was, is] = kind === "add" ? [undefined, value] : [value, undefined];
      return { path, kind, replaces: false, before: was, after: is };
    });
  if (operation === "create") return side(after, "add");
  if (operation === "delete") return side(before, "delete");
  return [];
}

function differenceLines(
  { path, kind, replaces, before, after }: PropertyChange,
  maxLength: number,
): string {
  const written = (value: unknown) =>
    shortened(visible(JSON.stringify(value) ?? "unknown"), maxLength);
  return [
    `@@ ${shortened(visible(path), maxLength)}${replaces ? ", which replaces the resource" : ""} @@`,
    ...(kind === "add" ? [] : [`- ${written(before)}`]),
    ...(kind === "delete" ? [] : [`+ ${written(after)}`]),
  ].join("\n");
}

/** `1 property`, `2 properties` */
export function numberOf(count: number, one: string, several: string): string {
  return `${count} ${count === 1 ? one : several}`;
}
