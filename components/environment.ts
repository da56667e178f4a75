import * as app from "@pulumi/azure-native/app";
import * as pulumi from "@pulumi/pulumi";
import { resourceName } from "../settings/conventions/names";
import type { Settings } from "../settings/schema";
import { createDiagnostics } from "./diagnostics";
import type { Network } from "./network";
import type { Placement } from "./placement";
import type { WorkloadIdentity } from "./workloadIdentity";

/**
 * Regions in which an environment can span availability zones.
 *
 * @see https://azure.github.io/Azure-Proactive-Resiliency-Library-v2/azure-resources/App/managedEnvironments
 */
const regionsWithZones: readonly Settings["location"][] = ["centralindia"];

/** Whether an environment can be zone-redundant: it needs a subnet of its own and a region with zones. */
export function canBeZoneRedundant(
  location: Settings["location"],
  network: Settings["network"],
): boolean {
  return network === "private" && regionsWithZones.includes(location);
}

/** Inputs of {@link Environment}. */
export interface EnvironmentArgs {
  readonly placement: Placement;
  /** Reads certificates from Key Vault. */
  readonly identity: WorkloadIdentity;
  /** Network of a private stack. Decided at creation. */
  readonly network?: Network | undefined;
  /** Spans availability zones; see {@link canBeZoneRedundant}. Decided at creation. */
  readonly zoneRedundant: boolean;
  readonly workspaceId: pulumi.Input<string>;
}

/** The profile that bills by use, and the only one the environment has. */
export const consumptionProfile = "Consumption";

/** Container Apps managed environment, open to the internet through its ingress in both forms of network. */
export class Environment extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;
  /** Physical name. */
  readonly environmentName: string;
  /** Domain under which each app has a generated name: `<app>.<defaultDomain>`. */
  readonly defaultDomain: pulumi.Output<string>;
  /** Value of the `asuid` TXT records that prove a hostname is ours. */
  readonly verificationId: pulumi.Output<string>;

  constructor(name: string, args: EnvironmentArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ftl:app:Environment", name, {}, opts);
    const { stack, region, resourceGroupName, tags } = args.placement;
    this.environmentName = resourceName("Microsoft.App/managedEnvironments", {
      stack,
      what: "cae",
      region,
    });

    const environment = new app.ManagedEnvironment(
      `${name}-managed-environment`,
      {
        resourceGroupName,
        environmentName: this.environmentName,
        location: region,
        identity: {
          type: app.ManagedServiceIdentityType.UserAssigned,
          userAssignedIdentities: [args.identity.id],
        },
        workloadProfiles: [{ name: consumptionProfile, workloadProfileType: consumptionProfile }],
        zoneRedundant: args.zoneRedundant,
        ...(args.network && {
          vnetConfiguration: {
            infrastructureSubnetId: args.network.subnetIds.apps,
            internal: false,
          },
        }),
        // The diagnostic setting below then decides where logs go, and no workspace key is needed.
        appLogsConfiguration: { destination: "azure-monitor" },
        tags,
      },
      // Not after the identity's roles and the private zones: they are for the certificates and the apps in it, which
      // wait for them, while the environment takes minutes of its own.
      { parent: this },
    );
    createDiagnostics(
      `${name}-diagnostics`,
      { stack, resourceId: environment.id, workspaceId: args.workspaceId },
      { parent: this },
    );

    this.id = environment.id;
    this.defaultDomain = environment.defaultDomain;
    this.verificationId = environment.customDomainConfiguration.apply((configuration) => {
      const id = configuration?.customDomainVerificationId;
      if (id) return id;
      throw new pulumi.RunError(
        `the managed environment ${this.environmentName} reports no customDomainVerificationId, ` +
          "so no hostname can be proved: run `pulumi refresh` and try again",
      );
    });
    this.registerOutputs({
      id: this.id,
      defaultDomain: this.defaultDomain,
      verificationId: this.verificationId,
    });
  }
}
