import path from "node:path";
import type { ListeningProvider } from "./providers/grpcServer";
import { serveProvider } from "./providers/grpcServer";
import { afterClock } from "./arm/afterClock";
import { ResourceManager } from "./arm/resourceManager";
import { Clock } from "./clock";
import { Cloudflare } from "./cloudflare/cloudflare";
import { PublicDns } from "./cloudflare/publicDns";
import { azureZones } from "./data-plane/dns/azureZones";
import { serveDns, type ListeningDns } from "./data-plane/dns/dnsServer";
import { PublicResolver } from "./data-plane/dns/publicResolver";
import { accountZones } from "./data-plane/dns/zones";
import type { DataPlane, DataPlaneOptions } from "./data-plane/dataPlane";
import { CloudflareApi } from "./http/cloudflare/cloudflareApi";
import type { FaultRule } from "./http/faults";
import { noLatency, type Latency } from "./http/latency";
import { serveVendorApis, type VendorApis } from "./http/vendorApis";
import { certificateFolder } from "./http/vendorVariables";
import { AzureNative } from "./providers/azureNative/azureNative";
import { withLatency } from "./providers/azureNative/withLatency";
import { CloudflareProvider } from "./providers/cloudflareProvider";
import { OpaqueResources } from "./providers/opaque";
import { RandomProvider } from "./providers/randomProvider";
import { StateStore } from "./state/stateStore";
import { PublicAuthority } from "./trust/authority";

export interface LocalCloudOptions {
  /** Folder that holds the state; made when it is not there. */
  readonly folder: string;
  /** Cloudflare zones that the account has from the start. */
  readonly zones: readonly string[];
  /** First of the ports that the providers listen on, one after the other; any free ones without it. */
  readonly firstPort?: number | undefined;
  /** Port on which its public DNS answers, 0 for any free one; it does not listen without it. */
  readonly dnsPort?: number | undefined;
  /** Port on which the vendors' APIs answer over HTTPS, 0 for any free one; they do not listen without it. */
  readonly apiPort?: number | undefined;
  /** What a client of the deployed platform meets; nothing of it runs without this. */
  readonly dataPlane?: DataPlaneOptions | undefined;
  /** How long Azure takes for what changes a resource. @default no time */
  readonly latency?: Latency | undefined;
  /** What goes wrong with the APIs' requests. @default nothing */
  readonly faults?: readonly FaultRule[] | undefined;
}

/** A local cloud at work. */
export interface LocalCloud {
  readonly providers: readonly ListeningProvider[];
  readonly resourceManager: ResourceManager;
  readonly cloudflare: Cloudflare;
  readonly dns: PublicDns;
  /** Where public DNS answers over UDP and TCP, when that was asked for. */
  readonly listeningDns: ListeningDns | undefined;
  /** Where the vendors' own clients find them, when that was asked for. */
  readonly api: VendorApis | undefined;
  /** What a client of the deployed platform meets, when that was asked for. */
  readonly dataPlane: DataPlane | undefined;
  readonly clock: Clock;
  /** The authority that all of the cloud's clients trust; made when it is first asked for. */
  authority(): Promise<PublicAuthority>;
  /**
   * Moves the clock forward and lets time do its work: renewals, rotations, expiries.
   *
   * @returns What the time is then.
   */
  advance(milliseconds: number): Promise<Date>;
  close(): Promise<void>;
}

/**
 * Starts the local cloud: Azure and Cloudflare on loopback, with their state in a folder.
 *
 * @throws StateError when the folder's state is damaged or from a newer version, PortTaken when a port is in use.
 */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const store = StateStore.open(options.folder);
  const clock = new Clock(store);
  const dns = new PublicDns(store);
  const resourceManager = new ResourceManager(store, clock, dns);
  const cloudflare = new Cloudflare(store, clock);
  for (const zone of options.zones) await cloudflare.addZone(zone);

  // The machine's own clock went on while the cloud stood still.
  afterClock(resourceManager);

  const opaque = new OpaqueResources(store);
  const { latency = noLatency } = options;
  const fronts = [
    withLatency(new AzureNative(resourceManager), latency),
    new CloudflareProvider(cloudflare, opaque),
    new RandomProvider(opaque),
  ];
  const { firstPort, dnsPort, apiPort } = options;
  const held = [accountZones(cloudflare, dns), azureZones(resourceManager)];
  const zones = () => held.flatMap((some) => some());
  const providers: ListeningProvider[] = [];
  let listeningDns: ListeningDns | undefined;
  let api: VendorApis | undefined;
  let dataPlane: DataPlane | undefined;
  let opening: Promise<PublicAuthority> | undefined;
  const authority = () =>
    (opening ??= PublicAuthority.open(path.join(options.folder, certificateFolder)));
  const close = async () => {
    await dataPlane?.close();
    await api?.close();
    await listeningDns?.close();
    await Promise.all(providers.map((provider) => provider.close()));
    await store.close();
  };
  try {
    for (const [index, front] of fronts.entries()) {
      providers.push(await serveProvider(front, firstPort === undefined ? 0 : firstPort + index));
    }
    if (dnsPort !== undefined) {
      listeningDns = await serveDns(zones, dnsPort);
    }
    if (apiPort !== undefined) {
      const { faults = [] } = options;
      const cloudflareApi = new CloudflareApi(cloudflare, clock, say);
      api = await serveVendorApis({
        authority: await authority(),
        port: apiPort,
        resourceManager,
        cloudflare: cloudflareApi,
        latency,
        faults,
      });
    }
    if (options.dataPlane !== undefined) {
      // With clients of databases and more: only who wants it waits for it.
      const loaded = require("./data-plane/dataPlane") as typeof import("./data-plane/dataPlane");
      dataPlane = await loaded.DataPlane.start(
        {
          resourceManager,
          cloudflare,
          clock,
          authority: await authority(),
          resolver: new PublicResolver(zones),
          folder: options.folder,
        },
        store,
        options.dataPlane,
      );
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    providers,
    resourceManager,
    cloudflare,
    dns,
    listeningDns,
    api,
    dataPlane,
    clock,
    authority,
    advance: async (milliseconds) => {
      await clock.advance(milliseconds);
      afterClock(resourceManager);
      await store.commit();
      return clock.now();
    },
    close,
  };
}

function say(message: string): void {
  process.stderr.write(`${message}\n`);
}

/** The value of `PULUMI_DEBUG_PROVIDERS` that attaches an engine to these providers. */
export function attachVariable(
  providers: readonly Pick<ListeningProvider, "name" | "port">[],
): string {
  return providers.map(({ name, port }) => `${name}:${port}`).join(",");
}
