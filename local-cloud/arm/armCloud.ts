import type { DnsView } from "../dnsView";
import type { JsonObject } from "../json";
import type { StoredResource } from "./resourceType";
import type { WorkloadRuntime } from "./workloadRuntime";

/** What a type's model may ask of the rest of the cloud. */
export interface ArmCloud {
  readonly tenantId: string;
  /** The resource with this id, or undefined. */
  find(id: string): StoredResource | undefined;
  /** Every resource of a type, optionally only those below an id. */
  list(type: string, below?: string): StoredResource[];
  /** The resource as a GET would answer it. */
  render(resource: StoredResource): JsonObject;
  /**
   * Stores a resource that the write of another one makes or changes: the inline subnets of a virtual network, the
   * interface of a private endpoint. It is not judged. What it kept stays, unless `kept` is given.
   */
  place(resource: PlacedResource): StoredResource;
  /** Takes away what `place` stored, and everything below it. */
  displace(id: string): void;
  /** The local cloud's time; it can be moved forward. */
  now(): Date;
  /** What runs containers; undefined where nothing does, and an image that starts is taken for granted. */
  readonly runtime: WorkloadRuntime | undefined;
  /** Public DNS as the world sees it. */
  readonly dns: DnsView;
  /** Deterministic pseudo-random text of `length` characters, made from `seed` and this cloud's own secret. */
  secretText(seed: string, length: number): string;
  /** Deterministic GUID made from `seed`. */
  guid(seed: string): string;
  /** Names kept by what was deleted but not purged, e.g. Key Vaults: see `softDelete`. */
  softDeleted(type: string, name: string): SoftDeleted | undefined;
  softDelete(entry: SoftDeleted): void;
  /** Purges, or recovers, a soft-deleted resource's name. */
  forget(type: string, name: string): void;
  /** Everything soft-deleted of a type. */
  listSoftDeleted(type: string): SoftDeleted[];
  /** Puts a soft-deleted resource back as it was. */
  restore(resource: StoredResource): void;
}

/** A resource to store as it is. */
export interface PlacedResource {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly desired: JsonObject;
  readonly kept?: JsonObject;
}

/** A deleted resource whose name is still taken. */
export interface SoftDeleted {
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly location: string;
  /** ISO 8601. */
  readonly deleted: string;
  readonly scheduledPurge: string;
  readonly purgeProtected: boolean;
  /** The resource as it was, where the service can recover it. */
  readonly content?: StoredResource;
  /** Id of the parent whose delete took it along, and whose recovery brings it back. */
  readonly takenBy?: string;
}
