import * as pulumi from "@pulumi/pulumi";
import type { AppName, PublicAppName, WorkloadName } from "../settings/conventions/workloads";
import { hostnamePhase } from "../settings/hostnamePhases";
import type { Settings } from "../settings/schema";
import { canBeZoneRedundant, Environment } from "./environment";
import { MigrateJob } from "./migrateJob";
import type { Network } from "./network";
import type { Observability } from "./observability";
import type { Placement } from "./placement";
import { ServedHostname } from "./servedHostname";
import type { Stores } from "./stores";
import { containerAppName, Workload } from "./workload";
import { WorkloadIdentity } from "./workloadIdentity";

/** Inputs of {@link Apps}. */
export interface AppsArgs {
  readonly placement: Placement;
  readonly settings: Settings;
  readonly subscriptionId: pulumi.Input<string>;
  /** Cloudflare zone that holds the records. */
  readonly zoneId: pulumi.Input<string>;
  readonly stores: Stores;
  readonly observability: Observability;
  /** Network of a private stack. */
  readonly network?: Network | undefined;
}

/** What runs: the environment, the apps with their hostnames, the migrate job, and an identity for each. */
export class Apps extends pulumi.ComponentResource {
  readonly environment: Environment;
  readonly hostnames: Readonly<Record<PublicAppName, readonly ServedHostname[]>>;
  readonly apps: Readonly<Record<AppName, Workload>>;
  readonly migrate: MigrateJob;

  constructor(name: string, args: AppsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ftl:app:Apps", name, {}, opts);
    const { placement, settings, stores } = args;
    const { registry, vault } = stores;
    const child = { parent: this };

    const environmentIdentity = new WorkloadIdentity(
      `${name}-environment-identity`,
      {
        placement,
        workload: "environment",
        subscriptionId: args.subscriptionId,
        grants: { keyVaultSecretsUser: vault.id },
      },
      child,
    );
    const environment = new Environment(
      `${name}-environment`,
      {
        placement,
        identity: environmentIdentity,
        network: args.network,
        zoneRedundant: canBeZoneRedundant(settings.location, settings.network),
        workspaceId: args.observability.workspaceId,
      },
      child,
    );

    const createHostnames = (app: PublicAppName) =>
      settings.hostnames[app].map(
        (served) =>
          new ServedHostname(
            `${name}-${app}-${served.name}`,
            {
              placement,
              app,
              containerAppName: containerAppName(placement.stack, app),
              served,
              phase: hostnamePhase(settings.phase, served),
              // A microtask later, and so when this constructor has declared it.
              servedBy: Promise.resolve().then(() => this.apps[app]),
              zoneId: args.zoneId,
              environment,
              environmentIdentity,
              vault,
            },
            child,
          ),
      );
    const createIdentity = (workload: WorkloadName) =>
      new WorkloadIdentity(
        `${name}-${workload}-identity`,
        {
          placement,
          workload,
          subscriptionId: args.subscriptionId,
          grants: { acrPull: registry.id, keyVaultSecretsUser: vault.id },
        },
        child,
      );
    const place = { placement, settings, environment, stores };
    const createApp = (app: AppName, hostnames: readonly ServedHostname[]) =>
      new Workload(
        `${name}-${app}`,
        { ...place, app, hostnames, identity: createIdentity(app) },
        child,
      );

    this.environment = environment;
    this.hostnames = { api: createHostnames("api"), ws: createHostnames("ws") };
    this.apps = {
      api: createApp("api", this.hostnames.api),
      ws: createApp("ws", this.hostnames.ws),
      flusher: createApp("flusher", []),
    };
    this.migrate = new MigrateJob(
      `${name}-migrate`,
      { ...place, identity: createIdentity("migrate") },
      child,
    );
    this.registerOutputs({});
  }
}
