import { rule } from "../rule";
import { isType, types } from "../types";

/** Values that refuse a write when the memory is full, as each kind spells them. */
const noEviction = ["NoEviction", "noeviction"];

export const redisKeepsData = rule({
  name: "redis-keeps-data",
  description: "A full Redis refuses a write and drops nothing.",
  protects: "Wallets, which are read from Redis before Postgres.",
  group: "data",
  severity: "critical",
  remediationSteps:
    'Set evictionPolicy to "NoEviction" (classic: redisConfiguration.maxmemoryPolicy to "noeviction").',
  url: "https://learn.microsoft.com/azure/redis/best-practices-memory-management",
  whenUnknown: "fails",
  waivable: true,
  types: [types.classicRedis, types.managedRedisDatabase],
  alone: ({ type, props }, findings) => {
    const classic = isType(types.classicRedis, type);
    const path = classic ? "redisConfiguration.maxmemoryPolicy" : "evictionPolicy";
    findings.expectOneOf(props, path, noEviction);
  },
});
