import type { SiteRoute } from "./siteConfig";
import { defaultFiles, type SiteContent, type SiteFile } from "./siteContent";
import { contentTypeOf } from "./contentTypes";

/** A request for a page of a site. */
export interface SiteRequest {
  readonly method: string;
  /** Decoded, with its slash: `/assets/app.js`. */
  readonly path: string;
  /** With its question mark; empty when there is none. */
  readonly query: string;
  /** The `If-None-Match` header. */
  readonly ifNoneMatch?: string | undefined;
}

/** What it is answered with. */
export interface SiteAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** File whose content is sent. */
  readonly file?: string;
  /** Sent where there is no file. */
  readonly text?: string;
}

/** What every answer has unless the configuration says otherwise. @see https://github.com/Azure/static-web-apps/issues/639 */
const defaultHeaders = { "cache-control": "public, must-revalidate, max-age=30" };

/** What is found for a path, before the configuration's headers. */
type Found =
  | { readonly kind: "file"; readonly status: number; readonly path: string; readonly is: SiteFile }
  | { readonly kind: "redirect"; readonly status: number; readonly location: string }
  | { readonly kind: "error"; readonly status: number };

/**
 * Answers a request as the site's configuration says: the first route that matches decides, then the file that the path
 * names, then the navigation fallback, and in the place of an error its override.
 *
 * @see https://learn.microsoft.com/azure/static-web-apps/configuration
 */
export function answerFromSite(content: SiteContent, request: SiteRequest): SiteAnswer {
  const { config } = content;
  const route = config.routes.find(
    ({ matches, methods }) => matches(request.path) && (methods?.includes(request.method) ?? true),
  );
  const found = overridden(content, find(content, request, route));
  const headers = merged(defaultHeaders, config.globalHeaders, route?.headers ?? {});
  if (found.kind === "redirect") {
    return { status: found.status, headers: { ...headers, location: found.location }, text: "" };
  }
  if (found.kind === "error") return errorAnswer(found.status, headers);
  const { etag, file } = found.is;
  const described = { ...headers, etag };
  if (found.status === 200 && isKnown(request.ifNoneMatch, etag)) {
    return { status: 304, headers: described };
  }
  const type = contentTypeOf(found.path, config.mimeTypes);
  return { status: found.status, headers: { "content-type": type, ...described }, file };
}

function find(content: SiteContent, request: SiteRequest, route: SiteRoute | undefined): Found {
  // Nobody can sign in here, so whoever asks is not signed in.
  if (route?.isOpenToAnybody === false) return { kind: "error", status: 401 };
  if (route?.redirect !== undefined) {
    return { kind: "redirect", status: route.statusCode ?? 302, location: route.redirect };
  }
  if (route?.statusCode !== undefined && route.statusCode >= 400) {
    return { kind: "error", status: route.statusCode };
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    return { kind: "error", status: 405 };
  }
  const status = route?.statusCode ?? 200;
  if (route?.rewrite !== undefined) return fileAt(content, route.rewrite, status);
  const page = pageAt(content, request);
  if (page.kind !== "error") return page.kind === "file" ? { ...page, status } : page;
  const { navigationFallback: fallback } = content.config;
  if (fallback === undefined || fallback.exclude.some((matches) => matches(request.path))) {
    return page;
  }
  return fileAt(content, fallback.rewrite, 200);
}

/** The file that a rewrite names; a folder stands for its default file. */
function fileAt({ files }: SiteContent, path: string, status: number): Found {
  const [name = ""] = path.split(/[?#]/);
  const folder = name.replace(/\/$/, "");
  for (const candidate of [name, ...defaultFiles.map((file) => `${folder}/${file}`)]) {
    const is = files.get(candidate);
    if (is !== undefined) return { kind: "file", status, path: candidate, is };
  }
  return { kind: "error", status: 404 };
}

/**
 * The page of a path, at the address that the configuration's `trailingSlash` wants it at: with `auto` a folder's has a
 * slash at its end, and a file's has none.
 *
 * @see https://learn.microsoft.com/azure/static-web-apps/configuration#trailing-slash
 */
function pageAt({ files, config }: SiteContent, { path, query }: SiteRequest): Found {
  const exact = files.get(path);
  if (exact !== undefined) return { kind: "file", status: 200, path, is: exact };
  const bare = path.replace(/\/+$/, "");
  const page = [
    { name: `${bare}.html`, hasSlash: config.trailingSlash === "always" },
    ...defaultFiles.map((name) => ({
      name: `${bare}/${name}`,
      hasSlash: config.trailingSlash !== "never",
    })),
  ].find(({ name }) => files.has(name));
  if (page === undefined) return { kind: "error", status: 404 };
  const wanted = page.hasSlash || bare === "" ? `${bare}/` : bare;
  if (path === wanted) {
    return { kind: "file", status: 200, path: page.name, is: files.get(page.name)! };
  }
  return { kind: "redirect", status: 301, location: `${encodeURI(wanted)}${query}` };
}

function overridden(content: SiteContent, found: Found): Found {
  if (found.kind !== "error") return found;
  const override = content.config.responseOverrides[String(found.status)];
  if (override === undefined) return found;
  if (override.redirect !== undefined) {
    return { kind: "redirect", status: override.statusCode ?? 302, location: override.redirect };
  }
  const status = override.statusCode ?? found.status;
  if (override.rewrite === undefined) return { kind: "error", status };
  const page = fileAt(content, override.rewrite, status);
  return page.kind === "error" ? found : page;
}

/** A page of the service's own for an error that the site has none for. Its text is not documented. */
export function errorAnswer(
  status: number,
  headers: Readonly<Record<string, string>> = {},
): SiteAnswer {
  const titles: Readonly<Record<number, string>> = {
    401: "401: Unauthorized",
    404: "404: Not Found",
    405: "405: Method Not Allowed",
  };
  const title = `Azure Static Web Apps - ${titles[status] ?? status}`;
  return {
    status,
    headers: {
      ...headers,
      "content-type": "text/html; charset=utf-8",
      ...(status === 405 && { allow: "GET, HEAD" }),
    },
    text: `<!doctype html><html lang="en"><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`,
  };
}

/** Headers laid over each other, by lower-case name; an empty one takes away what is below. */
function merged(...layers: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const all = Object.assign({}, ...layers) as Record<string, string>;
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2 */
function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  const known = (ifNoneMatch ?? "").split(",").map((one) => one.trim().replace(/^W\//, ""));
  return known.includes(etag) || known.includes("*");
}
