import type { StackOutputs } from "../../settings";
import { deployedOutputs } from "../deployedOutputs";
import { pinnedAccount } from "../guards/accountGuard";
import { type LocalSession, openLocal } from "../local/session";
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
  readonly outputs: StackOutputs;
  readonly place: Place;
  close(): Promise<void>;
}

/**
 * Opens a stack's place, reads its outputs, and makes the access to Resource Manager.
 *
 * @param command What the local cloud's lock should say to others: `ftl backup stg --local`.
 * @param options `dataPlane`: on the local cloud, what is deployed is to run and answer.
 * @throws Refusal when there is no such stack, when it isn't deployed, or not where its file pins it.
 */
export async function openStackInAzure(
  stack: string,
  local: boolean,
  command: string,
  { dataPlane = false }: { readonly dataPlane?: boolean } = {},
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
  const session = await openLocal({ command, api: { apiPort: 0 }, dataPlane });
  try {
    return { ...(await stackOf(session, stack, command)), close: () => session.close() };
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** {@link openStackInAzure} on a local cloud that is open, with its APIs listening, and stays so. */
export async function stackOf(
  session: LocalSession,
  stack: string,
  command: string,
): Promise<OpenStackInAzure> {
  const outputs = await deployedOutputs(stack, session);
  const access = await localAccess(session);
  const place = await openPlace(session, command);
  return { stack, local: true, access, outputs, place, close: () => place.close() };
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
