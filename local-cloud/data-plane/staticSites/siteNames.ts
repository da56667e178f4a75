import type { ArmCloud } from "../../arm/armCloud";
import { textAt } from "../../arm/body";
import { shortLocation } from "../../arm/generalRules";
import type { StoredResource } from "../../arm/resourceType";
import { isReady } from "../../arm/types/web/customDomains";
import { customDomainType, siteType } from "../../arm/types/web/staticSiteNames";

/** Address of every site: a documentation range's, so that nobody is ever reached by it. */
export const siteAddress = "198.51.100.10";

/** Domain of the generated names. */
export const generatedDomain = "azurestaticapps.net";

/** Generated name of a site. */
export function defaultHostnameOf(site: StoredResource): string {
  return textAt(site.kept, "defaultHostname") ?? "";
}

/** Host that a site's deployments are sent to, as the service names it in `contentDistributionEndpoint`. */
export function contentHostOf(site: StoredResource): string {
  return `content-${shortLocation(textAt(site.desired, "location") ?? "")}.infrastructure.${generatedDomain}`;
}

/** All sites. */
export function sitesOf(cloud: ArmCloud): StoredResource[] {
  return cloud.list(siteType);
}

/** Custom domains of a site that it answers for. */
export function readyDomainsOf(cloud: ArmCloud, site: StoredResource): StoredResource[] {
  return cloud.list(customDomainType, site.id).filter((domain) => isReady(cloud, domain));
}
