/**
 * How each service answers what changes a resource: with which status, with or without the resource, and how the
 * operation behind it is followed.
 *
 * @see https://github.com/Azure/azure-rest-api-specs (the `responses` of each operation's examples)
 * @see https://github.com/cloud-and-ai-microsoft/resource-provider-contract/blob/master/v1.0/async-api-reference.md
 */

import type { Follow } from "./operations";

/** One answer to a change that is accepted. */
export interface ChangeAnswer {
  readonly status: 200 | 201 | 202;
  /** Whether the resource is the body. */
  readonly body: boolean;
  readonly follow: readonly Follow[];
}

/** The answers of one type. */
export interface ServiceContract {
  readonly create: ChangeAnswer;
  readonly update: ChangeAnswer;
  /** Absent where the service has no PATCH. */
  readonly patch: ChangeAnswer | undefined;
  /** Of a resource that there was; without one it is 204. */
  readonly delete: ChangeAnswer;
}

const ok: ChangeAnswer = { status: 200, body: true, follow: [] };
const created: ChangeAnswer = { status: 201, body: true, follow: [] };
const done: ChangeAnswer = { status: 200, body: false, follow: [] };
const both: readonly Follow[] = ["azure-asyncoperation", "location"];

function followed(
  status: 200 | 201 | 202,
  body: boolean,
  ...follow: readonly Follow[]
): ChangeAnswer {
  return { status, body, follow };
}

const acceptedBoth = followed(202, false, ...both);
const acceptedAt = followed(202, false, "location");
const acceptedAsync = followed(202, false, "azure-asyncoperation");

/** Types of which nothing else is said: made and changed at once. */
const plain: ServiceContract = { create: created, update: ok, patch: ok, delete: done };

/** Everything of the flexible server is accepted, and followed in either way. */
const postgres: ServiceContract = {
  create: acceptedBoth,
  update: acceptedBoth,
  patch: acceptedBoth,
  delete: acceptedBoth,
};
const workload: ServiceContract = {
  create: followed(201, true, "azure-asyncoperation"),
  update: followed(200, true, "azure-asyncoperation"),
  patch: acceptedAt,
  delete: acceptedAsync,
};
const network: ServiceContract = {
  create: followed(201, true, "azure-asyncoperation"),
  update: followed(200, true, "azure-asyncoperation"),
  patch: ok,
  delete: acceptedBoth,
};
const privateDns: ServiceContract = {
  create: acceptedBoth,
  update: acceptedBoth,
  patch: acceptedBoth,
  delete: acceptedBoth,
};
const alwaysOk: ServiceContract = { create: ok, update: ok, patch: ok, delete: done };
const staticSite: ServiceContract = {
  create: followed(202, true, "azure-asyncoperation"),
  update: followed(202, true, "azure-asyncoperation"),
  patch: followed(202, true, "azure-asyncoperation"),
  delete: acceptedAsync,
};
const redisEnterprise: ServiceContract = {
  create: followed(201, true, "azure-asyncoperation"),
  update: followed(200, true, "azure-asyncoperation"),
  patch: acceptedBoth,
  delete: acceptedBoth,
};

const contracts: Readonly<Record<string, ServiceContract>> = {
  "microsoft.resources/resourcegroups": { ...plain, delete: acceptedAt },
  "microsoft.authorization/locks": { ...plain, patch: undefined },
  "microsoft.authorization/roleassignments": { ...plain, patch: undefined, delete: ok },
  "microsoft.app/managedenvironments": { ...workload, delete: acceptedAt },
  "microsoft.app/managedenvironments/certificates": alwaysOk,
  "microsoft.app/managedenvironments/managedcertificates": {
    ...plain,
    create: followed(201, true, "azure-asyncoperation"),
  },
  "microsoft.app/containerapps": workload,
  "microsoft.app/jobs": { ...workload, create: followed(201, true, "location"), update: ok },
  "microsoft.dbforpostgresql/flexibleservers": postgres,
  "microsoft.dbforpostgresql/flexibleservers/databases": { ...postgres, patch: undefined },
  "microsoft.dbforpostgresql/flexibleservers/firewallrules": { ...postgres, patch: undefined },
  "microsoft.dbforpostgresql/flexibleservers/backups": { ...postgres, patch: undefined },
  "microsoft.dbforpostgresql/flexibleservers/configurations": postgres,
  "microsoft.cache/redis": { ...plain, patch: acceptedAt, delete: acceptedAt },
  "microsoft.cache/redisenterprise": redisEnterprise,
  "microsoft.cache/redisenterprise/databases": redisEnterprise,
  "microsoft.containerregistry/registries": { ...plain, delete: acceptedAt },
  "microsoft.keyvault/vaults": plain,
  "microsoft.keyvault/vaults/secrets": plain,
  "microsoft.network/virtualnetworks": network,
  "microsoft.network/virtualnetworks/subnets": { ...network, patch: undefined },
  "microsoft.network/privateendpoints": { ...network, patch: undefined },
  "microsoft.network/privateendpoints/privatednszonegroups": { ...network, patch: undefined },
  "microsoft.network/privatednszones": privateDns,
  "microsoft.network/privatednszones/virtualnetworklinks": privateDns,
  "microsoft.storage/storageaccounts": alwaysOk,
  "microsoft.operationalinsights/workspaces": { ...plain, delete: acceptedBoth },
  "microsoft.insights/components": alwaysOk,
  "microsoft.insights/webtests": alwaysOk,
  "microsoft.insights/metricalerts": alwaysOk,
  "microsoft.insights/diagnosticsettings": { ...alwaysOk, patch: undefined },
  "microsoft.web/staticsites": staticSite,
  "microsoft.web/staticsites/customdomains": { ...staticSite, patch: undefined },
};

/** The answers of a type. */
export function contractOf(type: string): ServiceContract {
  return contracts[type.toLowerCase()] ?? plain;
}

/**
 * Refusals that come after the request has been accepted: its operation fails with them.
 *
 * @see https://github.com/Azure/reddog-containerapps/issues/12 (a revision that can't be provisioned)
 */
export const failsLater: ReadonlySet<string> = new Set(["ContainerAppOperationError"]);
