/**
 * What has to be there before Microsoft's examples can be sent, and where an example's own values can't be: most of
 * them are placeholders (`examplepassword`, `Y2VydA==`).
 */

import { isAtOrBelow, parseResourceId, resourceGroupId } from "../../../local-cloud/arm/resourceId";
import { mergePatch, type Json, type JsonObject } from "../../../local-cloud/json";
import { selfSigned } from "../../support/selfSigned";
import { subscriptionId } from "../arm/cloud";
import type { PublishedExample } from "./publishedExamples";

/** Group in which every example is sent. */
export const exampleGroupId = resourceGroupId(subscriptionId, "examples");

/** A resource to make first. */
export interface Setup {
  readonly path: string;
  readonly apiVersion: string;
  readonly body: JsonObject;
}

/** How the examples of a type are made acceptable, and what they need besides their parents. */
interface Preparation {
  /** Resources of the group, without what comes before the namespace. */
  readonly needs?: readonly (string | Setup)[];
  /** Laid on the published body as a merge patch; null takes a value away. */
  readonly change?: JsonObject;
}

const identity = "Microsoft.ManagedIdentity/userAssignedIdentities";
const environment = "Microsoft.App/managedEnvironments/demokube";
const inGroup = (rest: string) => `${exampleGroupId}/providers/${rest}`;

const certificate = selfSigned({
  names: ["www.my-name.com"],
  notBefore: new Date("2020-01-01"),
  notAfter: new Date("2040-01-01"),
});

const network = "Microsoft.Network/virtualNetworks";

/** A subnet for one service, in a network of its own. */
function delegatedSubnet(networkName: string, name: string, serviceName: string): Setup {
  return {
    path: inGroup(`${network}/${networkName}/subnets/${name}`),
    apiVersion: "2024-07-01",
    body: {
      properties: {
        addressPrefix: "10.0.0.0/23",
        delegations: [{ name: "delegation", properties: { serviceName } }],
      },
    },
  };
}

/** By type. */
const preparations: Readonly<Record<string, Preparation>> = {
  "Microsoft.App/managedEnvironments": {
    needs: [
      `${identity}/contoso-identity`,
      `${network}/VNetName`,
      delegatedSubnet("VNetName", "subnetName1", "Microsoft.App/environments"),
    ],
    change: {
      properties: {
        appLogsConfiguration: null,
        customDomainConfiguration: null,
        workloadProfiles: [
          { name: "My-GP-01", workloadProfileType: "D4", minimumCount: 3, maximumCount: 12 },
          { name: "My-consumption-01", workloadProfileType: "Consumption" },
        ],
      },
    },
  },
  "Microsoft.App/managedEnvironments/certificates": {
    change: {
      properties: { value: Buffer.from(certificate.pem).toString("base64"), password: null },
    },
  },
  "Microsoft.App/containerApps": {
    needs: [`${identity}/myidentity`, environment],
    change: {
      properties: {
        configuration: {
          // Certificates and revisions that the examples name without making them.
          ingress: { customDomains: null, traffic: null },
        },
      },
    },
  },
  "Microsoft.App/jobs": { needs: [`${identity}/myidentity`, environment] },
  "Microsoft.Cache/redisEnterprise": {
    needs: [`${identity}/your-identity`],
    // The plans of the examples can't be ordered any more.
    change: { sku: { name: "Balanced_B1", capacity: null }, zones: null },
  },
  "Microsoft.Cache/redisEnterprise/databases": {
    change: { properties: { evictionPolicy: "NoEviction" } },
  },
  "Microsoft.Cache/redis": {
    needs: [`${network}/network1`, `${network}/network1/subnets/subnet1`],
    change: { properties: { redisVersion: null } },
  },
  "Microsoft.DBforPostgreSQL/flexibleServers": {
    change: {
      properties: {
        administratorLoginPassword: "Examp1e-passw0rd",
        // The zone of the example that has a network is named as the service allows none.
        network: {
          delegatedSubnetResourceId: null,
          privateDnsZoneArmResourceId: null,
          publicNetworkAccess: "Enabled",
        },
      },
    },
  },
  "Microsoft.Insights/components": {
    needs: ["Microsoft.OperationalInsights/workspaces/my-workspace"],
  },
  "Microsoft.Insights/webtests": {
    needs: ["Microsoft.Insights/components/my-component"],
    change: {
      tags: {
        [`hidden-link:${inGroup("Microsoft.Insights/components/my-component")}`]: "Resource",
      },
    },
  },
  "Microsoft.Network/privateDnsZones/virtualNetworkLinks": {
    needs: [`${network}/virtualNetworkName`],
  },
  "Microsoft.Web/staticSites/customDomains": {
    change: { properties: { validationMethod: "dns-txt-token" } },
  },
  "Microsoft.Web/staticSites": { change: { sku: { name: "Standard", tier: "Standard" } } },
};

const emptyPreparation: Preparation = {};

export function preparationOf(type: string): Preparation {
  return preparations[type] ?? emptyPreparation;
}

/** The body that makes a resource of the example's type. */
export function acceptableBody({
  body,
  path,
}: Pick<PublishedExample, "body" | "path">): JsonObject {
  const { change = {} } = preparationOf(parseResourceId(localised(path) as string)!.type);
  return mergePatch(localised(body ?? {}) as JsonObject, change);
}

/**
 * Everything that has to be made before the resource with this id can be, in order: its parents, and what the type
 * needs.
 *
 * @param published All examples: those that make something show how.
 */
export function setupsBefore(id: string, published: readonly PublishedExample[]): Setup[] {
  const { type, parentId } = parseResourceId(id)!;
  const needs = preparationOf(type).needs ?? [];
  const parents = isAtOrBelow(exampleGroupId, parentId) ? [] : setupOf(parentId, published);
  return [
    ...parents,
    ...needs.flatMap((one) => (typeof one === "string" ? setupOf(inGroup(one), published) : [one])),
  ];
}

/** Everything up to and with the resource itself. */
export function setupOf(id: string, published: readonly PublishedExample[]): Setup[] {
  const { type } = parseResourceId(id)!;
  const example = published.find(
    (one) => one.method === "PUT" && parseResourceId(localised(one.path) as string)?.type === type,
  );
  // What is read can be written back.
  const read = published.find(
    (one) => one.method === "GET" && parseResourceId(localised(one.path) as string)?.type === type,
  );
  const shown = example ?? (read && { ...read, body: read.answer as JsonObject });
  if (shown === undefined) throw new Error(`nothing shows how a ${type} is made`);
  const own = { apiVersion: shown.apiVersion, body: acceptableBody(shown) };
  return [...setupsBefore(id, published), { path: id, ...own }];
}

/** Text of an example with its ids in the local cloud's subscription and this suite's group, and with valid names. */
export function localised(value: Json): Json {
  const text = JSON.stringify(value)
    .replaceAll(/\/?subscriptions\/[^/"]+\/resourceGroups\/[^/"]+/gi, exampleGroupId)
    .replaceAll(
      /\/?subscriptions\/[^/"]+\/providers/gi,
      `/subscriptions/${subscriptionId}/providers`,
    )
    // A slip of the example's.
    .replaceAll("containerApps/testStaticSite0", "containerApps/testcontainerapp0")
    // A cluster's one database is named so.
    .replaceAll("/databases/db1", "/databases/default")
    .replaceAll(/testinitcontainerApps?(?:Job)?|testcontainerApp/g, (name) => name.toLowerCase());
  return JSON.parse(text) as Json;
}
