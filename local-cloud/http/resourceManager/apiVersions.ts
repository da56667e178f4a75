import { ArmError } from "../../arm/armError";
import type { ResourceType } from "../../arm/resourceType";
import { modelledTypes } from "../../arm/types";
import { regions } from "./regions";

/** Versions of what Resource Manager answers by itself: subscriptions, resource groups, providers, lists of resources. */
const ownVersions = [
  "2025-04-01",
  "2025-03-01",
  "2024-11-01",
  "2024-07-01",
  "2024-03-01",
  "2023-07-01",
  "2022-12-01",
  "2022-09-01",
  "2022-01-01",
  "2021-04-01",
  "2021-01-01",
  "2020-10-01",
  "2020-06-01",
  "2019-11-01",
  "2019-10-01",
  "2019-06-01",
  "2019-05-01",
  "2018-05-01",
  "2016-06-01",
  "2015-01-01",
];

const groupType = "Microsoft.Resources/resourceGroups";

/**
 * The api-version of a request.
 *
 * @throws ArmError when there is none.
 * @see https://github.com/cloudquery/cloudquery/issues/6626
 */
export function requireApiVersion({ searchParams }: URL): string {
  const version = searchParams.get("api-version");
  if (version) return version;
  throw new ArmError(
    400,
    "MissingApiVersionParameter",
    "The api-version query parameter (?api-version=) is required for all requests.",
  );
}

/**
 * @throws ArmError when Resource Manager's own answers have no such version.
 * @see https://github.com/hashicorp/vault-plugin-secrets-azure/issues/13
 */
export function checkOwnVersion(version: string): void {
  if (ownVersions.includes(version)) return;
  throw new ArmError(
    400,
    "InvalidApiVersionParameter",
    `The api-version '${version}' is invalid. The supported versions are '${ownVersions.join(",")}'.`,
  );
}

/**
 * @param location Of the resource or, where there is none yet, of the request.
 * @throws ArmError when the type has no such version among those that the local cloud knows.
 * @see https://github.com/Azure/azure-cli/issues/28496 (a type with locations)
 * @see https://github.com/Azure/acs-engine/issues/4037 (one without)
 */
export function checkVersion(model: ResourceType, version: string, location = "*"): void {
  if (model.type === groupType) return checkOwnVersion(version);
  if (model.apiVersions.includes(version)) return;
  const [namespace, ...types] = model.type.split("/");
  const supported = model.apiVersions.toSorted();
  if (model.locations === undefined) {
    throw new ArmError(
      404,
      "InvalidResourceType",
      `The resource type '${types.join("/")}' could not be found in the namespace '${namespace}' for api version ` +
        `'${version}'. The supported api-versions are '${supported.join(",")}'.`,
    );
  }
  const places = model.locations === "any" ? Object.keys(regions) : model.locations;
  throw new ArmError(
    400,
    "NoRegisteredProviderFound",
    `No registered resource provider found for location '${location}' and API version '${version}' for type ` +
      `'${types.join("/")}'. The supported api-versions are '${supported.join(", ")}'. The supported locations are '${places.join(", ")}'.`,
  );
}

/**
 * The refusal of a type that the local cloud has no model of, in Azure's words for one that there isn't.
 *
 * @see https://github.com/Azure/azure-sdk-for-js/issues/15460
 * @see https://github.com/Azure/aci-connector-k8s/issues/13 (namespace)
 */
export function unknownType(type: string, version: string): ArmError {
  const [namespace = "", ...types] = type.split("/");
  const known = modelledTypes().some((model) => isIn(model, namespace));
  const note = "(The local cloud has no model of it.)";
  return known
    ? new ArmError(
        404,
        "InvalidResourceType",
        `The resource type '${types.join("/")}' could not be found in the namespace '${namespace}' for api version ` +
          `'${version}'. ${note}`,
      )
    : new ArmError(
        404,
        "InvalidResourceNamespace",
        `The resource namespace '${namespace}' is invalid. ${note}`,
      );
}

/** Whether a type belongs to a provider namespace, whatever its case. */
export function isIn({ type }: ResourceType, namespace: string): boolean {
  return type.toLowerCase().startsWith(`${namespace.toLowerCase()}/`);
}
