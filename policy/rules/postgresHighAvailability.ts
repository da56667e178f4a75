import { at, textAt } from "../known";
import { isProduction, productionSetting } from "../production";
import { rule } from "../rule";
import { types } from "../types";

/**
 * Modes that a region refuses to new servers. Central India: zone-redundant is "temporarily blocked for new
 * deployments" (table of 2025-12-22).
 *
 * @see https://learn.microsoft.com/azure/postgresql/flexible-server/overview#azure-regions
 */
const refusedModes: Record<string, string[]> = { centralindia: ["ZoneRedundant"] };

export const postgresHighAvailability = rule({
  name: "postgres-high-availability",
  description:
    "A database has a high-availability mode that its region offers, and production's has a standby.",
  protects: "Trading while a host fails, and updates from a mode that Azure refuses.",
  group: "data",
  severity: "high",
  remediationSteps: "Set ftl:postgres.highAvailability to a mode that the region offers.",
  url: "https://learn.microsoft.com/azure/postgresql/high-availability/concepts-high-availability",
  whenUnknown: "fails",
  waivable: true,
  settings: {
    ...productionSetting,
    refusedModes: {
      type: "object",
      default: refusedModes,
      description: "Modes that a region refuses to new servers, by region.",
    },
  },
  types: [types.postgresServer],
  alone: (subject, findings, settings) => {
    const mode = at(subject.props, "highAvailability.mode") ?? "Disabled";
    const region = regionOf(textAt(subject.props, "location"));
    const refused = new Map(Object.entries(settings.refusedModes)).get(region ?? "") ?? [];
    if (typeof mode === "string" && refused.includes(mode)) {
      findings.breach(
        `highAvailability.mode is "${mode}", which ${region} refuses to new servers.`,
      );
    }
    if (!isProduction(subject, settings)) return;
    findings.expectOneOf(subject.props, "highAvailability.mode", ["SameZone", "ZoneRedundant"]);
  },
});

/** A region as Azure's names of regions are compared: `Central India` is `centralindia`. */
function regionOf(location: string | undefined): string | undefined {
  return location?.replaceAll(" ", "").toLowerCase();
}
