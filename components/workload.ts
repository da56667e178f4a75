import * as app from "@pulumi/azure-native/app";
import * as pulumi from "@pulumi/pulumi";
import { resourceName } from "../settings/conventions/names";
import { type AppName, workloadTag } from "../settings/conventions/workloads";
import type { Settings } from "../settings/schema";
import { listeningPort, plainVariables } from "../settings/workloadVariables";
import {
  containerResources,
  containerVariables,
  healthProbes,
  imageReference,
  secretReferences,
} from "./container";
import { consumptionProfile, type Environment } from "./environment";
import type { Placement } from "./placement";
import type { ServedHostname } from "./servedHostname";
import type { Stores } from "./stores";
import type { WorkloadIdentity } from "./workloadIdentity";

/** What every app and job runs on. */
export interface WorkloadPlace {
  readonly placement: Placement;
  readonly settings: Settings;
  readonly environment: Environment;
  /** Where the image and the secrets come from, and what the workload needs to be there when it starts. */
  readonly stores: Stores;
  /** Pulls the image and opens the secrets. */
  readonly identity: WorkloadIdentity;
}

/** Inputs of {@link Workload}. */
export interface WorkloadArgs extends WorkloadPlace {
  readonly app: AppName;
  /** Hostnames that lead to the app. */
  readonly hostnames: readonly ServedHostname[];
}

/** Physical name of an app, which its generated domain name begins with. */
export function containerAppName(stack: string, name: AppName): string {
  return resourceName("Microsoft.App/containerApps", { stack, what: name });
}

/**
 * Seconds that a replica may take to stop. `ws` tells its clients to reconnect and lets them go a few at a time;
 * Azure's default would cut them all after 30.
 */
const terminationGracePeriodSec: Readonly<Record<AppName, number>> = {
  api: 30,
  ws: 60,
  flusher: 30,
};

/** Container app of the platform: one active revision, probes, an identity of its own, secrets by reference. */
export class Workload extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;
  /** Physical name. */
  readonly containerAppName: string;
  readonly image: string;

  constructor(name: string, args: WorkloadArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ftl:app:Workload", name, {}, opts);
    const { environment, identity, settings, stores } = args;
    const { registry, vault } = stores;
    const { stack, region, resourceGroupName, tags } = args.placement;
    const { cpu, minReplicas, maxReplicas } = settings.apps[args.app];
    const port = listeningPort(args.app, settings.apps);
    this.containerAppName = containerAppName(stack, args.app);
    this.image = imageReference(registry.loginServer, settings.images[args.app]);

    const containerApp = new app.ContainerApp(
      `${name}-container-app`,
      {
        resourceGroupName,
        containerAppName: this.containerAppName,
        location: region,
        environmentId: environment.id,
        workloadProfileName: consumptionProfile,
        identity: {
          type: app.ManagedServiceIdentityType.UserAssigned,
          userAssignedIdentities: [identity.id],
        },
        configuration: {
          activeRevisionsMode: app.ActiveRevisionsMode.Single,
          registries: [{ server: registry.loginServer, identity: identity.id }],
          secrets: secretReferences(args.app, vault, identity),
          ...(args.app !== "flusher" && { ingress: createIngress(port, args.hostnames) }),
        },
        template: {
          terminationGracePeriodSeconds: terminationGracePeriodSec[args.app],
          containers: [
            {
              name: args.app,
              image: this.image,
              resources: containerResources(cpu),
              env: containerVariables(args.app, plainVariables(args.app, settings)),
              probes: healthProbes(port),
            },
          ],
          scale: { minReplicas, maxReplicas, ...scaleRules(args.app, settings.apps) },
        },
        tags: { ...tags, [workloadTag]: args.app },
      },
      {
        parent: this,
        dependsOn: [
          identity,
          stores,
          ...args.hostnames.flatMap(({ prerequisites }) => prerequisites),
        ],
      },
    );

    this.id = containerApp.id;
    this.registerOutputs({ id: this.id });
  }
}

function createIngress(port: number, hostnames: readonly ServedHostname[]) {
  return {
    external: true,
    allowInsecure: false,
    targetPort: port,
    transport: app.IngressTransportMethod.Auto,
    customDomains: hostnames.map(({ binding }) => binding),
  };
}

function scaleRules(name: AppName, apps: Settings["apps"]) {
  if (name === "flusher") return {};
  const concurrentRequests = String(apps[name].concurrentRequests);
  return { rules: [{ name: "http", http: { metadata: { concurrentRequests } } }] };
}
