import { createHash } from "node:crypto";
import * as authorization from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";

/** Inputs of {@link RedisKeysReader}. */
export interface RedisKeysReaderArgs {
  readonly stack: string;
  /** Id of the stack's resource group. */
  readonly stackGroup: pulumi.Input<string>;
}

/**
 * A role of our own that lists the access keys of Redis, and does nothing else: a preview asks for them, and Reader may
 * not. No role of Azure's lists them and writes nothing. Whoever reads the state has them anyway.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/permissions/databases#microsoftcache
 */
export class RedisKeysReader extends pulumi.ComponentResource {
  /** Name of the definition, a GUID. */
  readonly roleId: pulumi.Output<string>;

  constructor(name: string, args: RedisKeysReaderArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ftl:bootstrap:RedisKeysReader", name, {}, opts);
    const { stack, stackGroup } = args;
    const roleName = `ftl-${stack} Redis Keys Reader`;
    const definition = new authorization.RoleDefinition(
      `${name}-definition`,
      {
        scope: stackGroup,
        roleDefinitionId: guidOf(roleName),
        roleName,
        roleType: "CustomRole",
        description: "Lists the access keys of Redis, for previews.",
        permissions: [
          {
            actions: [
              "Microsoft.Cache/redisEnterprise/databases/listKeys/action",
              "Microsoft.Cache/redis/listKeys/action",
            ],
          },
        ],
        assignableScopes: [stackGroup],
      },
      { parent: this },
    );
    this.roleId = definition.name;
    this.registerOutputs({ roleId: this.roleId });
  }
}

/** The same GUID for the same text. */
function guidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  const [a, b, c, d, e] = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 15),
    hex.slice(15, 18),
    hex.slice(18, 30),
  ];
  return `${a}-${b}-4${c}-8${d}-${e}`;
}
