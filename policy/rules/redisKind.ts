import { tenantMayCreateClassicTag } from "../../settings/conventions/tags";
import { read } from "../known";
import { rule } from "../rule";
import { types } from "../types";

export const redisKind = rule({
  name: "redis-kind",
  description: "No new Azure Cache for Redis, save in a tenant that may still create one.",
  protects:
    "The update, which Azure refuses to a tenant that had no cache before 2026-04-01, and the years after: it retires on 2028-09-30.",
  group: "data",
  severity: "high",
  remediationSteps: 'Set ftl:redis.kind to "managed".',
  url: "https://learn.microsoft.com/azure/azure-cache-for-redis/retirement-faq",
  whenUnknown: "fails",
  waivable: true,
  settings: {
    tenantMayCreateClassic: {
      type: "boolean",
      default: false as boolean,
      description: `Whether the tenant had a cache before 2026-04-01; the tag ${tenantMayCreateClassicTag} says so for one cache.`,
    },
  },
  types: [types.classicRedis],
  alone: ({ props }, findings, { tenantMayCreateClassic }) => {
    if (tenantMayCreateClassic || read(props, "tags", tenantMayCreateClassicTag) === "true") return;
    findings.breach(
      `This is an Azure Cache for Redis and nothing says that the tenant may create one; it must be an Azure Managed Redis.`,
    );
  },
});
