import * as app from "@pulumi/azure-native/app";
import * as pulumi from "@pulumi/pulumi";
import { resourceName } from "../settings/conventions/names";
import { workloadTag } from "../settings/conventions/workloads";
import {
  containerResources,
  containerVariables,
  imageReference,
  secretReferences,
} from "./container";
import { consumptionProfile } from "./environment";
import type { WorkloadPlace } from "./workload";

/**
 * Job that migrates the database: started by hand or by a runbook, from the very image that api runs.
 *
 * The image is told `migrate up` in place of its own arguments.
 */
export class MigrateJob extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;
  /** Physical name. */
  readonly jobName: string;
  readonly image: string;

  constructor(name: string, args: WorkloadPlace, opts?: pulumi.ComponentResourceOptions) {
    super("ftl:app:MigrateJob", name, {}, opts);
    const { environment, identity, settings, stores } = args;
    const { registry, vault } = stores;
    const { stack, region, resourceGroupName, tags } = args.placement;
    this.jobName = resourceName("Microsoft.App/jobs", { stack, what: "migrate" });
    this.image = imageReference(registry.loginServer, settings.images.api);

    const job = new app.Job(
      `${name}-container-job`,
      {
        resourceGroupName,
        jobName: this.jobName,
        location: region,
        environmentId: environment.id,
        workloadProfileName: consumptionProfile,
        identity: {
          type: app.ManagedServiceIdentityType.UserAssigned,
          userAssignedIdentities: [identity.id],
        },
        configuration: {
          triggerType: app.TriggerType.Manual,
          manualTriggerConfig: { parallelism: 1, replicaCompletionCount: 1 },
          replicaTimeout: settings.apps.migrate.replicaTimeoutSec,
          // A migration that failed half-way needs a person, not a second try.
          replicaRetryLimit: 0,
          registries: [{ server: registry.loginServer, identity: identity.id }],
          secrets: secretReferences("migrate", vault, identity),
        },
        template: {
          containers: [
            {
              name: "migrate",
              image: this.image,
              args: ["migrate", "up"],
              resources: containerResources(settings.apps.migrate.cpu),
              env: containerVariables("migrate", {}),
            },
          ],
        },
        tags: { ...tags, [workloadTag]: "migrate" },
      },
      { parent: this, dependsOn: [identity, stores] },
    );

    this.id = job.id;
    this.registerOutputs({ id: this.id });
  }
}
