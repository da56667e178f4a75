import { isObject, type JsonObject } from "../../json";
import { readRoutePattern, type RoutePattern } from "./routePattern";

/** Largest configuration, in bytes. @see https://learn.microsoft.com/azure/static-web-apps/configuration#restrictions */
const largestConfigBytes = 20 * 1024;

/** Name of the file that a site is configured with. */
export const configFileName = "staticwebapp.config.json";

/** Response headers by lower-case name; an empty one takes the header away. */
export type HeaderRules = Readonly<Record<string, string>>;

/** What is done with requests that match. */
export interface SiteRoute {
  readonly matches: RoutePattern;
  /** Upper-case; undefined for all. */
  readonly methods: readonly string[] | undefined;
  readonly rewrite: string | undefined;
  readonly redirect: string | undefined;
  readonly statusCode: number | undefined;
  readonly headers: HeaderRules;
  /** Whether somebody who isn't signed in may pass. */
  readonly isOpenToAnybody: boolean;
}

/** In place of an error. */
export interface ResponseOverride {
  readonly rewrite: string | undefined;
  readonly redirect: string | undefined;
  readonly statusCode: number | undefined;
}

/** What `staticwebapp.config.json` says, as far as it is modelled. */
export interface SiteConfig {
  readonly routes: readonly SiteRoute[];
  readonly navigationFallback:
    | { readonly rewrite: string; readonly exclude: readonly RoutePattern[] }
    | undefined;
  readonly globalHeaders: HeaderRules;
  /** By status code. */
  readonly responseOverrides: Readonly<Record<string, ResponseOverride>>;
  /** Content types by extension: `.json`. */
  readonly mimeTypes: Readonly<Record<string, string>>;
  readonly trailingSlash: "auto" | "always" | "never";
  /** Settings that nothing is done with. */
  readonly notModelled: readonly string[];
}

/** A deployment's configuration is refused: says what is wrong. */
export class ConfigError extends Error {}

const modelled = [
  "routes",
  "navigationFallback",
  "globalHeaders",
  "responseOverrides",
  "mimeTypes",
  "trailingSlash",
  "$schema",
];

/**
 * Reads a configuration.
 *
 * @param text Of the file; undefined when there is none.
 * @throws ConfigError when it is none.
 * @see https://learn.microsoft.com/azure/static-web-apps/configuration
 */
export function readSiteConfig(text: string | undefined): SiteConfig {
  const config = text === undefined ? {} : parse(text);
  const { trailingSlash = "auto" } = config;
  if (trailingSlash !== "auto" && trailingSlash !== "always" && trailingSlash !== "never") {
    throw new ConfigError("trailingSlash is auto, always or never");
  }
  const fallback = objectAt(config, "navigationFallback");
  return {
    routes: listAt(config, "routes").map(readRoute),
    navigationFallback: fallback && {
      rewrite: rooted(requiredText(fallback, "rewrite", "navigationFallback")),
      exclude: textsAt(fallback, "exclude", "navigationFallback").map(readPattern),
    },
    globalHeaders: headersAt(config, "globalHeaders"),
    responseOverrides: Object.fromEntries(
      Object.entries(objectAt(config, "responseOverrides") ?? {}).map(([status, override]) => [
        status,
        readOverride(override, `responseOverrides.${status}`),
      ]),
    ),
    mimeTypes: textFields(objectAt(config, "mimeTypes") ?? {}, "mimeTypes"),
    trailingSlash,
    notModelled: Object.keys(config).filter((name) => !modelled.includes(name)),
  };
}

function parse(text: string): JsonObject {
  if (Buffer.byteLength(text) > largestConfigBytes) {
    throw new ConfigError(`the file is larger than ${largestConfigBytes / 1024} KB`);
  }
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new ConfigError(`the file is not JSON: ${(error as Error).message}`);
  }
  if (!isObject(content as JsonObject)) throw new ConfigError("the file is no JSON object");
  return content as JsonObject;
}

function readRoute(entry: unknown, index: number): SiteRoute {
  const at = `routes[${index}]`;
  if (!isObject(entry as JsonObject)) throw new ConfigError(`${at} is no object`);
  const route = entry as JsonObject;
  const rewrite = textAt(route, "rewrite", at);
  const redirect = textAt(route, "redirect", at);
  if (rewrite !== undefined && redirect !== undefined) {
    throw new ConfigError(`${at} has both rewrite and redirect`);
  }
  const methods = textsAt(route, "methods", at).map((method) => method.toUpperCase());
  const roles = textsAt(route, "allowedRoles", at);
  return {
    matches: readPattern(requiredText(route, "route", at)),
    methods: methods.length === 0 ? undefined : methods,
    rewrite: rewrite === undefined ? undefined : rooted(rewrite),
    redirect,
    statusCode: statusAt(route, at),
    headers: headersAt(route, "headers"),
    isOpenToAnybody: roles.length === 0 || roles.includes("anonymous"),
  };
}

function readOverride(entry: unknown, at: string): ResponseOverride {
  if (!isObject(entry as JsonObject)) throw new ConfigError(`${at} is no object`);
  const override = entry as JsonObject;
  const rewrite = textAt(override, "rewrite", at);
  return {
    rewrite: rewrite === undefined ? undefined : rooted(rewrite),
    redirect: textAt(override, "redirect", at),
    statusCode: statusAt(override, at),
  };
}

function readPattern(text: string): RoutePattern {
  const pattern = readRoutePattern(rooted(text));
  if (pattern === undefined) {
    throw new ConfigError(`'${text}' has a wildcard that is not at the end, or more than one`);
  }
  return pattern;
}

function rooted(path: string): string {
  return path.startsWith("/") ? path : `/${path}`;
}

function statusAt(holder: JsonObject, at: string): number | undefined {
  const { statusCode } = holder;
  if (statusCode === undefined) return undefined;
  const status = Number(statusCode);
  if (Number.isInteger(status) && status >= 200 && status <= 599) return status;
  throw new ConfigError(`${at}.statusCode is no status code`);
}

function headersAt(holder: JsonObject, name: string): HeaderRules {
  const headers = textFields(objectAt(holder, name) ?? {}, name);
  for (const [header, value] of Object.entries(headers)) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(header) || /[^\t\x20-\x7e\x80-\xff]/.test(value)) {
      throw new ConfigError(`${name}: '${header}' is no header that can be sent`);
    }
  }
  return Object.fromEntries(
    Object.entries(headers).map(([header, value]) => [header.toLowerCase(), value]),
  );
}

function textFields(holder: JsonObject, at: string): Record<string, string> {
  for (const [name, value] of Object.entries(holder)) {
    if (typeof value !== "string") throw new ConfigError(`${at}.${name} is no text`);
  }
  return holder as Record<string, string>;
}

function objectAt(holder: JsonObject, name: string): JsonObject | undefined {
  const value = holder[name];
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw new ConfigError(`${name} is no object`);
  return value;
}

function listAt(holder: JsonObject, name: string): readonly unknown[] {
  const value = holder[name] ?? [];
  if (!Array.isArray(value)) throw new ConfigError(`${name} is no list`);
  return value;
}

function textsAt(holder: JsonObject, name: string, at: string): string[] {
  const values = listAt(holder, name);
  if (values.every((value) => typeof value === "string")) return [...values];
  throw new ConfigError(`${at}.${name} is no list of texts`);
}

function textAt(holder: JsonObject, name: string, at: string): string | undefined {
  const value = holder[name];
  if (value === undefined || typeof value === "string") return value;
  throw new ConfigError(`${at}.${name} is no text`);
}

function requiredText(holder: JsonObject, name: string, at: string): string {
  const value = textAt(holder, name, at);
  if (value === undefined || value === "") throw new ConfigError(`${at}.${name} is missing`);
  return value;
}
