import { isProduction, productionSetting } from "../production";
import { rule } from "../rule";
import { types } from "../types";

export const postgresBackup = rule({
  name: "postgres-backup",
  description:
    "The production database can be put back to any moment of two weeks, also after a region is lost.",
  protects: "Trades: an error that is found after a long weekend can still be undone.",
  group: "data",
  severity: "critical",
  remediationSteps:
    "Set ftl:postgres.backupRetentionDays to 14 or more, and geoRedundantBackup to true at creation.",
  url: "https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-backup-restore",
  whenUnknown: "fails",
  waivable: true,
  settings: {
    ...productionSetting,
    leastDays: {
      type: "integer",
      default: 14,
      description: "Shortest retention of backups, in days.",
    },
  },
  types: [types.postgresServer],
  appliesTo: isProduction,
  alone: ({ props }, findings, { leastDays }) => {
    findings.expectAtLeast(props, "backup.backupRetentionDays", leastDays, "days");
    findings.expect(props, "backup.geoRedundantBackup", "Enabled");
  },
});
