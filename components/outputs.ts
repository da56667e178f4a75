import type { DnsRecord } from "@pulumi/cloudflare/dnsRecord";
import * as pulumi from "@pulumi/pulumi";
import type { AppName, PublicAppName } from "../settings/conventions/workloads";
import type { Phase, Settings } from "../settings/schema";
import type { Apps } from "./apps";
import { type Frontend, type HandoverRecord, handoverRecord } from "./frontend";
import type { Stores } from "./stores";
import type { Workload } from "./workload";
import { type PublicUrls, publicUrls } from "./workloadEnvironment";

/** A DNS record that the program declares. */
export interface RecordOutput {
  readonly type: string;
  readonly name: string;
  /** Target of a CNAME, quoted text of a TXT. */
  readonly content: string | undefined;
  readonly proxied: boolean;
  /** Seconds; 1 is Cloudflare's "automatic". */
  readonly ttl: number;
}

/** Resources that other tools look up. */
export type OutputResource =
  | "resourceGroup"
  | "environment"
  | "registry"
  | "vault"
  | "postgres"
  | "redis"
  | "frontend"
  | "migrate"
  | AppName;

/**
 * Outputs of the stack, which the `ftl` command and other tools read. None is a secret: secrets stay in the
 * vault, whose name is among them.
 */
export interface Path2Outputs {
  readonly phase: Phase;
  /** Main URLs, as clients use them. */
  readonly urls: PublicUrls;
  /** Every hostname, the main one of each first. */
  readonly hostnames: Readonly<Record<PublicAppName | "frontend", readonly string[]>>;
  /** Names that Azure generates for the apps with an ingress. */
  readonly fqdns: Readonly<Record<PublicAppName, pulumi.Output<string>>>;
  /** Name that Azure generates for the frontend. */
  readonly frontendDefaultHostname: pulumi.Output<string>;
  /** Value of the `asuid` records. */
  readonly verificationId: pulumi.Output<string>;
  /** DNS records in the program's own zone. */
  readonly records: readonly pulumi.Output<RecordOutput>[];
  /** DNS records that the owners of other zones are asked to write. */
  readonly handover: readonly pulumi.Output<HandoverRecord>[];
  /** Image tags by workload; `migrate` runs api's. */
  readonly imageTags: Readonly<Record<AppName | "migrate", string>>;
  /** Whole image references by workload. */
  readonly images: Readonly<Record<AppName | "migrate", string>>;
  /** Physical names. */
  readonly resourceNames: Readonly<Record<OutputResource, string>>;
  /** Resource Manager ids. */
  readonly resourceIds: Readonly<Record<OutputResource, pulumi.Output<string>>>;
}

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
      content,
      proxied: proxied === true,
      ttl,
    }));
}
