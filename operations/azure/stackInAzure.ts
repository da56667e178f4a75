import type { StackOutputs } from "../../settings";
import { deployedOutputs } from "../deployedOutputs";
import { pinnedAccount } from "../guards/accountGuard";
import { openLocal } from "../local/session";
import { openPlace, type Place } from "../place";
import { requireStack } from "../project";
import { Refusal } from "../refusal";
import { parseResourceId } from "./resourceId";
import { localAccess, realAccess, type ResourceManagerAccess } from "./resourceManagerAccess";

/** A deployed stack, and the way to what it deployed in Azure. */
export interface StackInAzure {
  readonly stack: string;
  readonly local: boolean;
  readonly access: ResourceManagerAccess;
  readonly outputs: Pick<StackOutputs, "resourceIds" | "resourceNames">;
}

/** {@link StackInAzure} with the place where it is deployed. Close it in the end. */
export interface OpenStackInAzure extends StackInAzure {
  readonly place: Place;
  close(): Promise<void>;
}

/**
 * Opens a stack's place, reads its outputs, and makes the access to Resource Manager.
 *
 * @param command What the local cloud's lock should say to others: `ftl backup stg --local`.
 * @throws Refusal when there is no such stack, when it isn't deployed, or not where its file pins it.
 */
export async function openStackInAzure(
  stack: string,
  local: boolean,
  command: string,
): Promise<OpenStackInAzure> {
  requireStack(stack);
  if (!local) {
    const pinned = pinnedAccount(stack);
    const outputs = await deployedOutputs(stack, false);
    requirePinned(stack, pinned.subscriptionId, outputs);
    const place = await openPlace(false, command);
    const access = realAccess(pinned.tenantId);
    return { stack, local, access, outputs, place, close: () => place.close() };
  }
  const session = await openLocal({ command, api: { apiPort: 0 } });
  try {
    const outputs = await deployedOutputs(stack, session);
    const access = await localAccess(session);
    const place = await openPlace(session, command);
    return { stack, local, access, outputs, place, close: () => session.close() };
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** A state of another subscription than the stack's file pins would lead to somebody else's resources. */
export function requirePinned(
  stack: string,
  pinned: string | undefined,
  { resourceIds }: Pick<StackOutputs, "resourceIds">,
): void {
  const { subscriptionId } = parseResourceId(resourceIds.vault);
  if (pinned === undefined || pinned === subscriptionId) return;
  throw new Refusal(
    `The state of ${stack} is of subscription ${subscriptionId}, and Pulumi.${stack}.yaml pins ${pinned}. ` +
      "Nothing is done: log in to the backend of the right one.",
  );
}
