import { createHash } from "node:crypto";
import * as authorization from "@pulumi/azure-native/authorization";
import * as managedidentity from "@pulumi/azure-native/managedidentity";
import * as pulumi from "@pulumi/pulumi";
import { resourceName } from "../settings/conventions/names";
import type { Placement } from "./placement";

/** Built-in roles by the ids that every tenant has. @see https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
export const roleIds = {
  acrPull: "7f951dda-4ed3-4680-a7ca-43fe172d538d",
  keyVaultSecretsUser: "4633458b-17de-408a-b874-0445c86b69e6",
} as const;

/** A role that an identity can be given. */
export type RoleName = keyof typeof roleIds;

/** Inputs of {@link WorkloadIdentity}. */
export interface WorkloadIdentityArgs {
  readonly placement: Placement;
  /** Whose identity it is, e.g. `api`. */
  readonly workload: string;
  readonly subscriptionId: pulumi.Input<string>;
  /** The roles it has, each with the id of the resource it holds on. */
  readonly grants: Readonly<Partial<Record<RoleName, pulumi.Input<string>>>>;
}

/** Identity of one workload and what it may do. Depend on the whole component: without its roles it opens nothing. */
export class WorkloadIdentity extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;

  constructor(name: string, args: WorkloadIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ftl:access:WorkloadIdentity", name, {}, opts);
    const { stack, region, resourceGroupName, tags } = args.placement;
    const subscriptionId = pulumi.output(args.subscriptionId);

    const identity = new managedidentity.UserAssignedIdentity(
      `${name}-user-assigned`,
      {
        resourceGroupName,
        resourceName: resourceName("Microsoft.ManagedIdentity/userAssignedIdentities", {
          stack,
          what: `id-${args.workload}`,
        }),
        location: region,
        tags,
      },
      { parent: this },
    );
    for (const role of Object.keys(roleIds) as RoleName[]) {
      const scope = args.grants[role];
      if (scope === undefined) continue;
      new authorization.RoleAssignment(
        `${name}-${role}`,
        {
          roleAssignmentName: subscriptionId.apply((subscription) =>
            nameBasedUuid(["ftl", subscription, stack, args.workload, role].join("/")),
          ),
          roleDefinitionId: pulumi.interpolate`/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${roleIds[role]}`,
          scope,
          principalId: identity.principalId,
          // Said outright, because the directory may not know a new identity yet
          // (https://learn.microsoft.com/azure/role-based-access-control/troubleshooting).
          principalType: authorization.PrincipalType.ServicePrincipal,
        },
        // A second assignment can't have the first one's name, and Azure changes none in place.
        { parent: this, deleteBeforeReplace: true },
      );
    }

    this.id = identity.id;
    this.registerOutputs({ id: this.id });
  }
}

/** RFC 9562 §6.6: the namespace for URLs, which any string may stand in for. */
const urlNamespace = Buffer.from("6ba7b8119dad11d180b400c04fd430c8", "hex");

/** UUID version 5 of a name (RFC 9562 §5.5): the same name always gives the same id. */
export function nameBasedUuid(name: string): string {
  const hash = createHash("sha1").update(urlNamespace).update(name).digest().subarray(0, 16);
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}
