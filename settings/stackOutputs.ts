import type { AppName, PublicAppName } from "./conventions/workloads";
import type { PublicUrls } from "./platformUrls";
import type { Phase } from "./schema";

/** A DNS record that the program declares. */
export interface RecordOutput {
  readonly type: string;
  readonly name: string;
  /** Target of a CNAME, text of a TXT without its quotes. */
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

/** A record that the owner of another zone is asked to write. */
export interface HandoverRecord {
  readonly type: "CNAME";
  readonly name: string;
  readonly target: string;
  readonly ttlSec: number;
  /** What the record is for, in a sentence for its owner. */
  readonly why: string;
  /** Command whose output shows that it stands. */
  readonly check: string;
}

/**
 * Outputs of a stack, which the `ftl` command and other tools read. None is a secret: secrets stay in the vault,
 * whose name is among them.
 */
export interface StackOutputs {
  readonly phase: Phase;
  /** Main URLs, as clients use them. */
  readonly urls: PublicUrls;
  /** Every hostname, the main one of each first. */
  readonly hostnames: Readonly<Record<PublicAppName | "frontend", readonly string[]>>;
  /** How far each of the hostnames is: as far as the stack, or held back. */
  readonly hostnamePhases: Readonly<Record<string, Phase>>;
  /** Names that Azure generates for the apps with an ingress. */
  readonly fqdns: Readonly<Record<PublicAppName, string>>;
  /** Name that Azure generates for the frontend. */
  readonly frontendDefaultHostname: string;
  /** Value of the `asuid` records. */
  readonly verificationId: string;
  /** DNS records in the program's own zone. */
  readonly records: readonly RecordOutput[];
  /** DNS records that the owners of other zones are asked to write. */
  readonly handover: readonly HandoverRecord[];
  /** Image tags by workload; `migrate` runs api's. */
  readonly imageTags: Readonly<Record<AppName | "migrate", string>>;
  /** Whole image references by workload. */
  readonly images: Readonly<Record<AppName | "migrate", string>>;
  /** Physical names. */
  readonly resourceNames: Readonly<Record<OutputResource, string>>;
  /** Resource Manager ids. */
  readonly resourceIds: Readonly<Record<OutputResource, string>>;
}
