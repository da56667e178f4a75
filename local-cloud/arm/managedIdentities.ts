/**
 * The `identity` block that many types have: who the resource is when it calls other services.
 *
 * @see https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/overview
 */

import type { JsonObject } from "../json";
import { ArmError } from "./armError";
import type { ArmCloud } from "./armCloud";
import { objectAt, textAt } from "./body";
import { idKey } from "./resourceId";
import type { WriteRequest } from "./resourceType";

/** A resource, or what a write wants it to be, as far as its identity goes. */
type Holder = Pick<WriteRequest, "id" | "desired">;

function kinds({ desired }: Pick<Holder, "desired">): string[] {
  return (textAt(desired, "identity.type") ?? "None")
    .split(",")
    .map((kind) => kind.trim().toLowerCase());
}

/** Ids of the user-assigned identities, as they were written. */
export function userAssignedIds({ desired }: Pick<Holder, "desired">): string[] {
  return kinds({ desired }).includes("userassigned")
    ? Object.keys(objectAt(desired, "identity.userAssignedIdentities"))
    : [];
}

/** Whether the resource has this identity: a user-assigned one by its id, or its own as `system`. */
export function holds(holder: Holder, identity: string): boolean {
  if (identity.toLowerCase() === "system") return kinds(holder).includes("systemassigned");
  return userAssignedIds(holder).some((id) => idKey(id) === idKey(identity));
}

/** Principal behind an identity that the resource has; undefined when it doesn't exist. */
export function principalOf(cloud: ArmCloud, holder: Holder, identity: string): string | undefined {
  if (identity.toLowerCase() === "system") return systemPrincipal(cloud, holder.id);
  const found = cloud.find(identity);
  return found === undefined ? undefined : textAt(cloud.render(found), "properties.principalId");
}

/**
 * Refuses identities that don't exist.
 *
 * @throws ArmError `FailedIdentityOperation`.
 * @see https://github.com/Azure/azure-policy/issues/1311 (message)
 */
export function checkIdentities({ id, desired, cloud }: WriteRequest): void {
  for (const identity of userAssignedIds({ desired })) {
    if (cloud.find(identity) !== undefined) continue;
    throw new ArmError(
      400,
      "FailedIdentityOperation",
      `Identity operation for resource '${id}' failed with error 'Failed to perform resource identity operation. ` +
        `Status: 'BadRequest'. Response: '{"error":{"code":"BadRequest","message":"Resource '${identity}' was not found."}}'.'.`,
    );
  }
}

/** Read-only parts of the identity block: principals and clients. */
export function computedIdentity(cloud: ArmCloud, holder: Holder): JsonObject {
  const assigned = Object.fromEntries(
    userAssignedIds(holder).flatMap((id) => {
      const found = cloud.find(id);
      if (found === undefined) return [];
      const { principalId, clientId } = objectAt(cloud.render(found), "properties");
      return [[id, { principalId, clientId }]];
    }),
  );
  const own = kinds(holder).includes("systemassigned")
    ? { principalId: systemPrincipal(cloud, holder.id), tenantId: cloud.tenantId }
    : {};
  if (Object.keys(assigned).length === 0)
    return Object.keys(own).length === 0 ? {} : { identity: own };
  return { identity: { ...own, userAssignedIdentities: assigned } };
}

function systemPrincipal(cloud: ArmCloud, id: string): string {
  return cloud.guid(`${idKey(id)}|system-assigned principal`);
}
