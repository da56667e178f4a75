import type { ListeningProvider } from "./providers/grpcServer";
import { serveProvider } from "./providers/grpcServer";
import { ResourceManager } from "./arm/resourceManager";
import { Clock } from "./clock";
import { Cloudflare } from "./cloudflare/cloudflare";
import { PublicDns } from "./cloudflare/publicDns";
import { AzureNative } from "./providers/azureNative/azureNative";
import { CloudflareProvider } from "./providers/cloudflareProvider";
import { OpaqueResources } from "./providers/opaque";
import { RandomProvider } from "./providers/randomProvider";
import { StateStore } from "./state/stateStore";

export interface LocalCloudOptions {
  /** Folder that holds the state; made when it is not there. */
  readonly folder: string;
  /** Cloudflare zones that the account has from the start. */
  readonly zones: readonly string[];
}

/** A local cloud at work. */
export interface LocalCloud {
  readonly providers: readonly ListeningProvider[];
  readonly resourceManager: ResourceManager;
  readonly cloudflare: Cloudflare;
  readonly dns: PublicDns;
  readonly clock: Clock;
  close(): Promise<void>;
}

/**
 * Starts the local cloud: Azure and Cloudflare on loopback, with their state in a folder.
 *
 * @throws StateError when the folder's state is damaged or from a newer version.
 */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const store = StateStore.open(options.folder);
  const clock = new Clock(store);
  const dns = new PublicDns(store);
  const resourceManager = new ResourceManager(store, clock, dns);
  const cloudflare = new Cloudflare(store, clock);
  for (const zone of options.zones) await cloudflare.addZone(zone);

  const opaque = new OpaqueResources(store);
  const providers = await Promise.all(
    [
      new AzureNative(resourceManager),
      new CloudflareProvider(cloudflare, opaque),
      new RandomProvider(opaque),
    ].map(serveProvider),
  );
  return {
    providers,
    resourceManager,
    cloudflare,
    dns,
    clock,
    close: async () => {
      await Promise.all(providers.map((provider) => provider.close()));
      await store.commit();
    },
  };
}

/** The value of `PULUMI_DEBUG_PROVIDERS` that attaches an engine to these providers. */
export function attachVariable(
  providers: readonly Pick<ListeningProvider, "name" | "port">[],
): string {
  return providers.map(({ name, port }) => `${name}:${port}`).join(",");
}
