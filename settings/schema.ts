import { z } from "zod";

/**
 * What is allowed is said once: in words by `describe`, where the shape alone (a choice, a range, true or
 * false) doesn't say it. `words.ts` makes the error messages of both.
 */

/** DNS name of a host: lower-case labels, no trailing dot, at most 253 characters (RFC 1035 §2.3.4). */
const hostname = z
  .string()
  .max(253)
  .regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/)
  .describe("a lower-case DNS name without a trailing dot, at most 253 characters");

/**
 * How a hostname gets its certificate.
 * `managed`: Container Apps' free one, lasting only on a DNS-only name; `keyvault`: from a public authority,
 * kept in Key Vault; `origin`: Cloudflare's Origin CA, kept in Key Vault, trusted only behind the proxy.
 */
const certificate = z.enum(["managed", "keyvault", "origin"]);

/** How far a cutover is, in this order: names claimed, certificates bound, proxy on where it is wanted. */
const phase = z.enum(["provision", "bind", "live"]);

const hostnameOf = z.strictObject({
  /** Whether Cloudflare proxies the name once the phase is `live`. */
  proxied: z.boolean(),
  name: hostname,
  /**
   * Holds the name back: it goes no further than this while the stack is already further.
   *
   * @default - the stack's phase
   */
  phase: phase.optional(),
});

const servedName = hostnameOf.extend({
  certificate,
  /**
   * Whether somebody renews a managed certificate by hand, which stops renewing by itself behind the proxy: the
   * policy refuses the two together without it.
   *
   * @default false
   */
  acceptsRenewalGap: z.boolean().optional(),
});

const frontendName = hostnameOf.extend({
  /**
   * A Static Web App makes its certificates itself and takes no other.
   *
   * @see https://learn.microsoft.com/azure/static-web-apps/custom-domain
   */
  certificate: z.literal("managed"),
  /**
   * Who writes the DNS record. `declared`: this program, in its own zone; `handover`: the owner of another zone,
   * who has not done so yet; `standing`: that owner has, so the domain can be claimed.
   */
  record: z.enum(["declared", "handover", "standing"]),
});

/** vCPU and memory pairs of the Consumption profile. @see https://learn.microsoft.com/azure/container-apps/containers */
const cpu = z.literal([0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4]);

const replicas = {
  /** @see https://learn.microsoft.com/azure/container-apps/scale-app */
  minReplicas: z.int().min(0).max(1000),
  maxReplicas: z.int().min(1).max(1000),
};

const replicaRange = z.object(replicas);

/** Judged as soon as both bounds are numbers, also when another key of the app is wrong. */
const ordered = {
  path: ["maxReplicas"],
  message: "minReplicas or more",
  when: (payload: z.core.ParsePayload) => replicaRange.safeParse(payload.value).success,
};

const app = z
  .strictObject({ ...replicas, cpu })
  .refine((value) => value.minReplicas <= value.maxReplicas, ordered);

const publicApp = z
  .strictObject({
    ...replicas,
    cpu,
    /** Port that the container listens on. */
    port: z.int().min(1).max(65535),
    /** Concurrent requests (or open WebSockets) per replica before one more is started. */
    concurrentRequests: z.int().min(1).max(10_000),
  })
  .refine((value) => value.minReplicas <= value.maxReplicas, ordered);

const image = z.strictObject({
  /** Repository in the stack's own registry, e.g. `ftl-api`. */
  repository: z
    .string()
    .max(255)
    .regex(/^[a-z0-9]+(?:[._/-][a-z0-9]+)*$/)
    .describe("a lower-case image repository such as ftl-api"),
  tag: z
    .string()
    .regex(/^(?!latest$)[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/)
    .describe("an image tag such as 1.0.0, but not latest, which says nothing about what runs"),
  digest: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/)
    .describe("sha256: and 64 lower-case hexadecimal digits"),
});

const migrationNumbers = z.object({ latest: z.number(), readableSince: z.number() });

const postgres = z.strictObject({
  version: z.enum(["14", "15", "16", "17", "18"]),
  tier: z.enum(["Burstable", "GeneralPurpose", "MemoryOptimized"]),
  sku: z
    .string()
    .regex(/^Standard_[A-Za-z0-9_]{1,60}$/)
    .describe("an ARM size such as Standard_D2ds_v5"),
  /** GiB. Azure accepts only these steps and never shrinks a disk. */
  storageGib: z.literal([32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384]),
  /** Point-in-time-restore window, in days. */
  backupRetentionDays: z.int().min(7).max(35),
  /** Decided at creation; changing it replaces the server. */
  geoRedundantBackup: z.boolean(),
  highAvailability: z.enum(["Disabled", "SameZone", "ZoneRedundant"]),
  database: z
    .string()
    .regex(/^[a-z_][a-z0-9_]{0,62}$/)
    .describe("a PostgreSQL identifier: lower-case letters, digits and _, at most 63 characters"),
});

/** Azure Managed Redis, what a new tenant gets. */
const managedRedis = z.strictObject({
  kind: z.literal("managed"),
  /**
   * Sizes of at most 25 GB: the database is not clustered, so that the platform's commands may touch several keys.
   *
   * @see https://learn.microsoft.com/azure/redis/architecture#cluster-policies
   */
  sku: z.enum([
    "Balanced_B0",
    "Balanced_B1",
    "Balanced_B3",
    "Balanced_B5",
    "Balanced_B10",
    "Balanced_B20",
    "MemoryOptimized_M10",
    "MemoryOptimized_M20",
    "ComputeOptimized_X3",
    "ComputeOptimized_X5",
    "ComputeOptimized_X10",
    "ComputeOptimized_X20",
  ]),
  highAvailability: z.boolean(),
});

/** Azure Cache for Redis, retiring 2028-09-30; only a tenant that had a cache before 2026-04-01 can create one. */
const classicRedis = z.strictObject({
  kind: z.literal("classic"),
  sku: z.enum(["Basic", "Standard"]),
  capacity: z.int().min(0).max(6),
  tenantMayCreateClassic: z.literal(true),
});

/** Every setting of a stack. Secrets are not settings: they are generated and live in Key Vault. */
export const schema = z.strictObject({
  location: z.enum(["centralindia", "southindia"]),
  /** `private`: virtual network and private endpoints. `public`: the cheap form. */
  network: z.enum(["private", "public"]),
  /** Guards what can't be got back: delete lock, vault purge protection, Pulumi's `protect`. */
  protected: z.boolean(),
  hostnames: z.strictObject({
    /** The Cloudflare zone that holds the records of `api` and `ws`. */
    zone: hostname,
    /**
     * Id of that zone at Cloudflare: a deployment with a token for another account's zone is refused.
     *
     * @default - not pinned, which only the local cloud takes
     */
    zoneId: z
      .string()
      .regex(/^[0-9a-f]{32}$/)
      .describe("32 lower-case hexadecimal digits")
      .optional(),
    /**
     * What becomes of the zone's own settings, such as the SSL mode. `declared`: this stack sets them, as one of
     * those that share the zone; `checked`: it reads them and says what is not as it should be.
     */
    zoneSettings: z.enum(["declared", "checked"]),
    /**
     * Authorities that the zone's CAA records admit, beside those that Cloudflare adds for itself.
     *
     * @default - no CAA records: every authority may issue
     */
    caa: z.array(hostname).min(1).optional(),
    api: z.array(servedName).min(1),
    ws: z.array(servedName).min(1),
    frontend: z.array(frontendName).min(1),
  }),
  phase,
  /** How much of the zone one deployment may change; `ftl` refuses more, a plain `pulumi up` doesn't count. */
  dnsBudget: z.strictObject({
    /** Records that may go. */
    deletes: z.int().min(0).max(100),
    /** Records that may change between DNS-only and proxied. */
    proxyFlips: z.int().min(0).max(100),
    /** Names whose records the platform stands or falls with. */
    critical: z.array(hostname),
    /** Records of critical names that may change or go. */
    criticalChanges: z.int().min(0).max(100),
  }),
  apps: z.strictObject({
    api: publicApp,
    ws: publicApp,
    flusher: app,
    migrate: z.strictObject({
      cpu,
      /** Longest run of a migration, in seconds. */
      replicaTimeoutSec: z.int().min(60).max(86_400),
    }),
  }),
  images: z.strictObject({ api: image, ws: image, flusher: image }),
  /** Database migrations that the images bring, so that going back stops before code that can't read what is there. */
  migrations: z
    .strictObject({
      /** Number of the newest one. */
      latest: z.int().min(0).max(999_999),
      /** Code with this migration as its newest, or a later one, can read the database after `latest`. */
      readableSince: z.int().min(0).max(999_999),
    })
    .refine(({ latest, readableSince }) => readableSince <= latest, {
      path: ["readableSince"],
      message: "latest or less",
      when: (payload: z.core.ParsePayload) => migrationNumbers.safeParse(payload.value).success,
    }),
  postgres,
  redis: z.discriminatedUnion("kind", [managedRedis, classicRedis]),
  frontend: z.strictObject({
    /** Static Web Apps are offered in few regions, none of them Indian. */
    location: z.enum(["westus2", "centralus", "eastus2", "westeurope", "eastasia"]),
    sku: z.enum(["Free", "Standard"]),
  }),
  /** Feature flags, handed to api, ws and flusher as `FEATURE_<NAME>`. */
  flags: z.record(
    z
      .string()
      .regex(/^[a-z][A-Za-z0-9]{0,62}$/)
      .describe("a camelCase name of at most 63 letters and digits"),
    z.boolean(),
  ),
  alerts: z.strictObject({
    /** Who is told. */
    emails: z.array(z.email().describe("an e-mail address")).min(1),
  }),
  /**
   * Tags of every Azure resource, beside the ones that the program sets itself.
   *
   * @see https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources
   */
  tags: z.record(
    z
      .string()
      .regex(/^(?!ftl-)[^<>%&\\?/]{1,512}$/i)
      .describe("1 to 512 characters without < > % & \\ ? /, not beginning with ftl-"),
    z.string().max(256).describe("text of at most 256 characters"),
  ),
});

/** The settings of one stack, checked. */
export type Settings = z.infer<typeof schema>;
/** One hostname of api or ws. */
export type ServedName = z.infer<typeof servedName>;
/** One hostname of the frontend. */
export type FrontendName = z.infer<typeof frontendName>;
export type Phase = Settings["phase"];
