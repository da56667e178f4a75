import * as keyvault from "@pulumi/azure-native/keyvault";
import * as pulumi from "@pulumi/pulumi";
import { resourceName } from "../settings/conventions/names";
import { createDiagnostics } from "./diagnostics";
import type { Network } from "./network";
import type { Placement } from "./placement";
import { PrivateAccess } from "./privateAccess";

/** Inputs of {@link Vault}. */
export interface VaultArgs {
  readonly placement: Placement;
  readonly tenantId: pulumi.Input<string>;
  /** Network of a private stack: the vault then answers behind a private endpoint only. */
  readonly network?: Network | undefined;
  /** Whether Pulumi refuses to delete the vault, and Azure to purge it. */
  readonly protected: boolean;
  readonly workspaceId: pulumi.Input<string>;
}

/**
 * Key Vault under role-based access. Stateful: holds secrets and certificates, and its name stays taken for
 * {@link softDeleteRetentionInDays} days after a delete.
 */
export class Vault extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;
  /** Physical name. */
  readonly vaultName: string;
  /** The vault without its endpoint and diagnostics: what is written through Resource Manager needs no more. */
  readonly keyVault: pulumi.Resource;

  constructor(name: string, args: VaultArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ftl:data:Vault", name, {}, opts);
    const { stack, region, resourceGroupName, tags } = args.placement;
    this.vaultName = resourceName("Microsoft.KeyVault/vaults", { stack, what: "kv", region });

    const vault = new keyvault.Vault(
      `${name}-key-vault`,
      {
        resourceGroupName,
        vaultName: this.vaultName,
        location: region,
        properties: {
          tenantId: args.tenantId,
          sku: { family: keyvault.SkuFamily.A, name: keyvault.SkuName.Standard },
          enableRbacAuthorization: true,
          enableSoftDelete: true,
          softDeleteRetentionInDays,
          // Irreversible, and refused when sent as false: left out where it isn't wanted.
          ...(args.protected && { enablePurgeProtection: true }),
          ...(args.network
            ? {
                publicNetworkAccess: "Disabled",
                networkAcls: {
                  defaultAction: keyvault.NetworkRuleAction.Deny,
                  bypass: keyvault.NetworkRuleBypassOptions.AzureServices,
                },
              }
            : { publicNetworkAccess: "Enabled" }),
        },
        tags,
      },
      { parent: this, protect: args.protected },
    );
    createDiagnostics(
      `${name}-diagnostics`,
      { stack, resourceId: vault.id, workspaceId: args.workspaceId },
      { parent: this },
    );
    if (args.network) {
      new PrivateAccess(
        `${name}-access`,
        {
          placement: args.placement,
          network: args.network,
          role: "vault",
          targetId: vault.id,
          groupId: "vault",
        },
        { parent: this },
      );
    }

    this.keyVault = vault;
    this.id = vault.id;
    this.registerOutputs({ id: this.id, vaultName: this.vaultName });
  }

  /** URL of a secret without a version: whoever refers to it gets the newest one. */
  secretUrl(secretName: string): string {
    // Written out from the name, so that a preview shows the reference before the vault exists.
    return `https://${this.vaultName}.vault.azure.net/secrets/${secretName}`;
  }
}

/** Days that a deleted vault or secret can be recovered, Azure's longest. */
export const softDeleteRetentionInDays = 90;
