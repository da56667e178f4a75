import type { ResourceManager } from "../arm/resourceManager";
import type { StoredResource } from "../arm/resourceType";
import type { Clock } from "../clock";
import type { Cloudflare } from "../cloudflare/cloudflare";
import type { PublicAuthority } from "../trust/authority";
import type { PublicResolver } from "./dns/publicResolver";
import type { Network } from "./network/network";

/** What every part of the data plane stands on. */
export interface Ground {
  readonly resourceManager: ResourceManager;
  readonly cloudflare: Cloudflare;
  readonly clock: Clock;
  /** Signs what servers show; the root that clients trust. */
  readonly authority: PublicAuthority;
  readonly resolver: PublicResolver;
  readonly network: Network;
  /** Folder of the local cloud; a part keeps what it must in one of its own inside. */
  readonly folder: string;
  /** Tells the person, in a line. */
  readonly say: (line: string) => void;
}

/** A part of the data plane: makes what runs and listens agree with the cloud's state. */
export interface DataPlanePart {
  /**
   * Brings what runs into agreement with the state. Called at the start and after changes of the state, never twice at
   * once; what fails is said, and never thrown.
   */
  reconcile(): Promise<void>;
  /** What is still on its way up, by name; empty, or without this, when everything stands or has failed for good. */
  pending?(): readonly string[];
  /** What could not be brought into agreement with the state, and why, in a line each; empty, or without this, nothing. */
  problems?(): readonly string[];
  /** Ends everything that runs and listens. */
  close(): Promise<void>;
}

/** Where a connection inside a managed environment leads. */
export type Reached =
  /** A port of 127.0.0.1. */
  | { readonly port: number }
  /** How the connection fails, as Node.js names it. */
  | { readonly code: "ENOTFOUND" | "ETIMEDOUT" | "ECONNREFUSED" };

/** Servers with names of their own, which connections from a managed environment may lead to. */
export interface NamedServers {
  /**
   * Where a connection leads.
   *
   * @param environment The managed environment that it comes from.
   * @returns undefined when the name is none of these servers'.
   */
  reach(host: string, port: number, environment: StoredResource): Reached | undefined;
}

/** A revision that takes requests. */
export interface Backend {
  readonly revisionName: string;
  /** Share of the app's requests, percent. */
  readonly weight: number;
  /** Ports of 127.0.0.1 of its ready replicas' ingress port, one a replica; empty while none is ready. */
  readonly ports: readonly number[];
}

/** The replicas behind the ingress. */
export interface Backends {
  /** Revisions of an app that take requests. */
  of(app: StoredResource): readonly Backend[];
}
