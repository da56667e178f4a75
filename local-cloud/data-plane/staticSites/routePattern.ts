/** Whether a path is one that a rule is for. */
export type RoutePattern = (path: string) => boolean;

const defaultFile = "/index.html";

/**
 * Reads the pattern of a route or of an exclusion: a path, or one with a wildcard at its end that may be limited to
 * extensions, `/images/*.{png,jpg}`. Upper and lower case are told apart: not documented.
 *
 * @param pattern Begins with a slash.
 * @returns undefined when it is no pattern that the service takes.
 * @see https://learn.microsoft.com/azure/static-web-apps/configuration#specifying-route-patterns
 */
export function readRoutePattern(pattern: string): RoutePattern | undefined {
  const star = pattern.indexOf("*");
  if (star < 0) return exactly(pattern);
  const ending = /^(?:\.(?:(?<one>\w+)|\{(?<several>[\w, ]+)\}))?$/.exec(pattern.slice(star + 1));
  if (ending === null) return undefined;
  const { one, several = one } = ending.groups ?? {};
  const extensions = several?.split(",").map((extension) => `.${extension.trim()}`);
  const start = pattern.slice(0, star);
  return (path) =>
    path.startsWith(start) &&
    // `/calendar/*` is for what is below the folder, and not for the folder's own page.
    !(start.endsWith("/") && start !== "/" && isPageOf(start, path)) &&
    (extensions?.some((extension) => path.endsWith(extension)) ?? true);
}

/** The default file of a folder stands for the folder too, and not the other way round. */
function exactly(pattern: string): RoutePattern {
  if (!pattern.endsWith(defaultFile)) return (path) => path === pattern;
  const folder = pattern.slice(0, -defaultFile.length);
  return (path) => path === pattern || path === `${folder}/` || (folder !== "" && path === folder);
}

function isPageOf(folder: string, path: string): boolean {
  return path === folder || path === `${folder.slice(0, -1)}${defaultFile}`;
}
