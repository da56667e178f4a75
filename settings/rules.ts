import { certificateIssuer, certificateName } from "./conventions/certificates";
import { publicAppNames } from "./conventions/workloads";
import type { Settings } from "./schema";

/** What a rule says about one value: where it is, and what would be right there. */
export interface Breach {
  readonly path: readonly PropertyKey[];
  readonly allowed: string;
}

/** A relation between settings. It judges the groups that are well-formed, and says nothing about the rest. */
export type Rule = (settings: Partial<Settings>, stack: string) => Breach[];

type HostnameRole = "api" | "ws" | "frontend";
const hostnameRoles = ["api", "ws", "frontend"] as const satisfies readonly HostnameRole[];

/** A served hostname and where it stands. */
interface Place {
  readonly role: HostnameRole;
  readonly path: readonly PropertyKey[];
  readonly name: string;
}

/** Records of api and ws are written into the stack's own zone; a CNAME can't stand at its apex. */
export const namesInsideZone: Rule = ({ hostnames }) => {
  if (hostnames === undefined) return [];
  const inside = `a name below the zone ${hostnames.zone}`;
  return placesOf(hostnames)
    .filter(({ role }) => role !== "frontend")
    .filter(({ name }) => !name.endsWith(`.${hostnames.zone}`))
    .map(({ path }) => ({ path: [...path, "name"], allowed: inside }));
};

/** A frontend record can be declared only in the zone that the stack writes to. */
export const declaredNamesInsideZone: Rule = ({ hostnames }) =>
  (hostnames?.frontend ?? []).flatMap(({ name, record }, index) => {
    const zone = hostnames?.zone ?? "";
    if (record !== "declared" || name.endsWith(`.${zone}`)) return [];
    const allowed =
      `a name below the zone ${zone} while its record is "declared"; ` +
      `for a zone that somebody else runs, record must be "handover" or "standing"`;
    return [{ path: ["hostnames", "frontend", index, "name"], allowed }];
  });

/** A name leads to one place. */
export const namesOnce: Rule = ({ hostnames }) => {
  const first = new Map<string, Place>();
  return placesOf(hostnames).flatMap((place) => {
    const earlier = first.get(place.name);
    if (earlier === undefined) {
      first.set(place.name, place);
      return [];
    }
    const [, role, index] = earlier.path;
    const where = `ftl:hostnames.${String(role)}[${String(index)}]`;
    return [{ path: [...place.path, "name"], allowed: `a name of its own; ${where} has this one` }];
  });
};

/**
 * Browsers don't trust Cloudflare's Origin CA, so it serves only behind the proxy.
 *
 * @see https://developers.cloudflare.com/ssl/origin-configuration/origin-ca/
 */
export const originCertificateBehindProxy: Rule = ({ hostnames }) =>
  publicAppNames.flatMap((role) =>
    (hostnames?.[role] ?? []).flatMap(({ certificate, proxied }, index) => {
      if (certificate !== "origin" || proxied) return [];
      const allowed =
        `"managed" or "keyvault" on a name that is not proxied: ` +
        `browsers don't trust a Cloudflare Origin CA certificate`;
      return [{ path: ["hostnames", role, index, "certificate"], allowed }];
    }),
  );

/** The environment holds each certificate under a name that is made of its hostname. */
export const certificatesNamed: Rule = ({ hostnames }, stack) => {
  const owners = new Map<string, string>();
  return publicAppNames.flatMap((role) =>
    (hostnames?.[role] ?? []).flatMap(({ name }, index): Breach[] => {
      const path = ["hostnames", role, index, "name"];
      try {
        const certificate = certificateName(stack, name);
        const owner = owners.get(certificate) ?? name;
        owners.set(certificate, owner);
        if (owner === name) return [];
        const allowed = `a name whose certificate is not called ${certificate}, as that of ${owner} is`;
        return [{ path, allowed }];
      } catch (error) {
        return [{ path, allowed: `a name that a certificate can be called by: ${String(error)}` }];
      }
    }),
  );
};

/**
 * Custom domains of a site, by plan.
 *
 * @see https://learn.microsoft.com/azure/static-web-apps/quotas
 */
const mostFrontendNames: Record<Settings["frontend"]["sku"], number> = { Free: 2, Standard: 5 };

/** A plan has a most of custom domains. */
export const frontendNamesInPlan: Rule = ({ frontend, hostnames }) => {
  if (frontend === undefined || hostnames === undefined) return [];
  const most = mostFrontendNames[frontend.sku];
  if (hostnames.frontend.length <= most) return [];
  const allowed = `at most ${most} names while ftl:frontend.sku is "${frontend.sku}"`;
  return [{ path: ["hostnames", "frontend"], allowed }];
};

/**
 * A site claims a name by its CNAME record, which no apex has, and takes no international names. What an apex is,
 * only a list of public suffixes could say: here it is a name of two labels.
 *
 * @see https://learn.microsoft.com/azure/static-web-apps/custom-domain
 * @see https://github.com/Azure/static-web-apps/issues/329 (apex)
 */
export const frontendNamesClaimable: Rule = ({ hostnames }) =>
  (hostnames?.frontend ?? []).flatMap(({ name }, index) => {
    const labels = name.split(".");
    if (labels.length > 2 && !labels.some((label) => label.startsWith("xn--"))) return [];
    const allowed = "a name below a domain, such as app.example.com, and not in Punycode (xn--)";
    return [{ path: ["hostnames", "frontend", index, "name"], allowed }];
  });

const certificateIssuers = Object.values(certificateIssuer).filter(
  (issuer) => issuer !== undefined,
);

/** CAA records hold for the whole zone: who sets them admits whoever issues for a name in it. */
export const caaComplete: Rule = ({ hostnames }) => {
  if (hostnames?.caa === undefined) return [];
  const path = ["hostnames", "caa"];
  if (hostnames.zoneSettings !== "declared") {
    return [{ path, allowed: `nothing while ftl:hostnames.zoneSettings is "checked"` }];
  }
  if (certificateIssuers.every((issuer) => hostnames.caa?.includes(issuer))) return [];
  return [{ path, allowed: `a list with ${certificateIssuers.join(" and ")} in it` }];
};

/**
 * High-availability modes that new servers can have, by region.
 *
 * Central India: zone-redundant is "temporarily blocked for new deployments" (table of 2025-12-22).
 *
 * @see https://learn.microsoft.com/azure/postgresql/flexible-server/overview#azure-regions
 */
const highAvailabilityModes: Record<
  Settings["location"],
  readonly Settings["postgres"]["highAvailability"][]
> = {
  centralindia: ["Disabled", "SameZone"],
  southindia: ["Disabled", "SameZone", "ZoneRedundant"],
};

/** High availability is offered by region. */
export const highAvailabilityOffered: Rule = ({ location, postgres }) => {
  if (location === undefined || postgres === undefined) return [];
  const offered = highAvailabilityModes[location];
  if (offered.includes(postgres.highAvailability)) return [];
  const allowed = `${offered.map((mode) => `"${mode}"`).join(" or ")}, which ${location} offers to new servers`;
  return [{ path: ["postgres", "highAvailability"], allowed }];
};

/** @see https://learn.microsoft.com/azure/postgresql/high-availability/concepts-high-availability */
export const highAvailabilityNeedsTier: Rule = ({ postgres }) => {
  if (postgres?.tier !== "Burstable" || postgres.highAvailability === "Disabled") return [];
  const allowed = `"Disabled" while ftl:postgres.tier is "Burstable", which has no high availability`;
  return [{ path: ["postgres", "highAvailability"], allowed }];
};

/** @see https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-compute */
const sizesOfTier: Record<Settings["postgres"]["tier"], { letter: string; example: string }> = {
  Burstable: { letter: "B", example: "Standard_B1ms" },
  GeneralPurpose: { letter: "D", example: "Standard_D2ds_v5" },
  MemoryOptimized: { letter: "E", example: "Standard_E2ds_v5" },
};

/** A size belongs to one tier. */
export const sizeOfTier: Rule = ({ postgres }) => {
  if (postgres === undefined) return [];
  const { letter, example } = sizesOfTier[postgres.tier];
  if (postgres.sku.startsWith(`Standard_${letter}`)) return [];
  const allowed = `a size of the ${postgres.tier} tier, such as ${example}`;
  return [{ path: ["postgres", "sku"], allowed }];
};

/**
 * Version 6 sizes can't be put into a virtual network.
 *
 * @see https://learn.microsoft.com/azure/postgresql/flexible-server/overview
 */
export const sizeInNetwork: Rule = ({ network, postgres }) => {
  if (network !== "private" || !postgres?.sku.endsWith("_v6")) return [];
  const allowed = `a size before v6 while ftl:network is "private": v6 can't join a virtual network`;
  return [{ path: ["postgres", "sku"], allowed }];
};

/** All relations that a stack's settings must keep. */
export const rules: readonly Rule[] = [
  namesInsideZone,
  declaredNamesInsideZone,
  namesOnce,
  originCertificateBehindProxy,
  certificatesNamed,
  frontendNamesInPlan,
  frontendNamesClaimable,
  caaComplete,
  highAvailabilityOffered,
  highAvailabilityNeedsTier,
  sizeOfTier,
  sizeInNetwork,
];

function placesOf(hostnames: Settings["hostnames"] | undefined): Place[] {
  if (hostnames === undefined) return [];
  return hostnameRoles.flatMap((role) =>
    hostnames[role].map(({ name }, index) => ({ role, name, path: ["hostnames", role, index] })),
  );
}
