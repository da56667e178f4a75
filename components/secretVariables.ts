import type { WorkloadName } from "../settings/conventions/workloads";
import type { SecretName } from "./workloadSecrets";

const telemetry = {
  APPLICATIONINSIGHTS_CONNECTION_STRING: "appinsights-connection-string",
} as const;
const stores = { DATABASE_URL: "database-url", REDIS_URL: "redis-url" } as const;

/** Variables of each workload whose values are Key Vault secrets: no more than it needs. */
export const secretVariables: Readonly<Record<WorkloadName, Readonly<Record<string, SecretName>>>> =
  {
    api: {
      ...stores,
      JWT_SECRET: "jwt-secret",
      REFRESH_TOKEN_SECRET: "refresh-token-secret",
      ...telemetry,
    },
    ws: { ...stores, JWT_SECRET: "jwt-secret", ...telemetry },
    flusher: { ...stores, ...telemetry },
    migrate: { DATABASE_URL: "database-url" },
  };
