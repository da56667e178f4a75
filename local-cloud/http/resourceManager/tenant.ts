/** What Resource Manager says about the tenant, its subscriptions, and the providers registered in them. */

import { localSubscriptionId, localTenantId } from "../../arm/resourceManager";
import { modelledTypes } from "../../arm/types";
import type { Json, JsonObject } from "../../json";
import { isIn } from "./apiVersions";
import { regions } from "./regions";

/** @see https://learn.microsoft.com/rest/api/resources/subscriptions/get */
export function subscription(subscriptionId: string): JsonObject {
  return {
    id: `/subscriptions/${subscriptionId}`,
    authorizationSource: "RoleBased",
    managedByTenants: [],
    subscriptionId,
    tenantId: localTenantId,
    displayName: "Local cloud",
    state: "Enabled",
    subscriptionPolicies: {
      locationPlacementId: "Public_2014-09-01",
      quotaId: "PayAsYouGo_2014-09-01",
      spendingLimit: "Off",
    },
  };
}

/** The subscription that the local cloud hands out; others work without being listed. */
export function subscriptions(): JsonObject {
  return {
    value: [subscription(localSubscriptionId)],
    count: { type: "Total", value: 1 },
  };
}

/** @see https://learn.microsoft.com/rest/api/resources/tenants/list */
export function tenants(): JsonObject {
  const tenant = {
    id: `/tenants/${localTenantId}`,
    tenantId: localTenantId,
    countryCode: "IN",
    displayName: "Local cloud",
    domains: ["local.onmicrosoft.com"],
    tenantCategory: "Home",
    defaultDomain: "local.onmicrosoft.com",
    tenantType: "AAD",
  };
  return { value: [tenant] };
}

/** @see https://learn.microsoft.com/rest/api/resources/subscriptions/list-locations */
export function locations(subscriptionId: string): JsonObject {
  const value = Object.entries(regions).map(([name, displayName]) => ({
    id: `/subscriptions/${subscriptionId}/locations/${name}`,
    name,
    type: "Region",
    displayName,
    regionalDisplayName: displayName,
    metadata: { regionType: "Physical", regionCategory: "Recommended" },
  }));
  return { value };
}

/** Every provider that has a modelled type, all of them registered. */
export function providers(subscriptionId: string | undefined): JsonObject[] {
  const namespaces = modelledTypes().map(({ type }) => type.split("/")[0]!);
  return [...new Set(namespaces)].map((namespace) => provider(subscriptionId, namespace)!);
}

/** @see https://learn.microsoft.com/rest/api/resources/providers/get */
export function provider(
  subscriptionId: string | undefined,
  namespace: string,
): JsonObject | undefined {
  const models = modelledTypes().filter((model) => isIn(model, namespace));
  const [first] = models;
  if (first === undefined) return undefined;
  const name = first.type.split("/")[0]!;
  const resourceTypes = models.map(({ type, apiVersions, locations: places }) => ({
    resourceType: type.slice(name.length + 1),
    locations: shownRegions(places),
    apiVersions: apiVersions.toSorted().toReversed(),
    defaultApiVersion: apiVersions[0],
    capabilities: places === undefined ? "None" : "SupportsTags, SupportsLocation",
  }));
  const place = subscriptionId === undefined ? "" : `/subscriptions/${subscriptionId}`;
  return {
    ...(subscriptionId === undefined ? {} : { id: `${place}/providers/${name}` }),
    namespace: name,
    resourceTypes,
    registrationState: "Registered",
    registrationPolicy: "RegistrationRequired",
  };
}

function shownRegions(places: readonly string[] | "any" | undefined): Json[] {
  if (places === undefined) return [];
  return places === "any" ? Object.values(regions) : places.map((place) => regions[place] ?? place);
}

/**
 * What tells a client where everything is. Versions before 2022-09-01 answer a list.
 *
 * @param origin Of this server: it is Resource Manager and the sign-in service alike.
 * @see https://github.com/Azure/azure-cli/blob/dev/src/azure-cli-core/azure/cli/core/cloud.py (which fields are read)
 */
export function cloudEndpoints(origin: string, version: string): Json {
  const metadata: JsonObject = {
    name: "AzureCloud",
    portal: "https://portal.azure.com",
    authentication: {
      loginEndpoint: origin,
      audiences: ["https://management.core.windows.net/", "https://management.azure.com/"],
      tenant: "common",
      identityProvider: "AAD",
    },
    resourceManager: origin,
    graph: "https://graph.windows.net/",
    graphAudience: "https://graph.windows.net/",
    microsoftGraphResourceId: "https://graph.microsoft.com/",
    suffixes: {
      acrLoginServer: "azurecr.io",
      keyVaultDns: "vault.azure.net",
      postgresqlServerEndpoint: "postgres.database.azure.com",
      storage: "core.windows.net",
    },
  };
  return version < "2022-09-01" ? [metadata] : metadata;
}
