import type { ResourceType } from "../resourceType";

/** Microsoft.Resources. */
export const resourcesTypes: readonly ResourceType[] = [
  {
    type: "Microsoft.Resources/resourceGroups",
    apiVersions: ["2025-04-01", "2024-11-01", "2022-09-01", "2021-04-01"],
    // https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftresources
    name: {
      pattern: /^[-\w._()]*[-\w_()]$/,
      length: [1, 90],
      message:
        "A resource group name has 1 to 90 letters, digits, underscores, hyphens, parentheses and periods, " +
        "and does not end in a period.",
    },
    locations: "any",
    computed: () => ({ properties: { provisioningState: "Succeeded" } }),
    duration: {
      create: 2,
      delete: 20,
      source:
        "https://learn.microsoft.com/azure/azure-resource-manager/management/manage-resource-groups-cli",
    },
  },
];
