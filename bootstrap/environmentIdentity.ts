import * as managedidentity from "@pulumi/azure-native/managedidentity";
import * as pulumi from "@pulumi/pulumi";
import { resourceName } from "../settings/conventions/names";
import { assignRoles, type ScopeIds } from "./assignRoles";
import { environmentName, type Grants, type Purpose } from "./environments";
import type { Placement } from "./placement";

/** Inputs of {@link EnvironmentIdentity}. */
export interface EnvironmentIdentityArgs {
  readonly placement: Placement;
  readonly subscriptionId: pulumi.Input<string>;
  readonly purpose: Purpose;
  readonly grants: Grants;
  /** Beginning of the subject: `repo:OWNER/NAME`. */
  readonly repository: string;
  readonly scopeIds: ScopeIds;
  /** Id of the role of that name, where there is one. */
  readonly redisKeysReader: pulumi.Input<string> | undefined;
}

/**
 * What a workflow's job signs in as: an identity without a secret, for the jobs of one GitHub Environment and no
 * others. Who may run there is the Environment's own to say: branches, approvals.
 *
 * @see https://docs.github.com/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-azure
 */
export class EnvironmentIdentity extends pulumi.ComponentResource {
  /** What `azure/login` takes as `client-id`. */
  readonly clientId: pulumi.Output<string>;

  constructor(name: string, args: EnvironmentIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ftl:bootstrap:EnvironmentIdentity", name, {}, opts);
    const { placement, purpose, repository } = args;
    const { stack, region, resourceGroupName, tags } = placement;

    const identity = new managedidentity.UserAssignedIdentity(
      `${name}-user-assigned`,
      {
        resourceGroupName,
        resourceName: resourceName("Microsoft.ManagedIdentity/userAssignedIdentities", {
          stack,
          what: `ci-${purpose}`,
        }),
        location: region,
        tags,
      },
      { parent: this },
    );
    new managedidentity.FederatedIdentityCredential(
      `${name}-github`,
      {
        resourceGroupName,
        resourceName: identity.name,
        federatedIdentityCredentialResourceName: "github",
        issuer: "https://token.actions.githubusercontent.com",
        subject: `${repository}:environment:${environmentName(purpose, stack)}`,
        audiences: ["api://AzureADTokenExchange"],
      },
      { parent: this },
    );
    assignRoles(
      name,
      { ...args, principalId: identity.principalId, principalType: "ServicePrincipal" },
      { parent: this },
    );

    this.clientId = identity.clientId;
    this.registerOutputs({ clientId: this.clientId });
  }
}
