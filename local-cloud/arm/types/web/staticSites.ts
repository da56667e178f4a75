import type { JsonObject } from "../../../json";
import { ArmError } from "../../armError";
import { numberAt, textAt } from "../../body";
import { shortLocation } from "../../generalRules";
import { checkIdentities, computedIdentity, userAssignedIds } from "../../managedIdentities";
import { parseResourceId } from "../../resourceId";
import type { ResourceType, ResourceView, WriteRequest } from "../../resourceType";
import { isReady } from "./customDomains";
import { customDomainType, generatedHostname, siteType } from "./staticSiteNames";

/** Sites of the Free plan in a subscription. @see https://learn.microsoft.com/azure/static-web-apps/quotas */
const freeSitesInSubscription = 10;

function badRequest(message: string): ArmError {
  return new ArmError(400, "BadRequest", message);
}

function validate(request: WriteRequest): void {
  checkSku(request);
  checkPlanFeatures(request);
  checkIdentities(request);
  const policy = textAt(request.desired, "properties.stagingEnvironmentPolicy");
  if (policy !== "Enabled" && policy !== "Disabled") {
    throw badRequest(`The value '${policy}' of stagingEnvironmentPolicy is not valid.`); // Message not documented.
  }
}

/** Messages: https://github.com/pulumi/pulumi-azure-native/issues/2530, https://github.com/Azure/static-web-apps/issues/265 */
function checkSku({ id, desired, existing, cloud }: WriteRequest): void {
  const sku = textAt(desired, "sku.name");
  // The service names a third plan, Trial, that nobody can order.
  if (sku !== "Free" && sku !== "Standard") {
    throw badRequest("Sku is invalid.  SKU name is invalid. Valid SKUs: Free, Standard, Trial");
  }
  const subscription = parseResourceId(id)?.subscriptionId;
  const free = cloud
    .list(siteType, `/subscriptions/${subscription}`)
    .filter((site) => site.id !== existing?.id && textAt(site.desired, "sku.name") === "Free");
  if (sku === "Standard" || free.length < freeSitesInSubscription) return;
  throw badRequest("Sku is invalid. This subscription has too many static sites with sku: Free.");
}

/** What only the Standard plan has. @see https://learn.microsoft.com/azure/static-web-apps/plans */
function checkPlanFeatures({ desired }: WriteRequest): void {
  if (textAt(desired, "sku.name") === "Standard") return;
  const identity = textAt(desired, "identity.type") ?? "None";
  const refused =
    identity !== "None" || userAssignedIds({ desired }).length > 0
      ? "Managed identity"
      : textAt(desired, "properties.enterpriseGradeCdnStatus") === "Enabled"
        ? "Enterprise-grade edge"
        : undefined;
  if (refused === undefined) return;
  throw badRequest(`${refused} is not available on the Free plan. It requires the Standard plan.`); // Message not documented.
}

/** Who deploys to the site: a repository's own workflow, or nobody yet. */
function providerOf(desired: JsonObject): string {
  const repository = textAt(desired, "properties.repositoryUrl") ?? "";
  if (repository.startsWith("https://github.com/")) return "GitHub";
  return repository.startsWith("https://dev.azure.com/") ? "DevOps" : "None";
}

function computed({ resource, cloud }: ResourceView): JsonObject {
  const { desired, kept } = resource;
  const domains = cloud
    .list(customDomainType, resource.id)
    .filter((domain) => isReady(cloud, domain))
    .map((domain) => domain.name);
  return {
    ...computedIdentity(cloud, resource),
    properties: {
      defaultHostname: kept.defaultHostname,
      contentDistributionEndpoint: `https://content-${shortLocation(textAt(desired, "location") ?? "")}.infrastructure.azurestaticapps.net`,
      customDomains: domains,
      keyVaultReferenceIdentity: "SystemAssigned",
      linkedBackends: [],
      privateEndpointConnections: [],
    },
  };
}

/** The token that deployments authenticate with. Its form is not documented. */
export function apiKeyOf({ resource, cloud }: ResourceView): string {
  const turns = numberAt(resource.kept, "turns") ?? 0;
  return cloud.secretText(`${resource.id}:${resource.created}:apiKey:${turns}`, 64);
}

/** Static Web Apps. @see https://learn.microsoft.com/azure/static-web-apps/overview */
export const staticSites: ResourceType = {
  type: siteType,
  apiVersions: ["2025-05-01", "2025-03-01", "2024-11-01", "2024-04-01", "2023-12-01", "2022-09-01"],
  // The rule: https://github.com/microsoft/vscode-azurestaticwebapps (StaticWebAppNameStep.ts); the code and the
  // message are not documented.
  name: {
    pattern: /^[A-Za-z0-9-]+$/,
    length: [1, 40],
    code: "InvalidName",
    message: "The name of a static web app has 1 to 40 letters, digits and hyphens.",
  },
  // @see https://github.com/Azure/static-web-apps/issues/443
  locations: ["westus2", "centralus", "eastus2", "westeurope", "eastasia"],
  writeOnly: ["properties.repositoryToken"],
  defaults: ({ desired }) => ({
    properties: {
      allowConfigFileUpdates: true,
      enterpriseGradeCdnStatus: "Disabled",
      provider: providerOf(desired),
      stagingEnvironmentPolicy: "Enabled",
    },
  }),
  validate,
  // A new site under an old name gets another hostname.
  keep: ({ id, cloud }) => ({
    defaultHostname: generatedHostname(cloud, `${id}:${cloud.now().toISOString()}`),
    turns: 0,
  }),
  computed,
  actions: {
    listsecrets: (view) => ({ properties: { apiKey: apiKeyOf(view) } }),
    resetapikey: ({ resource }) => {
      resource.kept = { ...resource.kept, turns: (numberAt(resource.kept, "turns") ?? 0) + 1 };
      return undefined;
    },
  },
  duration: {
    create: 10,
    delete: 10,
    source: "https://learn.microsoft.com/azure/static-web-apps/get-started-cli",
  },
};
