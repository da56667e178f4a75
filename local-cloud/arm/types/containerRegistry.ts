import { equal, type JsonObject } from "../../json";
import { ArmError } from "../armError";
import { objectAt, objectsAt, textAt } from "../body";
import { checkIdentities, computedIdentity } from "../managedIdentities";
import { shortLocation } from "../generalRules";
import type { ResourceType, ResourceView, StoredResource, WriteRequest } from "../resourceType";
import { endpointConnections } from "./network/privateLink";

const skus = ["Basic", "Standard", "Premium"];

/** Microsoft.ContainerRegistry. @see https://learn.microsoft.com/azure/templates/microsoft.containerregistry/registries */
export const containerRegistryTypes: readonly ResourceType[] = [
  {
    type: "Microsoft.ContainerRegistry/registries",
    apiVersions: [
      "2023-01-01-preview",
      "2026-09-01-preview",
      "2025-11-01",
      "2025-04-01",
      "2023-07-01",
      "2023-01-01",
      "2019-05-01",
    ],
    // https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftcontainerregistry
    name: {
      pattern: /^[A-Za-z0-9]+$/,
      length: [5, 50],
      code: "InvalidResourceName",
      message:
        "Registry names may contain alpha numeric characters only and must be between 5 and 50 characters.",
    },
    locations: "any",
    globalName: {
      of: ({ name }) => loginServer(name),
      // https://learn.microsoft.com/azure/container-registry/container-registry-faq
      taken: (name) => ({
        status: 409,
        code: "AlreadyInUse",
        message:
          `The registry DNS name ${loginServer(name)} is already in use. You can check if the name is already ` +
          "claimed using following API: " +
          "https://docs.microsoft.com/en-us/rest/api/containerregistry/registries/checknameavailability",
      }),
    },
    immutable: ["properties.zoneRedundancy"],
    defaults: () => ({
      properties: {
        adminUserEnabled: false,
        anonymousPullEnabled: false,
        dataEndpointEnabled: false,
        encryption: { status: "disabled" },
        networkRuleBypassOptions: "AzureServices",
        policies: {
          quarantinePolicy: { status: "disabled" },
          trustPolicy: { type: "Notary", status: "disabled" },
          retentionPolicy: { days: 7, status: "disabled" },
          exportPolicy: { status: "enabled" },
        },
        publicNetworkAccess: "Enabled",
        zoneRedundancy: "Disabled",
      },
    }),
    validate,
    keep: ({ cloud }) => ({ generation: cloud.now().toISOString() }),
    computed: ({ resource, cloud }) => ({
      sku: { tier: textAt(resource.desired, "sku.name") },
      ...computedIdentity(cloud, resource),
      properties: {
        provisioningState: "Succeeded",
        loginServer: loginServer(resource.name),
        creationDate: resource.created,
        dataEndpointHostNames: dataEndpoints(resource),
        privateEndpointConnections: endpointConnections(cloud, resource),
      },
    }),
    actions: {
      listcredentials: (view) => credentials(view),
      regeneratecredential: (view, body) => {
        const which = textAt(body, "name");
        if (which !== "password" && which !== "password2") {
          // Code and message are not documented.
          throw new ArmError(
            400,
            "InvalidPasswordName",
            "The password name is invalid; use password or password2.",
          );
        }
        // Refuses before anything is changed.
        credentials(view);
        const turns = objectAt(view.resource.kept, "turns");
        const turn = typeof turns[which] === "number" ? turns[which] : 0;
        view.resource.kept.turns = { ...turns, [which]: turn + 1 };
        return credentials(view);
      },
    },
    duration: {
      create: 15,
      delete: 15,
      source:
        "https://learn.microsoft.com/azure/container-registry/container-registry-get-started-azure-cli",
    },
  },
];

/** Host that image references begin with. */
function loginServer(name: string): string {
  return `${name.toLowerCase()}.azurecr.io`;
}

/** Hosts that layers come from. @see https://learn.microsoft.com/azure/container-registry/container-registry-dedicated-data-endpoints */
function dataEndpoints({ name, desired }: StoredResource): string[] {
  if (objectAt(desired, "properties").dataEndpointEnabled !== true) return [];
  const region = shortLocation(textAt(desired, "location") ?? "");
  return [`${name.toLowerCase()}.${region}.data.azurecr.io`];
}

/** @see https://learn.microsoft.com/azure/container-registry/container-registry-skus (what only Premium has) */
function validate(request: WriteRequest): void {
  checkIdentities(request);
  const { desired } = request;
  const sku = textAt(desired, "sku.name");
  if (sku === undefined || !skus.includes(sku)) {
    throw new ArmError(
      400,
      "SkuNotSupported",
      `The SKU '${sku ?? ""}' is not supported. Supported SKUs are ${skus.join(", ")}.`,
    );
  }
  if (sku === "Premium") return;
  const properties = objectAt(desired, "properties");
  const refused = premiumOnly(properties);
  if (refused === undefined) return;
  throw new ArmError(
    400,
    "SkuFeatureNotSupported", // Code not documented; that the feature wants Premium is.
    `The feature '${refused}' is not supported for the SKU ${sku}. It requires the SKU Premium.`,
  );
}

function premiumOnly(properties: JsonObject): string | undefined {
  if (properties.publicNetworkAccess === "Disabled") return "publicNetworkAccess";
  if (properties.zoneRedundancy === "Enabled") return "zoneRedundancy";
  if (properties.dataEndpointEnabled === true) return "dataEndpointEnabled";
  if (textAt(properties, "networkRuleSet.defaultAction") === "Deny") return "networkRuleSet";
  if (objectsAt(properties, "networkRuleSet.ipRules").length > 0) return "networkRuleSet";
  if (textAt(properties, "policies.retentionPolicy.status") === "enabled") return "retentionPolicy";
  if (!equal(objectAt(properties, "policies.exportPolicy"), { status: "enabled" }))
    return "exportPolicy";
  return undefined;
}

/** @see https://learn.microsoft.com/azure/container-registry/container-registry-authentication#admin-account */
function credentials({ resource, cloud }: ResourceView): JsonObject {
  if (objectAt(resource.desired, "properties").adminUserEnabled !== true) {
    throw new ArmError(
      400,
      "UnAuthorizedForCredentialOperations",
      `Cannot perform credential operations for ${resource.id} as admin user is disabled. Kindly enable admin user ` +
        "as per docs: https://docs.microsoft.com/en-us/azure/container-registry/container-registry-authentication#admin-account",
    );
  }
  const turns = objectAt(resource.kept, "turns");
  return {
    username: resource.name,
    passwords: ["password", "password2"].map((name) => ({
      name,
      value: cloud.secretText(
        `${resource.id}|${JSON.stringify(resource.kept.generation)}|${name}|${JSON.stringify(turns[name] ?? 0)}`,
        52,
      ),
    })),
  };
}
