import { createHash } from "node:crypto";
import { isSecret } from "../../policy/known";
import { types, withoutVersion } from "../../policy/types";
import type { StateResource } from "./stateOf";

/** What stands in place of a secret: its ciphertext is another one each time the state is written. */
export const secretMark = "[secret]";

/** A resource with what changes by itself left out. */
export interface StableResource {
  readonly urn: string;
  readonly type: string;
  readonly id: string | undefined;
  readonly parent: string | undefined;
  readonly provider: string | undefined;
  readonly protect: boolean;
  readonly pendingDeletion: boolean;
  readonly initErrors: readonly string[];
  readonly inputs: unknown;
  readonly outputs: unknown;
}

/**
 * Outputs, at any depth, that say when something was done or which version of a resource this is. All were seen to
 * differ when the same settings were deployed again after others; `etag` and `systemData` are what Resource Manager
 * gives resources of any type.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/overview
 * @see https://developers.cloudflare.com/api/resources/dns/subresources/records/
 */
const volatileNames = new Set([
  "etag",
  "systemData",
  "creationDate",
  "createdDate",
  "modifiedDate",
  "createdOn",
  "modifiedOn",
  "commentModifiedOn",
  "tagsModifiedOn",
  "lastSkuUpdate",
]);

/** Paths in the outputs that change without anybody's doing, or at every update, by type. */
const volatileOutputs: Readonly<Record<string, readonly string[]>> = {
  // Every change of the template makes a revision, with a name that Azure makes up or a suffix that must be new.
  // Whether the addresses stay is not documented.
  [types.containerApp]: [
    "latestRevisionName",
    "latestReadyRevisionName",
    "latestRevisionFqdn",
    "template.revisionSuffix",
    "outboundIpAddresses",
  ],
  // Azure upgrades what an environment brings along.
  [types.managedEnvironment]: ["daprConfiguration.version", "kedaConfiguration.version"],
  // Every write makes a version.
  [types.vaultSecret]: [
    "properties.secretUriWithVersion",
    "properties.attributes.created",
    "properties.attributes.updated",
  ],
  [types.postgresServer]: ["backup.earliestRestoreDate", "minorVersion"],
  // Those of the custom domains that were there when the site was last written; they are resources themselves.
  [types.staticSite]: ["customDomains"],
};

/** Paths in the inputs that are to be another at each update, by type. */
const volatileInputs: Readonly<Record<string, readonly string[]>> = {
  [types.containerApp]: ["template.revisionSuffix"],
};

/**
 * Outputs, and ids, that are made up when a resource is created, and that mean nothing but that resource. Wherever such a value
 * stands, its place stands instead: a role that was given to an identity which was made anew is still that role.
 */
const madeUp: Readonly<Record<string, readonly string[]>> = {
  [types.userAssignedIdentity]: ["principalId", "clientId"],
  [types.dnsRecord]: ["id"],
};

/**
 * A state without what changes by itself, sorted by URN: equal for two deployments of the same settings.
 *
 * What it can't see: another value of a secret, as each secret is nothing but the mark that it is one.
 */
export function stableState(resources: readonly StateResource[]): StableResource[] {
  const places = new Map(
    resources.flatMap((resource) =>
      (madeUp[withoutVersion(resource.type)] ?? []).flatMap((name) => {
        const value = name === "id" ? resource.id : resource.outputs[name];
        return typeof value === "string" ? [[value, `${name} of ${resource.urn}`] as const] : [];
      }),
    ),
  );
  const stable = resources.map((resource): StableResource => {
    const { urn, type, id, parent, protect, pendingDeletion, initErrors } = resource;
    const token = withoutVersion(type);
    const inputs = without(resource.inputs, volatileInputs[token] ?? [], new Set());
    const outputs = without(resource.outputs, volatileOutputs[token] ?? [], volatileNames);
    return {
      urn,
      type,
      id:
        id === undefined || type.startsWith("pulumi:providers:")
          ? undefined
          : (places.get(id) ?? id),
      parent,
      // The provider's own id is made up at the first update.
      provider: resource.provider?.split("::").slice(0, -1).join("::"),
      protect,
      pendingDeletion,
      initErrors,
      inputs: placed(inputs, places),
      outputs: placed(outputs, places),
    };
  });
  const key = (resource: StableResource) =>
    `${resource.urn} ${resource.pendingDeletion} ${resource.id}`;
  return stable.sort((one, other) => (key(one) < key(other) ? -1 : 1));
}

/** SHA-256 of a state, in hex, without what changes by itself: see {@link stableState}. */
export function stateHash(resources: readonly StateResource[]): string {
  return createHash("sha256")
    .update(canonical(stableState(resources)))
    .digest("hex");
}

/** JSON with the keys of every object sorted. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}

/** A value without some paths, which pass through lists, and without some names at any depth; secrets are marks. */
function without(
  value: unknown,
  paths: readonly string[],
  names: ReadonlySet<string>,
  path = "",
): unknown {
  if (isSecret(value)) return secretMark;
  if (Array.isArray(value)) return value.map((one) => without(one, paths, names, path));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !names.has(key) && !paths.includes(path + key))
      .map(([key, one]) => [key, without(one, paths, names, `${path}${key}.`)]),
  );
}

/** A value with the place of each made-up value instead of it. */
function placed(value: unknown, places: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string") return places.get(value) ?? value;
  if (Array.isArray(value)) return value.map((one) => placed(one, places));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, placed(one, places)]));
}
