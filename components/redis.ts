import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings/schema";
import { ClassicRedis } from "./classicRedis";
import { ManagedRedis } from "./managedRedis";
import type { Network } from "./network";
import type { Placement } from "./placement";

/** What both forms of Redis need. */
export interface RedisPlace {
  readonly placement: Placement;
  /** Network of a private stack: the cache then answers behind a private endpoint only. */
  readonly network?: Network | undefined;
  /** Whether Pulumi refuses to delete the cache. */
  readonly protected: boolean;
  readonly workspaceId: pulumi.Input<string>;
}

/** What both forms of Redis give. */
export interface Redis extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;
  /** Physical name. */
  readonly cacheName: string;
  readonly host: pulumi.Output<string>;
  /** Connection URL with the access key, TLS only. Secret. */
  readonly url: pulumi.Output<string>;
}

/** Declares the form of Redis that the settings ask for. */
export function createRedis(
  name: string,
  settings: Settings["redis"],
  place: RedisPlace,
  opts: pulumi.ComponentResourceOptions,
): Redis {
  return settings.kind === "managed"
    ? new ManagedRedis(name, { ...place, settings }, opts)
    : new ClassicRedis(name, { ...place, settings }, opts);
}
