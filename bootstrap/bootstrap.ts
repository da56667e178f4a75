import * as authorization from "@pulumi/azure-native/authorization";
import * as resources from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import { resourceName } from "../settings/conventions/names";
import { resourceTags } from "../settings/conventions/tags";
import { assignRoles, type ScopeIds } from "./assignRoles";
import { createDeleteLocks } from "./deleteLocks";
import { EnvironmentIdentity } from "./environmentIdentity";
import { environmentName, type Purpose, purposes } from "./environments";
import { containers, stackNames } from "./names";
import type { Placement } from "./placement";
import { RedisKeysReader } from "./redisKeysReader";
import { SecretsKey } from "./secretsKey";
import type { BootstrapSettings } from "./settings";
import { StateStore } from "./stateStore";

/** What a stack's workflows, and the people who begin with it, are to be told. */
export interface BootstrapOutputs {
  /** `PULUMI_BACKEND_URL` of the stack: `azblob://state?storage_account=…`. */
  readonly backendUrl: string;
  /** What `pulumi stack init --secrets-provider` takes. */
  readonly secretsProvider: string;
  /** `AZURE_CLIENT_ID` by the name of the GitHub Environment. */
  readonly clientIds: Readonly<Record<string, pulumi.Output<string>>>;
  readonly tenantId: pulumi.Output<string>;
  readonly subscriptionId: pulumi.Output<string>;
}

/** Inputs of {@link Bootstrap}. */
export interface BootstrapArgs {
  readonly settings: BootstrapSettings;
  /** Name of the stack that this is the beginning of. */
  readonly stack: string;
}

/**
 * What a stack needs before its first deployment: where its state is kept, the key of its secrets, and one identity
 * for each GitHub Environment in which its workflows run.
 *
 * Each stack has all of it for itself, so that nothing of prd can be reached with a role on stg, and the two can be
 * in subscriptions of their own.
 */
export class Bootstrap extends pulumi.ComponentResource {
  readonly outputs: BootstrapOutputs;

  constructor(name: string, args: BootstrapArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ftl:bootstrap:Bootstrap", name, {}, opts);
    const { settings, stack } = args;
    const { location: region, addresses, operators, repository } = settings;
    const child = { parent: this };
    const { tenantId, subscriptionId } = authorization.getClientConfigOutput(child);
    const tags = resourceTags(settings.tags, stack);

    const group = new resources.ResourceGroup(
      `${name}-resource-group`,
      {
        resourceGroupName: resourceName("Microsoft.Resources/resourceGroups", {
          stack,
          what: "bootstrap-rg",
          region,
        }),
        location: region,
        tags,
      },
      child,
    );
    const placement: Placement = {
      stack,
      region,
      resourceGroupName: group.name,
      tags,
      protected: settings.protected,
    };
    const store = new StateStore(`${name}-state`, { placement, addresses }, child);
    const key = new SecretsKey(`${name}-secrets`, { placement, tenantId, addresses }, child);

    const stackGroup = pulumi.interpolate`/subscriptions/${subscriptionId}/resourceGroups/${stackNames(stack, region).group}`;
    const scopeIds: ScopeIds = {
      stateContainer: store.containerId,
      secretsKey: key.id,
      ...(settings.stackDeployed && {
        stackGroup,
        stackVault: pulumi.interpolate`${stackGroup}/providers/Microsoft.KeyVault/vaults/${stackNames(stack, region).vault}`,
      }),
    };
    const redisKeysReader = settings.stackDeployed
      ? new RedisKeysReader(`${name}-redis-keys-reader`, { stack, stackGroup }, child).roleId
      : undefined;
    // Owners of a subscription have no way to its blobs and keys by that alone.
    const operatorRoles = assignRoles(
      `${name}-operators`,
      {
        subscriptionId,
        principalId: operators.objectId,
        principalType: operators.type,
        grants: {
          stateContainer: ["storageBlobDataContributor"],
          secretsKey: ["keyVaultCryptoUser"],
        },
        // On the whole account: their own state is in the other container.
        scopeIds: { stateContainer: store.accountId, secretsKey: key.id },
      },
      child,
    );
    const identities = (Object.keys(purposes) as Purpose[]).map((purpose) => {
      const identity = new EnvironmentIdentity(
        `${name}-${purpose}`,
        {
          placement,
          subscriptionId,
          purpose,
          grants: purposes[purpose],
          repository,
          scopeIds,
          redisKeysReader,
        },
        child,
      );
      return { environment: environmentName(purpose, stack), identity };
    });
    if (settings.protected) {
      createDeleteLocks(
        `${name}-delete-lock`,
        {
          stack,
          stateful: { state: store.accountId, "state-kv": key.vaultId },
          inside: [store, key, ...operatorRoles, ...identities.map(({ identity }) => identity)],
        },
        child,
      );
    }

    this.outputs = {
      backendUrl: `azblob://${containers.stack}?storage_account=${store.accountName}`,
      secretsProvider: key.provider,
      clientIds: Object.fromEntries(
        identities.map(({ environment, identity }) => [environment, identity.clientId]),
      ),
      tenantId,
      subscriptionId,
    };
    this.registerOutputs({});
  }
}

/** Declares the bootstrap of a stack, from settings that `loadSettings` has checked. */
export function declareBootstrap(settings: BootstrapSettings, stack: string): Bootstrap {
  return new Bootstrap("bootstrap", { settings, stack });
}
