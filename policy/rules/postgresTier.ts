import { isProduction, productionSetting } from "../production";
import { rule } from "../rule";
import { types } from "../types";

export const postgresTier = rule({
  name: "postgres-tier",
  description: "The production database has a tier that is made for production.",
  protects:
    "Trading under load: a Burstable server slows down when its credits are spent, and has no standby.",
  group: "data",
  severity: "high",
  remediationSteps: 'Set ftl:postgres.tier to "GeneralPurpose" or "MemoryOptimized".',
  url: "https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-compute",
  whenUnknown: "fails",
  waivable: true,
  settings: productionSetting,
  types: [types.postgresServer],
  appliesTo: isProduction,
  alone: ({ props }, findings) =>
    findings.expectOneOf(props, "sku.tier", ["GeneralPurpose", "MemoryOptimized"]),
});
