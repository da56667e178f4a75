import { types } from "../../policy/types";
import type { Change } from "../changes/change";
import { valueAt } from "../changes/propertyPath";

/**
 * Container apps that would take a revision suffix again, by going back to what they once were. Azure accepts it and
 * does nothing: the earlier revision stays inactive, and the later one runs on.
 *
 * @param changes What going back would do.
 * @returns What is wrong, a sentence for each suffix.
 * @see https://github.com/microsoft/azure-container-apps/issues/650
 */
export function suffixesTakenAgain(changes: readonly Change[]): string[] {
  const apps = new Map<string, string[]>();
  for (const { operation, type, name, properties, after } of changes) {
    if (type !== types.containerApp || operation !== "update") continue;
    if (!properties.some(({ path }) => /^template\b/.test(path))) continue;
    const suffix = valueAt(after, "template.revisionSuffix");
    if (typeof suffix !== "string" || suffix === "") continue;
    apps.set(suffix, [...(apps.get(suffix) ?? []), name]);
  }
  return [...apps].map(
    ([suffix, names]) =>
      `the revision suffix ${suffix} would be taken again by ${names.sort().join(", ")}: ` +
      "Azure makes no new revision then, and the later one runs on",
  );
}
