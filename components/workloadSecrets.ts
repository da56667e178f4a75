import * as keyvault from "@pulumi/azure-native/keyvault";
import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword";
import type { Placement } from "./placement";
import type { Vault } from "./vault";

/** Secrets that are made elsewhere in the topology. */
export interface GivenSecrets {
  readonly "postgres-admin-password": pulumi.Output<string>;
  readonly "database-url": pulumi.Output<string>;
  readonly "redis-url": pulumi.Output<string>;
  readonly "appinsights-connection-string": pulumi.Output<string>;
}

/** A secret in the vault. */
export type SecretName = keyof GivenSecrets | "jwt-secret" | "refresh-token-secret";

/** Inputs of {@link WorkloadSecrets}. */
export interface WorkloadSecretsArgs {
  readonly placement: Placement;
  readonly vault: Vault;
  readonly given: GivenSecrets;
}

/** Characters of a generated signing secret: more than the 256 bits that HS256 asks for (RFC 7518 §3.2). */
const signingSecretLength = 64;

/**
 * What the workloads keep secret, in the vault: what other components made, and the token secrets generated here.
 *
 * They are written through Resource Manager, which reaches a vault that has no public endpoint and needs no
 * role on its data (https://learn.microsoft.com/azure/key-vault/secrets/quick-create-bicep).
 */
export class WorkloadSecrets extends pulumi.ComponentResource {
  constructor(name: string, args: WorkloadSecretsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ftl:data:WorkloadSecrets", name, {}, opts);
    const { resourceGroupName, tags } = args.placement;

    const generate = (role: "jwt-secret" | "refresh-token-secret") =>
      new RandomPassword(
        `${name}-${role}`,
        { length: signingSecretLength, special: false },
        { parent: this },
      ).result;
    const values: Record<SecretName, pulumi.Output<string>> = {
      ...args.given,
      "jwt-secret": generate("jwt-secret"),
      "refresh-token-secret": generate("refresh-token-secret"),
    };
    for (const [secretName, value] of Object.entries(values)) {
      new keyvault.Secret(
        `${name}-${secretName}-in-vault`,
        {
          resourceGroupName,
          vaultName: args.vault.vaultName,
          secretName,
          properties: { value: pulumi.secret(value), contentType: "text/plain" },
          tags,
        },
        { parent: this, dependsOn: [args.vault.keyVault] },
      );
    }

    this.registerOutputs({});
  }
}
