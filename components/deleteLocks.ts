import * as authorization from "@pulumi/azure-native/authorization";
import type * as pulumi from "@pulumi/pulumi";
import { resourceName } from "../settings/conventions/names";

/** Inputs of {@link createDeleteLocks}. */
export interface DeleteLocksArgs {
  readonly stack: string;
  /** Resource ids of what can't be got back, by a word for each. */
  readonly stateful: Readonly<Record<string, pulumi.Input<string>>>;
  /** Everything in the resource group. */
  readonly inside: readonly pulumi.Resource[];
}

/**
 * Locks that let nobody delete what can't be got back, and with it the resource group: Azure deletes no group that
 * holds a locked resource, and takes nothing else out of it either.
 *
 * Not one lock on the group: it would be inherited by everything inside and refuse what the cutover and a removed
 * hostname delete every time, certificates above all.
 *
 * The locks depend on everything inside, so that they are created last and deleted first, and a `destroy` with
 * `ftl:protected` false meets no ScopeLocked.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources
 */
export function createDeleteLocks(
  name: string,
  { stack, stateful, inside }: DeleteLocksArgs,
  opts: pulumi.CustomResourceOptions,
): void {
  for (const [what, scope] of Object.entries(stateful)) {
    new authorization.ManagementLockByScope(
      `${name}-${what}`,
      {
        scope,
        lockName: resourceName("Microsoft.Authorization/locks", { stack, what: `${what}-lock` }),
        level: authorization.LockLevel.CanNotDelete,
        notes: "Can't be got back once deleted. Lifted by its Pulumi program: ftl:protected.",
      },
      { ...opts, dependsOn: [...inside] },
    );
  }
}
