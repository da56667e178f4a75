import { rule } from "../rule";
import { types } from "../types";

export const redisSize = rule({
  name: "redis-size",
  description: "An Azure Cache for Redis is a Standard C1 or larger.",
  protects: "Wallets: a Basic cache has no replica, and a C0 shares its core.",
  group: "data",
  severity: "high",
  remediationSteps: 'Set ftl:redis.sku to "Standard" and capacity to 1 or more.',
  url: "https://learn.microsoft.com/azure/azure-cache-for-redis/cache-planning-faq",
  whenUnknown: "fails",
  waivable: true,
  types: [types.classicRedis],
  alone: ({ props }, findings) => {
    findings.expectOneOf(props, "sku.name", ["Standard", "Premium"]);
    findings.expectAtLeast(props, "sku.capacity", 1);
  },
});
