import type { ArmCloud } from "../../arm/armCloud";
import type { StoredResource } from "../../arm/resourceType";
import { customDomainsOf, hostnameOf } from "../../arm/types/app/environmentCertificates";
import { appType, fqdnOf, residents } from "../../arm/types/app/environmentFacts";
import { ingressOf, isTcp } from "../../arm/types/app/ingress";
import { revisionFqdn } from "../../arm/types/app/revisionView";
import { revisionsOf } from "../../arm/types/app/revisions";
import type { JsonObject } from "../../json";

/** Where requests for a hostname go. */
export interface Route {
  readonly app: StoredResource;
  readonly ingress: JsonObject;
  /** The only revision that the name stands for. */
  readonly revisionName?: string;
}

/**
 * The app that the internet reaches by a hostname: one of its own, its generated one, or that of one of its revisions.
 *
 * @param hostname Lower case.
 * @see https://learn.microsoft.com/azure/container-apps/ingress-overview
 */
export function routeOf(
  cloud: ArmCloud,
  environment: StoredResource,
  hostname: string,
): Route | undefined {
  for (const app of residents(cloud, environment.id, appType)) {
    const ingress = ingressOf(app.desired);
    if (ingress === undefined || ingress["external"] !== true || isTcp(ingress)) continue;
    const isItsOwn =
      fqdnOf(cloud, app) === hostname ||
      customDomainsOf(app.desired).some((domain) => hostnameOf(domain) === hostname);
    if (isItsOwn) return { app, ingress };
    const revision = revisionsOf(app).find((one) => revisionFqdn(cloud, app, one) === hostname);
    if (revision !== undefined) return { app, ingress, revisionName: revision.name };
  }
  return undefined;
}
