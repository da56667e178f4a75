import { isProduction, productionSetting } from "../production";
import { rule } from "../rule";
import { types } from "../types";

export const vaultPurgeProtection = rule({
  name: "vault-purge-protection",
  description: "Nobody can purge production's vault: what is deleted can be recovered for 90 days.",
  protects: "Secrets and certificates from a mistake and from a stolen account.",
  group: "data",
  severity: "critical",
  remediationSteps: "Set ftl:protected to true.",
  url: "https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview",
  whenUnknown: "fails",
  waivable: true,
  settings: {
    ...productionSetting,
    leastDays: { type: "integer", default: 90, description: "Shortest time to recover, in days." },
  },
  types: [types.vault],
  appliesTo: isProduction,
  alone: ({ props }, findings, { leastDays }) => {
    findings.expect(props, "properties.enablePurgeProtection", true);
    findings.expectAtLeast(props, "properties.softDeleteRetentionInDays", leastDays, "days");
  },
});
