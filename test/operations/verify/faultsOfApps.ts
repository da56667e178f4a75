import { carelessWs } from "./carelessWs";
import type { Fault } from "./faultWorld";

const frontend = "https://ftl.jetafutures.com";

/** Faults of what apps are told. */
export const variables: readonly Fault[] = [
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
    what: "ws lets in whoever comes from the frontend, without a token too",
    caughtBy: "websocket without token",
    put: (world) =>
      world.change(world.outputs.resourceIds.ws, ({ properties }) => {
        properties.template!.containers[0]!.command = ["node", "-e", carelessWs];
      }),
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

/** Faults of how apps run and are reached. */
export const apps: readonly Fault[] = [
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
    what: "the ingress of ws takes requests without TLS",
    caughtBy: "redirect ws",
    put: (world) =>
      world.change(world.outputs.resourceIds.ws, ({ properties }) => {
        properties.configuration!.ingress!.allowInsecure = true;
      }),
  },
  {
    what: "the ingress of api is for its environment only",
    caughtBy: "health api",
    put: (world) =>
      world.change(world.outputs.resourceIds.api, ({ properties }) => {
        properties.configuration!.ingress!.external = false;
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

/** Faults of what apps read from the vault. */
export const secrets: readonly Fault[] = [
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
