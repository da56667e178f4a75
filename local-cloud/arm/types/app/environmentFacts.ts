/** What the other types of Container Apps ask about an environment. */

import { at } from "../../../json";
import type { ArmCloud } from "../../armCloud";
import { textAt } from "../../body";
import { idKey } from "../../resourceId";
import type { StoredResource } from "../../resourceType";

export const environmentType = "Microsoft.App/managedEnvironments";
export const appType = "Microsoft.App/containerApps";
export const jobType = "Microsoft.App/jobs";

/** Id of the environment that an app or a job names, under either of the property's two names. */
export function environmentIdOf(holder: Pick<StoredResource, "desired">): string | undefined {
  return (
    textAt(holder.desired, "properties.environmentId") ??
    textAt(holder.desired, "properties.managedEnvironmentId")
  );
}

export function environmentOf(
  cloud: ArmCloud,
  holder: Pick<StoredResource, "desired">,
): StoredResource | undefined {
  const environment = cloud.find(environmentIdOf(holder) ?? "");
  return environment?.type === environmentType ? environment : undefined;
}

/** Apps or jobs of an environment, whichever group they are in. */
export function residents(cloud: ArmCloud, environmentId: string, type: string): StoredResource[] {
  return cloud
    .list(type)
    .filter((resident) => idKey(environmentIdOf(resident) ?? "") === idKey(environmentId));
}

/** `<word>-<8 hex>.<location>.azurecontainerapps.io`. */
export function defaultDomainOf(environment: StoredResource): string {
  return textAt(environment.kept, "defaultDomain") ?? "";
}

/** Address of the ingress. */
export function staticIpOf(environment: StoredResource): string {
  return textAt(environment.kept, "staticIp") ?? "";
}

/** Whether the environment answers inside its virtual network only. */
export function isInternal(environment: StoredResource): boolean {
  return at(environment.desired, "properties.vnetConfiguration.internal") === true;
}

export function subnetIdOf(environment: StoredResource): string | undefined {
  return textAt(environment.desired, "properties.vnetConfiguration.infrastructureSubnetId");
}

/** Domain that the generated names of an app and its revisions end in; undefined when the app has no ingress. */
export function ingressDomainOf(
  cloud: ArmCloud,
  app: Pick<StoredResource, "desired">,
): string | undefined {
  const environment = environmentOf(cloud, app);
  const ingress = at(app.desired, "properties.configuration.ingress");
  if (environment === undefined || ingress === undefined || ingress === null) return undefined;
  const inside = at(ingress, "external") === true ? "" : "internal.";
  return `${inside}${defaultDomainOf(environment)}`;
}

/** Generated host name of an app; undefined when it has no ingress. */
export function fqdnOf(
  cloud: ArmCloud,
  app: Pick<StoredResource, "name" | "desired">,
): string | undefined {
  const domain = ingressDomainOf(cloud, app);
  return domain === undefined ? undefined : `${app.name}.${domain}`;
}

/** Refusal of a value in an app's template or configuration, in the service's form. */
export function invalidField(field: string, details: string): { code: string; message: string } {
  return {
    code: "InvalidParameterValueInContainerTemplate",
    message:
      "The following field(s) are either invalid or missing. " +
      `Field '${field}' is invalid with details: '${details}';.`,
  };
}
