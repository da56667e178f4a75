import { environmentType, isInternal } from "../../arm/types/app/environmentFacts";
import { defaultDomainOf, staticIpOf } from "../../arm/types/app/environmentFacts";
import type { ArmCloud } from "../../arm/armCloud";
import type { Zone, Zones } from "./zones";

/** Time to live of the generated names, in seconds. Not documented. */
const ttl = 300;

/**
 * The zones of the names that Azure generates: in the default domain of a managed environment, every name leads to
 * its ingress. An internal environment's is not public.
 *
 * @see https://learn.microsoft.com/azure/container-apps/networking#dns
 */
export function azureZones(cloud: ArmCloud): Zones {
  return () =>
    cloud
      .list(environmentType)
      .filter((environment) => !isInternal(environment))
      .map((environment): Zone => {
        const apex = defaultDomainOf(environment);
        const address = staticIpOf(environment);
        return {
          name: apex,
          nameServers: ["ns1-01.azure-dns.com", "ns2-01.azure-dns.net"],
          mailbox: "azuredns-hostmaster.microsoft.com",
          resolve: (name, type) =>
            type === "A" && name !== apex ? [{ name, type, ttl, content: address }] : [],
          exists: () => true,
        };
      });
}
