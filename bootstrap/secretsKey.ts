import * as keyvault from "@pulumi/azure-native/keyvault";
import * as pulumi from "@pulumi/pulumi";
import { resourceName } from "../settings/conventions/names";
import { secretsKeyName } from "./names";
import type { Placement } from "./placement";

/** Inputs of {@link SecretsKey}. */
export interface SecretsKeyArgs {
  readonly placement: Placement;
  readonly tenantId: pulumi.Input<string>;
  /** See the setting of the same name. */
  readonly addresses: readonly string[];
}

/**
 * The key that encrypts the secrets in a stack's state, in a vault that holds nothing else. Stateful: without the key
 * no state can be opened, so that nobody can purge it before 90 days have passed.
 *
 * @see https://www.pulumi.com/docs/iac/concepts/secrets/#azure-key-vault
 */
export class SecretsKey extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;
  readonly vaultId: pulumi.Output<string>;
  /** What `pulumi stack init --secrets-provider` takes: `azurekeyvault://…/keys/stack-secrets`. */
  readonly provider: string;

  constructor(name: string, args: SecretsKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ftl:bootstrap:SecretsKey", name, {}, opts);
    const { placement, addresses } = args;
    const { stack, region, resourceGroupName, tags } = placement;
    const kept: pulumi.CustomResourceOptions = { parent: this, protect: placement.protected };
    const vaultName = resourceName("Microsoft.KeyVault/vaults", {
      stack,
      what: "state-kv",
      region,
    });

    const vault = new keyvault.Vault(
      `${name}-vault`,
      {
        resourceGroupName,
        vaultName,
        location: region,
        properties: {
          tenantId: args.tenantId,
          sku: { family: keyvault.SkuFamily.A, name: keyvault.SkuName.Standard },
          enableRbacAuthorization: true,
          enableSoftDelete: true,
          softDeleteRetentionInDays: 90,
          // Irreversible, and refused when sent as false: left out where it isn't wanted.
          ...(placement.protected && { enablePurgeProtection: true }),
          publicNetworkAccess: "Enabled",
          networkAcls: {
            bypass: keyvault.NetworkRuleBypassOptions.None,
            defaultAction:
              addresses.length === 0
                ? keyvault.NetworkRuleAction.Allow
                : keyvault.NetworkRuleAction.Deny,
            ipRules: addresses.map((value) => ({ value })),
          },
        },
        tags,
      },
      kept,
    );
    const key = new keyvault.Key(
      `${name}-key`,
      {
        resourceGroupName,
        vaultName: vault.name,
        keyName: secretsKeyName,
        properties: {
          kty: keyvault.JsonWebKeyType.RSA,
          keySize: 3072,
          keyOps: ["encrypt", "decrypt", "wrapKey", "unwrapKey"],
        },
        tags,
      },
      kept,
    );

    this.id = key.id;
    this.vaultId = vault.id;
    this.provider = `azurekeyvault://${vaultName}.vault.azure.net/keys/${secretsKeyName}`;
    this.registerOutputs({ id: this.id, vaultId: this.vaultId, provider: this.provider });
  }
}
