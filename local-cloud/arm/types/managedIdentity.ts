import { idKey } from "../resourceId";
import type { ResourceType } from "../resourceType";

/** Microsoft.ManagedIdentity. */
export const managedIdentityTypes: readonly ResourceType[] = [
  {
    type: "Microsoft.ManagedIdentity/userAssignedIdentities",
    apiVersions: ["2023-01-31", "2025-05-31-preview", "2024-11-30", "2018-11-30"],
    // https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftmanagedidentity
    name: {
      pattern: /^[A-Za-z0-9][\w-]*$/,
      length: [3, 128],
      message:
        "The name has 3 to 128 letters, digits, hyphens and underscores, and begins with a letter or digit.",
    },
    locations: "any",
    // A new identity is a new principal, also under an old name: role assignments of the old one don't hold for it.
    keep: ({ id, cloud }) => {
      const seed = `${idKey(id)}|${cloud.now().toISOString()}`;
      return {
        principalId: cloud.guid(`${seed}|principal`),
        clientId: cloud.guid(`${seed}|client`),
      };
    },
    computed: ({ resource: { kept }, cloud }) => ({
      properties: {
        tenantId: cloud.tenantId,
        principalId: kept.principalId,
        clientId: kept.clientId,
      },
    }),
    duration: {
      create: 3,
      delete: 3,
      source:
        "https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/overview",
    },
  },
];
