import type { PublicAppName } from "./conventions/workloads";
import type { Settings } from "./schema";

/** What the hostnames of a stack decide elsewhere, derived here so that nobody types it twice. */
type Hostnames = Pick<Settings, "hostnames">;

/** Where the platform is found: the first hostname of each is the main one. */
export interface PublicUrls {
  readonly api: string;
  readonly ws: string;
  readonly frontend: string;
}

/** URLs that clients use, without a trailing slash. */
export function publicUrls({ hostnames }: Hostnames): PublicUrls {
  return {
    api: `https://${mainName(hostnames.api)}`,
    ws: `wss://${mainName(hostnames.ws)}`,
    frontend: `https://${mainName(hostnames.frontend)}`,
  };
}

/** Origins that a browser may call from: exactly the frontend's, no wildcard, because cookies go along. */
export function corsOrigins({ hostnames }: Hostnames): string[] {
  return hostnames.frontend.map(({ name }) => `https://${name}`);
}

/** Domain of the session cookies: every name of the zone, so that all of api's hostnames share them. */
export function cookieDomain({ hostnames }: Hostnames): string {
  return `.${hostnames.zone}`;
}

/** What a person enters for the stack's OAuth client in Google's console. */
export interface OAuthClient {
  readonly origins: readonly string[];
  readonly redirectUris: readonly string[];
}

/** Where api's part of a Google sign-in ends. */
const googleCallbackPath = "/api/auth/google/callback";

/** @see https://developers.google.com/identity/protocols/oauth2/javascript-implicit-flow#creatingcred */
export function oauthClient({ hostnames }: Hostnames): OAuthClient {
  return {
    origins: corsOrigins({ hostnames }),
    redirectUris: hostnames.api.map(({ name }) => `https://${name}${googleCallbackPath}`),
  };
}

/**
 * Variables with which the frontend's bundle is built. Vite bakes in what begins with `VITE_`.
 *
 * @see https://vite.dev/guide/env-and-mode
 */
export function frontendBuildVariables(
  settings: Pick<Settings, "hostnames" | "flags">,
): Record<string, string> {
  const urls = publicUrls(settings);
  const flags = Object.entries(featureVariables(settings.flags));
  return {
    VITE_API_URL: `${urls.api}/api`,
    VITE_WS_URL: urls.ws,
    ...Object.fromEntries(flags.map(([name, value]) => [`VITE_${name}`, value])),
  };
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

/** First of a list of hostnames. The schema promises one; the type can't. */
function mainName(names: Settings["hostnames"][PublicAppName | "frontend"]): string {
  const [main] = names;
  if (main === undefined)
    throw new Error("ftl:hostnames has an empty list; give each at least one name");
  return main.name;
}
