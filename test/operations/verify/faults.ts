import fs from "node:fs";
import path from "node:path";
import type { Settings } from "../../../settings/schema";
import { frontendBuildVariables } from "../../../settings";
import { stackSettings } from "../../support/stackSettings";
import type { Body, FaultWorld } from "./faultWorld";

/** Something that somebody, or time, breaks of a stack that works. */
export interface Fault {
  readonly what: string;
  /** The one check that fails then. */
  readonly caughtBy: string;
  put(world: FaultWorld): Promise<void>;
}

const { hostnames } = stackSettings("prd");

/**
 * The stack that is broken: prd's names, with an alias each and a frontend in somebody else's zone, on stg's few
 * replicas.
 */
export const brokenStack: Partial<Settings> = {
  hostnames: { ...hostnames, zoneSettings: "checked" },
  apps: {
    ...stackSettings("stg").apps,
    ws: { ...stackSettings("stg").apps.ws, minReplicas: 2 },
  },
  postgres: { ...stackSettings("stg").postgres, backupRetentionDays: 14 },
  flags: { futures: false },
};

const frontend = "https://ftl.jetafutures.com";
const api = "api.ftljeta.cloud";
const ws = "ws.ftljeta.cloud";

const dns: readonly Fault[] = [
  {
    what: "the record of api is deleted",
    caughtBy: `dns ${api}`,
    put: (world) => world.record("CNAME", api),
  },
  {
    what: "api is turned DNS-only by hand",
    caughtBy: `dns ${api}`,
    put: (world) => world.record("CNAME", api, { proxied: false, ttl: 300 }),
  },
  {
    what: "ws is proxied by hand",
    caughtBy: `dns ${ws}`,
    put: (world) => world.record("CNAME", ws, { proxied: true, ttl: 1 }),
  },
  {
    what: "the alias of ws leads to api",
    caughtBy: "dns prd-ws.ftljeta.cloud",
    put: (world) =>
      world.record("CNAME", "prd-ws.ftljeta.cloud", { content: world.outputs.fqdns.api }),
  },
  {
    what: "resolvers may keep the record of ws for a day",
    caughtBy: `dns ${ws}`,
    put: (world) => world.record("CNAME", ws, { ttl: 86_400 }),
  },
  {
    what: "the TXT record that proves ws is deleted",
    caughtBy: `asuid ${ws}`,
    put: (world) => world.record("TXT", `asuid.${ws}`),
  },
  {
    what: "the TXT record that proves api is another subscription's",
    caughtBy: `asuid ${api}`,
    put: (world) => world.record("TXT", `asuid.${api}`, { content: '"0123456789ABCDEF"' }),
  },
  {
    what: "a CAA record keeps DigiCert out",
    caughtBy: "caa ftljeta.cloud",
    put: (world) =>
      world.addRecord({
        type: "CAA",
        name: "ftljeta.cloud",
        data: { flags: 0, tag: "issue", value: "letsencrypt.org" },
      }),
  },
  {
    what: "the zone's owner lets the frontend's name lead elsewhere",
    caughtBy: "handover ftl.jetafutures.com",
    put: (world) => world.record("CNAME", "ftl.jetafutures.com", { content: "parked.example.com" }),
  },
];

const certificates: readonly Fault[] = [
  {
    what: "the app lets go of ws",
    caughtBy: `certificate ${ws}`,
    put: (world) => unbind(world, "ws", ws),
  },
  {
    what: "ws is bound to the certificate of its alias",
    caughtBy: `certificate ${ws}`,
    put: (world) => bindOther(world, "ws", ws, "prd-ws.ftljeta.cloud"),
  },
  {
    what: "the managed certificate of ws was not renewed",
    caughtBy: `certificate ${ws}`,
    put: (world) =>
      world.overwrite(
        world.idLike(/\/managedCertificates\/ftl-stg-cert-ws-ftljeta-cloud$/),
        ({ kept }) => {
          const certificate = kept.certificate as { notAfter: string };
          certificate.notAfter = new Date(Date.now() - 86_400_000).toISOString();
          // The service itself has given up.
          kept.error = "the name doesn't lead to the app";
        },
      ),
  },
  {
    what: "the app lets go of api, behind the proxy",
    caughtBy: `origin certificate ${api}`,
    put: (world) => unbind(world, "api", api),
  },
  {
    what: "api is bound to the certificate of its alias, behind the proxy",
    caughtBy: `origin certificate ${api}`,
    put: (world) => bindOther(world, "api", api, "prd-api.ftljeta.cloud"),
  },
  {
    what: "the site lets go of the frontend's name",
    caughtBy: "certificate ftl.jetafutures.com",
    put: (world) => world.remove(world.idLike(/\/customDomains\/ftl\.jetafutures\.com$/)),
  },
];

const variables: readonly Fault[] = [
  {
    what: "api allows another frontend only",
    caughtBy: "cors preflight",
    put: (world) => world.variable("api", "CORS_ORIGINS", "https://stg.ftljeta.cloud"),
  },
  {
    what: "api allows the frontend without TLS too",
    caughtBy: "cors foreign origin",
    put: (world) => world.variable("api", "CORS_ORIGINS", `${frontend},http://ftl.jetafutures.com`),
  },
  {
    what: "the session's cookies are for another domain",
    caughtBy: "session cookies",
    put: (world) => world.variable("api", "COOKIE_DOMAIN", ".jetafutures.com"),
  },
  {
    what: "futures are on while their flag is off",
    caughtBy: "futures flag",
    put: (world) => world.variable("api", "FEATURE_FUTURES", "true"),
  },
  {
    what: "ws allows another frontend only",
    caughtBy: "websocket",
    put: (world) => world.variable("ws", "CORS_ORIGINS", "https://stg.ftljeta.cloud"),
  },
  {
    what: "ws allows any page that says it is another site's",
    caughtBy: "websocket foreign origin",
    put: (world) => world.variable("ws", "CORS_ORIGINS", `${frontend},https://verify.invalid`),
  },
  {
    what: "ws reads tokens with another secret than api signs them with",
    caughtBy: "websocket",
    put: (world) =>
      world.change(world.outputs.resourceIds.ws, ({ properties }) => {
        const secrets = properties.configuration!.secrets!;
        const secret = secrets.find(({ name }) => name === "jwt-secret")!;
        secret.keyVaultUrl = secret.keyVaultUrl!.replace("jwt-secret", "refresh-token-secret");
        // Replicas read their secrets when they start.
        properties.template!.revisionSuffix = "rotated";
      }),
  },
];

const apps: readonly Fault[] = [
  {
    what: "the ingress of api admits one address, and not the clients'",
    caughtBy: "health api",
    put: (world) =>
      world.change(world.outputs.resourceIds.api, ({ properties }) => {
        properties.configuration!.ingress!.ipSecurityRestrictions = [
          { name: "one", ipAddressRange: "203.0.113.200/32", action: "Allow" },
        ];
      }),
  },
  {
    what: "the zone lets the edge call api without TLS, which api redirects for ever",
    caughtBy: "health api",
    put: async ({ platform: { cloud } }) => {
      const { id } = cloud.cloudflare.findZone("ftljeta.cloud")!;
      await cloud.cloudflare.setSetting(id, "ssl", "flexible");
    },
  },
  {
    what: "the ingress of ws sends requests to a port that nobody listens on",
    caughtBy: "health ws",
    put: (world) =>
      world.change(world.outputs.resourceIds.ws, ({ properties }) => {
        properties.configuration!.ingress!.targetPort = 9999;
      }),
  },
  {
    what: "api keeps several revisions active",
    caughtBy: "revision mode api",
    put: (world) =>
      world.change(world.outputs.resourceIds.api, ({ properties }) => {
        properties.configuration!.activeRevisionsMode = "Multiple";
      }),
  },
  {
    what: "ws runs fewer replicas than its settings ask for",
    caughtBy: "replicas ws",
    put: (world) =>
      world.change(world.outputs.resourceIds.ws, ({ properties }) => {
        properties.template!.scale!.minReplicas = 1;
      }),
  },
  {
    what: "flusher runs an image that was not deployed",
    caughtBy: "replicas flusher",
    put: (world) =>
      world.change(world.outputs.resourceIds.flusher, ({ properties }) => {
        const [container] = properties.template!.containers;
        container!.image = container!.image.replace(":1.0.0@", ":0.9.0@");
      }),
  },
  {
    what: "a variable is gone that flusher can't start without",
    caughtBy: "replicas flusher",
    put: (world) =>
      world.change(world.outputs.resourceIds.flusher, ({ properties }) => {
        const [container] = properties.template!.containers;
        container!.env = container!.env.filter(({ name }) => name !== "REDIS_URL");
      }),
  },
];

const secrets: readonly Fault[] = [
  {
    what: "the identity of ws loses its role on the vault",
    caughtBy: "secrets ws",
    put: (world) => world.removeVaultRole("ws"),
  },
  {
    what: "the identity of the migrate job loses its role on the vault",
    caughtBy: "secrets migrate",
    put: (world) => world.removeVaultRole("migrate"),
  },
  {
    what: "a secret is deleted that api reads",
    caughtBy: "secrets api",
    put: (world) => world.remove(world.idLike(/\/secrets\/refresh-token-secret$/)),
  },
  {
    what: "a secret is disabled that api reads",
    caughtBy: "secrets api",
    put: (world) =>
      world.change(world.idLike(/\/secrets\/refresh-token-secret$/), ({ properties }) => {
        properties.attributes = { enabled: false };
      }),
  },
];

const data: readonly Fault[] = [
  {
    what: "the migrate job runs another image than api",
    caughtBy: "migrations",
    put: (world) =>
      world.change(world.outputs.resourceIds.migrate, ({ properties }) => {
        const [container] = properties.template!.containers;
        container!.image = container!.image.replace(":1.0.0@", ":0.9.0@");
      }),
  },
  {
    what: "the migrations never ran",
    caughtBy: "migrations",
    put: async ({ outputs, platform: { cloud } }) => {
      cloud.resourceManager.find(outputs.resourceIds.migrate)!.kept.executions = [];
      await cloud.store.commit();
    },
  },
  {
    what: "the database server takes connections without TLS",
    caughtBy: "postgres tls",
    put: (world) =>
      world.change(
        `${world.outputs.resourceIds.postgres}/configurations/require_secure_transport`,
        ({ properties }) => {
          properties.value = "off";
        },
      ),
  },
  {
    what: "backups are kept a week in place of two",
    caughtBy: "postgres retention",
    put: (world) =>
      world.change(world.outputs.resourceIds.postgres, ({ properties }) => {
        properties.backup!.backupRetentionDays = 7;
      }),
  },
  {
    what: "the cache takes connections without TLS",
    caughtBy: "redis tls",
    put: (world) =>
      world.change(`${world.outputs.resourceIds.redis}/databases/default`, ({ properties }) => {
        properties.clientProtocol = "Plaintext";
      }),
  },
];

const bundle: readonly Fault[] = [
  {
    what: "the bundle of another stack is deployed",
    caughtBy: "bundle urls",
    put: (world) => world.deployFrontend(frontendBuildVariables(stackSettings("stg"))),
  },
  {
    what: "the bundle has no navigation fallback",
    caughtBy: "deep link /stadium",
    put: (world) =>
      world.deployFrontend(undefined, (folder) =>
        fs.writeFileSync(path.join(folder, "staticwebapp.config.json"), "{}"),
      ),
  },
];

/** Faults that leave the bundle as it is, so that putting Azure and Cloudflare back puts all back. */
export const faultsOfClouds: readonly Fault[] = [
  ...dns,
  ...certificates,
  ...variables,
  ...apps,
  ...secrets,
  ...data,
];

/** Faults that take the database's rows away, so that it is to be migrated again. */
export const faultsOfRows: readonly Fault[] = [
  {
    what: "the database server is gone",
    caughtBy: "postgres state",
    put: (world) => world.remove(world.outputs.resourceIds.postgres),
  },
];

/** Faults of the deployed frontend. */
export const faultsOfBundle: readonly Fault[] = bundle;

function unbind(world: FaultWorld, app: "api" | "ws", hostname: string): Promise<void> {
  return world.change(world.outputs.resourceIds[app], ({ properties }) => {
    const ingress = properties.configuration!.ingress!;
    ingress.customDomains = ingress.customDomains!.filter(({ name }) => name !== hostname);
  });
}

/** Binds a hostname to another one's certificate, which the service itself would refuse. */
function bindOther(
  world: FaultWorld,
  app: "api" | "ws",
  hostname: string,
  other: string,
): Promise<void> {
  return world.overwrite(world.outputs.resourceIds[app], ({ desired }) => {
    const { properties } = desired as unknown as Body;
    const domains = properties.configuration!.ingress!.customDomains!;
    const bound = (wanted: string) => domains.find(({ name }) => name === wanted)!;
    bound(hostname).certificateId = bound(other).certificateId!;
  });
}
