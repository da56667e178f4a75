import type { AppName, PublicAppName, WorkloadName } from "../settings/conventions/workloads";
import type { Settings } from "../settings/schema";
import type { SecretName } from "./workloadSecrets";

/** Port of the flusher's health endpoint. Nothing outside the container reaches it. */
const flusherPort = 8082;

/** Where every workload answers its probes. */
export const healthPath = "/health";

/** Port that an app listens on. */
export function listeningPort(app: AppName, apps: Settings["apps"]): number {
  return app === "flusher" ? flusherPort : apps[app].port;
}

/** Where the platform is found: the first hostname of each is the main one. */
export interface PublicUrls {
  readonly api: string;
  readonly ws: string;
  readonly frontend: string;
}

/** URLs that clients use, without a trailing slash. */
export function publicUrls({ hostnames }: Pick<Settings, "hostnames">): PublicUrls {
  return {
    api: `https://${mainName(hostnames.api)}`,
    ws: `wss://${mainName(hostnames.ws)}`,
    frontend: `https://${mainName(hostnames.frontend)}`,
  };
}

/** Origins that a browser may call from: exactly the frontend's, no wildcard, because cookies go along. */
export function corsOrigins({ hostnames }: Pick<Settings, "hostnames">): string[] {
  return hostnames.frontend.map(({ name }) => `https://${name}`);
}

/** Domain of the session cookies: every name of the zone, so that all of api's hostnames share them. */
export function cookieDomain({ hostnames }: Pick<Settings, "hostnames">): string {
  return `.${hostnames.zone}`;
}

/** Feature flags as variables: `newTicket` becomes `FEATURE_NEW_TICKET`. */
export function featureVariables(flags: Settings["flags"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(flags)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([flag, on]) => [
        `FEATURE_${flag.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`,
        String(on),
      ]),
  );
}

/** Variables of an app that are no secrets. */
export function plainVariables(app: AppName, settings: Settings): Record<string, string> {
  const urls = publicUrls(settings);
  const facingBrowsers = {
    CORS_ORIGINS: corsOrigins(settings).join(","),
    PUBLIC_API_URL: urls.api,
    PUBLIC_FRONTEND_URL: urls.frontend,
    PUBLIC_WS_URL: urls.ws,
  };
  const own: Readonly<Record<AppName, Record<string, string>>> = {
    api: { COOKIE_DOMAIN: cookieDomain(settings), ...facingBrowsers },
    ws: facingBrowsers,
    flusher: {},
  };
  return {
    PORT: String(listeningPort(app, settings.apps)),
    ...own[app],
    ...featureVariables(settings.flags),
  };
}

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

/** First of a list of hostnames. The schema promises one; the type can't. */
function mainName(names: Settings["hostnames"][PublicAppName | "frontend"]): string {
  const [main] = names;
  if (main === undefined)
    throw new Error("ftl:hostnames has an empty list; give each at least one name");
  return main.name;
}
