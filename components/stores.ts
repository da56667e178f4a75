import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings/schema";
import type { Network } from "./network";
import type { Observability } from "./observability";
import type { Placement } from "./placement";
import { Postgres } from "./postgres";
import { createRedis, type Redis } from "./redis";
import { Registry } from "./registry";
import { Vault } from "./vault";
import { WorkloadSecrets } from "./workloadSecrets";

/** Inputs of {@link Stores}. */
export interface StoresArgs {
  readonly placement: Placement;
  readonly settings: Pick<Settings, "network" | "protected" | "postgres" | "redis">;
  readonly tenantId: pulumi.Input<string>;
  readonly observability: Observability;
  /** Network of a private stack. */
  readonly network?: Network | undefined;
}

/** What keeps something: images, secrets, the database, Redis. All of it is stateful. */
export class Stores extends pulumi.ComponentResource {
  readonly registry: Registry;
  readonly vault: Vault;
  readonly postgres: Postgres;
  readonly redis: Redis;
  readonly secrets: WorkloadSecrets;

  constructor(name: string, args: StoresArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ftl:data:Stores", name, {}, opts);
    const { placement, settings, observability, network, tenantId } = args;
    const child = { parent: this };
    const kept = {
      placement,
      protected: settings.protected,
      workspaceId: observability.workspaceId,
    };

    this.registry = new Registry(`${name}-registry`, { ...kept, network: settings.network }, child);
    this.vault = new Vault(`${name}-vault`, { ...kept, network, tenantId }, child);
    this.postgres = new Postgres(
      `${name}-postgres`,
      { ...kept, network, settings: settings.postgres },
      child,
    );
    this.redis = createRedis(`${name}-redis`, settings.redis, { ...kept, network }, child);
    this.secrets = new WorkloadSecrets(
      `${name}-secrets`,
      {
        placement,
        vault: this.vault,
        given: {
          "postgres-admin-password": this.postgres.password,
          "database-url": this.postgres.url,
          "redis-url": this.redis.url,
          "appinsights-connection-string": observability.connectionString,
        },
      },
      child,
    );

    this.registerOutputs({});
  }
}
