import * as authorization from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";
import { resourceName } from "../settings/conventions/names";

/** Inputs of {@link createDeleteLock}. */
export interface DeleteLockArgs {
  readonly stack: string;
  readonly resourceGroupId: pulumi.Input<string>;
  /** Everything in the group. */
  readonly inside: readonly pulumi.Resource[];
}

/**
 * Lock that lets nothing in the resource group be deleted, by whomever.
 *
 * It depends on everything inside, so that it is created last and deleted first, and `destroy` meets no
 * ScopeLocked. An update that deletes or replaces something inside does meet it: run that one with
 * `ftl:protected` false, which lifts the lock before anything else is deleted, and then once more as it was.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources
 */
export function createDeleteLock(
  name: string,
  args: DeleteLockArgs,
  opts: pulumi.CustomResourceOptions,
): authorization.ManagementLockByScope {
  return new authorization.ManagementLockByScope(
    name,
    {
      scope: args.resourceGroupId,
      lockName: resourceName("Microsoft.Authorization/locks", { stack: args.stack, what: "lock" }),
      level: authorization.LockLevel.CanNotDelete,
      notes: "Holds the platform's data. Lifted by its Pulumi program: ftl:protected.",
    },
    pulumi.mergeOptions(opts, { dependsOn: [...args.inside] }),
  );
}
