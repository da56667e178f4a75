import type { DnsRecord } from "@pulumi/cloudflare/dnsRecord";
import * as pulumi from "@pulumi/pulumi";
import { hostnamePhases } from "../settings/hostnamePhases";
import { publicUrls } from "../settings/platformUrls";
import type { Settings } from "../settings/schema";
import type { RecordOutput, StackOutputs } from "../settings/stackOutputs";
import type { Apps } from "./apps";
import { type Frontend, handoverRecord } from "./frontend";
import type { Stores } from "./stores";
import type { Workload } from "./workload";

/** {@link StackOutputs} as the program declares them: what Azure makes up comes later. */
export type Path2Outputs = Omit<StackOutputs, Later> & {
  readonly [Key in Later]: Declared<StackOutputs[Key]>;
};

/** Outputs that are not known before Azure has answered. */
type Later =
  | "fqdns"
  | "frontendDefaultHostname"
  | "verificationId"
  | "records"
  | "handover"
  | "resourceIds";

/** The single values of an output, each of them an Output: a list's entries, a group's fields, or the text itself. */
type Declared<T> = T extends readonly (infer Entry)[]
  ? readonly pulumi.Output<Entry>[]
  : T extends string
    ? pulumi.Output<T>
    : { readonly [Key in keyof T]: pulumi.Output<T[Key]> };

/** What the outputs are read from. */
export interface Path2Parts {
  readonly resourceGroup: { readonly name: string; readonly id: pulumi.Output<string> };
  readonly stores: Stores;
  readonly apps: Apps;
  readonly frontend: Frontend;
}

/** The outputs of a declared topology. */
export function path2Outputs(settings: Settings, parts: Path2Parts): Path2Outputs {
  const { stores, frontend, resourceGroup } = parts;
  const { apps, environment, hostnames, migrate } = parts.apps;
  const { api, ws, flusher } = apps;
  const fqdn = (app: Workload) =>
    pulumi.interpolate`${app.containerAppName}.${environment.defaultDomain}`;
  const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);
  return {
    phase: settings.phase,
    urls: publicUrls(settings),
    hostnames: {
      api: names(settings.hostnames.api),
      ws: names(settings.hostnames.ws),
      frontend: names(settings.hostnames.frontend),
    },
    hostnamePhases: hostnamePhases(settings),
    fqdns: { api: fqdn(api), ws: fqdn(ws) },
    frontendDefaultHostname: frontend.defaultHostname,
    verificationId: environment.verificationId,
    records: [
      ...[...hostnames.api, ...hostnames.ws].flatMap(({ record, verification }) => [
        record,
        verification,
      ]),
      ...frontend.records,
    ].map(recordOutput),
    handover: settings.hostnames.frontend
      .filter(({ record }) => record === "handover")
      .map(({ name }) => frontend.defaultHostname.apply((target) => handoverRecord(name, target))),
    imageTags: {
      api: settings.images.api.tag,
      ws: settings.images.ws.tag,
      flusher: settings.images.flusher.tag,
      migrate: settings.images.api.tag,
    },
    images: { api: api.image, ws: ws.image, flusher: flusher.image, migrate: migrate.image },
    resourceNames: {
      resourceGroup: resourceGroup.name,
      environment: environment.environmentName,
      registry: stores.registry.registryName,
      vault: stores.vault.vaultName,
      postgres: stores.postgres.serverName,
      redis: stores.redis.cacheName,
      frontend: frontend.siteName,
      migrate: migrate.jobName,
      api: api.containerAppName,
      ws: ws.containerAppName,
      flusher: flusher.containerAppName,
    },
    resourceIds: {
      resourceGroup: resourceGroup.id,
      environment: environment.id,
      registry: stores.registry.id,
      vault: stores.vault.id,
      postgres: stores.postgres.serverId,
      redis: stores.redis.id,
      frontend: frontend.id,
      migrate: migrate.id,
      api: api.id,
      ws: ws.id,
      flusher: flusher.id,
    },
  };
}

function recordOutput(record: DnsRecord): pulumi.Output<RecordOutput> {
  return pulumi
    .all([record.type, record.name, record.content, record.proxied, record.ttl])
    .apply(([type, name, content, proxied, ttl]) => ({
      type,
      name,
      content: type === "TXT" ? unquoted(content) : content,
      proxied: proxied === true,
      ttl,
    }));
}

/**
 * Cloudflare may give a TXT back without the quotes that were asked for: an output is to be the same before and after, or a
 * plan of it can't be kept.
 */
function unquoted(content: string | undefined): string | undefined {
  return content?.replace(/^"(.*)"$/s, "$1");
}
