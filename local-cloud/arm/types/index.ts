import type { ResourceType } from "../resourceType";
import { appTypes } from "./app";
import { authorizationTypes } from "./authorization";
import { cacheTypes } from "./cache";
import { containerRegistryTypes } from "./containerRegistry";
import { insightsTypes } from "./insights";
import { keyVaultTypes } from "./keyVault";
import { managedIdentityTypes } from "./managedIdentity";
import { federatedIdentityCredentials } from "./managedIdentityCredentials";
import { networkTypes } from "./network";
import { operationalInsightsTypes } from "./operationalInsights";
import { postgresqlTypes } from "./postgresql";
import { resourcesTypes } from "./resources";
import { roleDefinitions } from "./roleDefinitions";
import { storageTypes } from "./storage";
import { webTypes } from "./web";

const models: readonly ResourceType[] = [
  ...resourcesTypes,
  ...authorizationTypes,
  roleDefinitions,
  ...networkTypes,
  ...managedIdentityTypes,
  federatedIdentityCredentials,
  ...containerRegistryTypes,
  ...keyVaultTypes,
  ...storageTypes,
  ...appTypes,
  ...postgresqlTypes,
  ...cacheTypes,
  ...operationalInsightsTypes,
  ...insightsTypes,
  ...webTypes,
];

const byType = new Map(models.map((model) => [model.type.toLowerCase(), model]));

/** The model of a Resource Manager type, or undefined when there is none: the resource is then kept as given. */
export function findType(type: string): ResourceType | undefined {
  return byType.get(type.toLowerCase());
}

/** Every type that has a model. */
export function modelledTypes(): readonly ResourceType[] {
  return models;
}
