import { Inconclusive } from "./check";
import type { HttpAnswer } from "./httpClient";

/** What there is in a deployed bundle. */
export interface Bundle {
  /** How many scripts were read. */
  readonly scripts: number;
  /** Paths of those that the first page loads itself. */
  readonly first: readonly string[];
  /** Addresses in its scripts, of whomever. */
  readonly urls: readonly URL[];
}

/** Scripts that are read at most: those that a page begins with come first. */
const mostScripts = 50;

/**
 * Reads the scripts that a site's first page loads, and those that they load.
 *
 * @param get Fetches a path of the site.
 * @throws Inconclusive when there is no such page.
 */
export async function readBundle(get: (path: string) => Promise<HttpAnswer>): Promise<Bundle> {
  const page = await get("/");
  if (page.status !== 200) throw new Inconclusive(`the site's first page answers ${page.status}`);
  const seen = new Set<string>();
  const urls: URL[] = [];
  const first = scriptsOf(page.body, "/");
  let next: readonly string[] = first;
  while (next.length > 0 && seen.size < mostScripts) {
    const batch = next.filter((path) => !seen.has(path)).slice(0, mostScripts - seen.size);
    for (const path of batch) seen.add(path);
    const answers = await Promise.all(batch.map(get));
    const found = answers.flatMap(({ body }, index) =>
      pathsIn(body, /["'`]((?:\.{0,2}\/)?[\w./-]+\.m?js)["'`]/g, batch[index]!),
    );
    next = [...new Set(found)].filter((path) => !seen.has(path));
    urls.push(
      ...answers.filter(({ status }) => status === 200).flatMap(({ body }) => urlsIn(body)),
    );
  }
  return { scripts: seen.size, first, urls };
}

/** Paths of the scripts that a page loads. @param at The page's own path. */
export function scriptsOf(page: string, at: string): string[] {
  return pathsIn(page, /\b(?:src|href)\s*=\s*["']?([^"'\s>]+\.m?js)\b/g, at);
}

/** Absolute paths of this site's that a pattern finds in a text. */
function pathsIn(text: string, pattern: RegExp, base: string): string[] {
  const site = "https://site.invalid";
  return [...text.matchAll(pattern)].flatMap(([, found = ""]) => {
    // Vite names chunks from the site's root, and imports them from beside each other.
    const from = found.startsWith("assets/") ? "/" : base;
    if (!URL.canParse(found, `${site}${from}`)) return [];
    const url = new URL(found, `${site}${from}`);
    return url.origin === site ? [url.pathname] : [];
  });
}

function urlsIn(text: string): URL[] {
  return [...text.matchAll(/\b(?:https?|wss?):\/\/[\w.-]+(?::\d+)?/gi)].flatMap(([found]) =>
    URL.canParse(found) ? [new URL(found)] : [],
  );
}
