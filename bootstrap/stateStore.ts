import * as storage from "@pulumi/azure-native/storage";
import * as pulumi from "@pulumi/pulumi";
import { containers, stateAccountName } from "./names";
import type { Placement } from "./placement";

/** Days that a deleted blob, version or container can be brought back. */
const keptDays = 90;

/** Inputs of {@link StateStore}. */
export interface StateStoreArgs {
  readonly placement: Placement;
  /** See the setting of the same name. */
  readonly addresses: readonly string[];
}

/**
 * The storage account that keeps the state of a stack, and that of this program. Stateful: every write leaves the
 * version before it, and what is deleted can be brought back for 90 days. Only Entra opens it; its keys open nothing.
 *
 * @see https://www.pulumi.com/docs/iac/concepts/state-and-backends/#azure-blob-storage
 */
export class StateStore extends pulumi.ComponentResource {
  readonly accountId: pulumi.Output<string>;
  /** Physical name. */
  readonly accountName: string;
  /** Id of the container that the stack's own state is in. */
  readonly containerId: pulumi.Output<string>;

  constructor(name: string, args: StateStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ftl:bootstrap:StateStore", name, {}, opts);
    const { placement, addresses } = args;
    const { stack, region, resourceGroupName, tags } = placement;
    const kept: pulumi.CustomResourceOptions = { parent: this, protect: placement.protected };
    this.accountName = stateAccountName(stack, region);

    const account = new storage.StorageAccount(
      `${name}-account`,
      {
        resourceGroupName,
        accountName: this.accountName,
        location: region,
        kind: storage.Kind.StorageV2,
        // In three zones of the region; a copy in another one is a decision of its own.
        sku: { name: storage.SkuName.Standard_ZRS },
        allowBlobPublicAccess: false,
        allowCrossTenantReplication: false,
        allowSharedKeyAccess: false,
        defaultToOAuthAuthentication: true,
        enableHttpsTrafficOnly: true,
        minimumTlsVersion: storage.MinimumTlsVersion.TLS1_2,
        publicNetworkAccess: storage.PublicNetworkAccess.Enabled,
        networkRuleSet: {
          bypass: storage.Bypass.None,
          defaultAction:
            addresses.length === 0 ? storage.DefaultAction.Allow : storage.DefaultAction.Deny,
          ipRules: addresses.map((address) => ({
            action: storage.Action.Allow,
            iPAddressOrRange: address,
          })),
        },
        tags,
      },
      kept,
    );
    const service = new storage.BlobServiceProperties(
      `${name}-blobs`,
      {
        resourceGroupName,
        accountName: account.name,
        blobServicesName: "default",
        isVersioningEnabled: true,
        deleteRetentionPolicy: { enabled: true, days: keptDays },
        containerDeleteRetentionPolicy: { enabled: true, days: keptDays },
      },
      { parent: this },
    );
    const container = (what: string, containerName: string) =>
      new storage.BlobContainer(
        `${name}-${what}`,
        {
          resourceGroupName,
          accountName: account.name,
          containerName,
          publicAccess: storage.PublicAccess.None,
        },
        // After the settings, so that nothing is ever written without a version.
        { ...kept, dependsOn: service },
      );

    this.accountId = account.id;
    this.containerId = container("state", containers.stack).id;
    container("bootstrap", containers.bootstrap);
    this.registerOutputs({ accountId: this.accountId, containerId: this.containerId });
  }
}
