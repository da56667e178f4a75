/** What the types of Microsoft.Network have in common. */

import type { NameRule } from "../../resourceType";

/** Api versions that clients of ours use; the first is the one that the Pulumi SDK calls. */
export const networkApiVersions = [
  "2024-05-01",
  "2025-07-01",
  "2025-01-01",
  "2024-10-01",
  "2024-07-01",
  "2024-01-01",
  "2023-11-01",
] as const;

/** @see https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftnetwork */
export function networkName(shortest: number, longest: number): NameRule {
  return {
    pattern: /^[A-Za-z0-9](?:[\w.-]*\w)?$/,
    length: [shortest, longest],
    message:
      "The name must begin with a letter or number, end with a letter, number or underscore, and may contain only " +
      `letters, numbers, underscores, periods, or hyphens, ${shortest} to ${longest} of them.`,
  };
}
