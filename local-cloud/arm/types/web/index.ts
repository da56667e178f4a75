import type { ResourceType } from "../../resourceType";
import { staticSiteCustomDomains } from "./customDomains";
import { staticSites } from "./staticSites";

/** Microsoft.Web. */
export const webTypes: readonly ResourceType[] = [staticSites, staticSiteCustomDomains];
