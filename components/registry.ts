import * as containerregistry from "@pulumi/azure-native/containerregistry";
import * as pulumi from "@pulumi/pulumi";
import { resourceName } from "../settings/conventions/names";
import type { Settings } from "../settings/schema";
import { createDiagnostics } from "./diagnostics";
import type { Placement } from "./placement";

/** Inputs of {@link Registry}. */
export interface RegistryArgs {
  readonly placement: Placement;
  readonly network: Settings["network"];
  /** Whether Pulumi refuses to delete the registry. */
  readonly protected: boolean;
  readonly workspaceId: pulumi.Input<string>;
}

/**
 * Container registry without an admin user: workloads pull with their identities, CI pushes with its own.
 * Stateful: holds the images that a rollback needs.
 *
 * Its endpoint stays public in a private stack too, because CI pushes from outside the virtual network; only
 * identities with a role get in.
 */
export class Registry extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;
  /** Physical name. */
  readonly registryName: string;
  /** Host that image references begin with. */
  readonly loginServer: string;

  constructor(name: string, args: RegistryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ftl:data:Registry", name, {}, opts);
    const { stack, region, resourceGroupName, tags } = args.placement;
    this.registryName = resourceName("Microsoft.ContainerRegistry/registries", {
      stack,
      what: "acr",
      region,
    });

    const registry = new containerregistry.Registry(
      `${name}-container-registry`,
      {
        resourceGroupName,
        registryName: this.registryName,
        location: region,
        // Premium belongs to the private form: it alone takes private endpoints and network rules
        // (https://learn.microsoft.com/azure/container-registry/container-registry-skus).
        sku: { name: args.network === "private" ? "Premium" : "Standard" },
        adminUserEnabled: false,
        anonymousPullEnabled: false,
        tags,
      },
      { parent: this, protect: args.protected },
    );
    createDiagnostics(
      `${name}-diagnostics`,
      { stack, resourceId: registry.id, workspaceId: args.workspaceId },
      { parent: this },
    );

    this.id = registry.id;
    // Written out, so that a preview shows whole image references before the registry exists.
    this.loginServer = `${this.registryName}.azurecr.io`;
    this.registerOutputs({ id: this.id, loginServer: this.loginServer });
  }
}
