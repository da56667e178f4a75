import * as authorization from "@pulumi/azure-native/authorization";
import * as resources from "@pulumi/azure-native/resources";
import { getZoneOutput } from "@pulumi/cloudflare/getZone";
import * as pulumi from "@pulumi/pulumi";
import { resourceName } from "../settings/conventions/names";
import { resourceTags } from "../settings/conventions/tags";
import type { Settings } from "../settings/schema";
import { Alerts } from "./alerts";
import { Apps } from "./apps";
import { createDeleteLocks } from "./deleteLocks";
import { Frontend } from "./frontend";
import { Network, privateZoneNames } from "./network";
import { Observability } from "./observability";
import { type Path2Outputs, path2Outputs } from "./outputs";
import type { Placement } from "./placement";
import { postgresServerName } from "./postgres";
import { Stores } from "./stores";
import { checkedZoneId, type Zone, ZoneSettings } from "./zone";

/** Inputs of {@link Path2}. */
export interface Path2Args {
  readonly settings: Settings;
  readonly stack: string;
}

/**
 * The Path 2 topology: the frontend on a domain of its own, `api` and `ws` on another, and what they keep.
 *
 * Everything that a stack decides comes in through its settings. The cloud is asked only who is asking, and for
 * the id of the Cloudflare zone.
 */
export class Path2 extends pulumi.ComponentResource {
  readonly outputs: Path2Outputs;

  constructor(name: string, args: Path2Args, opts?: pulumi.ComponentResourceOptions) {
    super("ftl:platform:Path2", name, {}, opts);
    const { settings, stack } = args;
    const child = { parent: this };
    const client = authorization.getClientConfigOutput(child);
    const zone: Zone = {
      id: getZoneOutput({ filter: { name: settings.hostnames.zone } }, child).zoneId,
      settings,
    };
    const zoneId = checkedZoneId(zone, child);
    const resourceGroupName = resourceName("Microsoft.Resources/resourceGroups", {
      stack,
      what: "rg",
      region: settings.location,
    });
    const tags = resourceTags(settings.tags, stack);

    if (settings.hostnames.zoneSettings === "declared") {
      new ZoneSettings(`${name}-zone`, zone, child);
    }
    const group = new resources.ResourceGroup(
      `${name}-resource-group`,
      { resourceGroupName, location: settings.location, tags },
      child,
    );
    const placement: Placement = {
      stack,
      region: settings.location,
      resourceGroupName: group.name,
      tags,
    };
    const observability = new Observability(
      `${name}-observability`,
      { placement, protected: settings.protected },
      child,
    );
    const network =
      settings.network === "private"
        ? new Network(
            `${name}-network`,
            {
              placement,
              zoneNames: privateZoneNames(postgresServerName(stack), settings.redis.kind),
            },
            child,
          )
        : undefined;
    const stores = new Stores(
      `${name}-stores`,
      { placement, settings, tenantId: client.tenantId, observability, network },
      child,
    );
    const apps = new Apps(
      `${name}-apps`,
      {
        placement,
        settings,
        subscriptionId: client.subscriptionId,
        zoneId,
        stores,
        observability,
        network,
      },
      child,
    );
    const frontend = new Frontend(
      `${name}-frontend`,
      {
        placement,
        settings: settings.frontend,
        hostnames: settings.hostnames.frontend,
        phase: settings.phase,
        zoneId,
        protected: settings.protected,
      },
      child,
    );
    const alerts = new Alerts(
      `${name}-alerts`,
      {
        placement,
        settings,
        watched: { api: apps.apps.api.id, ws: apps.apps.ws.id, postgres: stores.postgres.serverId },
      },
      child,
    );
    if (settings.protected) {
      const inside = [observability, stores, apps, frontend, alerts, ...(network ? [network] : [])];
      const stateful = {
        logs: observability.workspaceId,
        registry: stores.registry.id,
        vault: stores.vault.id,
        postgres: stores.postgres.serverId,
        redis: stores.redis.id,
        frontend: frontend.id,
      };
      createDeleteLocks(`${name}-delete-lock`, { stack, stateful, inside }, child);
    }

    this.outputs = path2Outputs(settings, {
      resourceGroup: { name: resourceGroupName, id: group.id },
      stores,
      apps,
      frontend,
    });
    this.registerOutputs({});
  }
}

/** Declares the topology of a stack, from settings that `loadSettings` has checked. */
export function declarePath2(settings: Settings, stack: string): Path2 {
  return new Path2("path2", { settings, stack });
}
