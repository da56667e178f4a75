import type { SiteAnswer } from "./siteAnswer";

const headline = "Congratulations on your new site!";

/**
 * What a site shows everywhere before anything is deployed to it: the service's page, of which the headline is what people
 * quote. Not documented.
 */
export const welcomePage: SiteAnswer = {
  status: 200,
  headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
  text: `<!doctype html><html lang="en"><head><title>Azure Static Web Apps - Welcome</title></head><body><h1>${headline}</h1><p>The local cloud: nothing is deployed to this site yet.</p></body></html>\n`,
};
