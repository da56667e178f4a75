import * as authorization from "@pulumi/azure-native/authorization";
import type * as pulumi from "@pulumi/pulumi";
import { resourceName } from "../settings/conventions/names";

/** Inputs of {@link createDeleteLocks}. */
export interface DeleteLocksArgs {
  readonly stack: string;
  /** Resource ids of what can't be got back, by a word for each. */
  readonly stateful: Readonly<Record<string, pulumi.Input<string>>>;
  /** What is in it, and which roles are given there. */
  readonly inside: readonly pulumi.Resource[];
}

/**
 * Locks that let nobody delete what can't be got back. A lock holds for everything below as well, the roles that are
 * given there too: so the locks come last and go first.
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
        notes:
          "Can't be got back once deleted. Lifted by its Pulumi program: ftl-bootstrap:protected.",
      },
      { ...opts, dependsOn: [...inside] },
    );
  }
}
