import type { AppName } from "./conventions/workloads";
import { cookieDomain, corsOrigins, featureVariables, publicUrls } from "./platformUrls";
import type { Settings } from "./schema";

/** Port of the flusher's health endpoint. Nothing outside the container reaches it. */
const flusherPort = 8082;

/** Where every workload answers its probes. */
export const healthPath = "/health";

/** Port that an app listens on. */
export function listeningPort(app: AppName, apps: Settings["apps"]): number {
  return app === "flusher" ? flusherPort : apps[app].port;
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
