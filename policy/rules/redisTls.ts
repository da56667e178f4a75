import { rule } from "../rule";
import { isType, types } from "../types";

export const redisTls = rule({
  name: "redis-tls",
  description: "Redis takes connections over TLS 1.2 or later only.",
  protects: "Access keys and wallets on their way to Redis.",
  group: "data",
  severity: "critical",
  remediationSteps:
    'Set clientProtocol to "Encrypted" (classic: enableNonSslPort to false) and minimumTlsVersion to "1.2".',
  url: "https://learn.microsoft.com/azure/redis/tls-configuration",
  whenUnknown: "fails",
  waivable: false,
  types: [types.classicRedis, types.managedRedis, types.managedRedisDatabase],
  alone: ({ type, props }, findings) => {
    if (isType(types.managedRedisDatabase, type)) {
      findings.expect(props, "clientProtocol", "Encrypted");
      return;
    }
    findings.expectOneOf(props, "minimumTlsVersion", ["1.2", "1.3"]);
    if (isType(types.classicRedis, type)) findings.expect(props, "enableNonSslPort", false);
  },
});
