import { environmentType, isInternal } from "../../arm/types/app/environmentFacts";
import { defaultDomainOf, staticIpOf } from "../../arm/types/app/environmentFacts";
import type { ArmCloud } from "../../arm/armCloud";
import {
  contentHostOf,
  defaultHostnameOf,
  generatedDomain,
  siteAddress,
  sitesOf,
} from "../staticSites/siteNames";
import type { Zone, Zones } from "./zones";

/** Time to live of the generated names, in seconds. Not documented. */
const ttl = 300;

/** Who answers for Azure's zones. */
const azureDns = {
  nameServers: ["ns1-01.azure-dns.com", "ns2-01.azure-dns.net"],
  mailbox: "azuredns-hostmaster.microsoft.com",
} as const;

/** The zones of the names that Azure generates. */
export function azureZones(cloud: ArmCloud): Zones {
  return () => [...environmentZones(cloud), sitesZone(cloud)];
}

/**
 * In the default domain of a managed environment, every name leads to its ingress. An internal environment's is not
 * public.
 *
 * @see https://learn.microsoft.com/azure/container-apps/networking#dns
 */
function environmentZones(cloud: ArmCloud): Zone[] {
  return cloud
    .list(environmentType)
    .filter((environment) => !isInternal(environment))
    .map((environment): Zone => {
      const apex = defaultDomainOf(environment);
      const address = staticIpOf(environment);
      return {
        ...azureDns,
        name: apex,
        resolve: (name, type) =>
          type === "A" && name !== apex ? [{ name, type, ttl, content: address }] : [],
        exists: () => true,
      };
    });
}

/**
 * The generated names of static sites, and the hosts that take their deployments. Azure answers with a chain of aliases,
 * which is not documented; here with the address itself.
 */
function sitesZone(cloud: ArmCloud): Zone {
  const names = () =>
    sitesOf(cloud).flatMap((site) => [defaultHostnameOf(site), contentHostOf(site)]);
  return {
    ...azureDns,
    name: generatedDomain,
    resolve: (name, type) =>
      type === "A" && names().includes(name) ? [{ name, type, ttl, content: siteAddress }] : [],
    exists: (name) =>
      name === generatedDomain ||
      names().some((known) => known === name || known.endsWith(`.${name}`)),
  };
}
