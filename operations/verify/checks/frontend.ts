import { type Bundle, readBundle, scriptsOf } from "../bundle";
import { type Check, fail, Inconclusive, inconclusive, pass, type Verdict } from "../check";
import { localFlag } from "../mends";
import { certificateVerdict } from "./certificates";
import type { VerifyContext } from "../verifyContext";

/** A page of the app that is no file of the bundle. */
const deepLink = "/stadium";

const fallbackMend =
  "staticwebapp.config.json of the bundle is to have navigationFallback to /index.html; deploy the bundle again.";

/** `deep link /stadium`, `bundle urls` */
export function frontendChecks(context: VerifyContext): Check[] {
  return [
    {
      name: `deep link ${deepLink}`,
      about: "a page of the app that is no file is answered with the app",
      run: () => judgeDeepLink(context),
    },
    {
      name: "bundle urls",
      about: "the deployed bundle calls this stack's names, and no other's",
      run: () => judgeBundle(context),
    },
  ];
}

/** @see https://learn.microsoft.com/azure/static-web-apps/configuration#fallback-routes */
async function judgeDeepLink(context: VerifyContext): Promise<Verdict> {
  const host = context.entry("frontend");
  const { status, headers, body } = await context.call(host, { path: deepLink });
  const type = headers["content-type"] ?? "no content type";
  const saw = `${status}, ${type.split(";")[0]!} at ${host}`;
  if (status === 200 && type.startsWith("text/html")) {
    // A site without an app answers every path with a page of its own.
    const { first } = await bundleOf(context);
    if (first.length === 0) return inconclusive(`${saw}, which is no app's`, deployOf(context));
    const isApp = scriptsOf(body, deepLink).some((script) => first.includes(script));
    // A page of its own for what isn't found may be answered with 200 as well.
    return isApp ? pass(saw) : fail(`${saw}, which is another page than the app's`, fallbackMend);
  }
  const hostname = context.hostnames.find(({ name }) => name === host);
  // A site that has no certificate for a name doesn't know it either.
  if (hostname !== undefined && (await certificateVerdict(context, hostname)).outcome === "fail") {
    throw new Inconclusive(`${saw}: see certificate ${host}`);
  }
  return fail(saw, fallbackMend);
}

/** What the site's first page loads. */
function bundleOf(context: VerifyContext): Promise<Bundle> {
  const host = context.entry("frontend");
  return context.shared("bundle", () => readBundle((path) => context.call(host, { path })));
}

function deployOf({ target }: VerifyContext): string {
  const { stack } = target;
  const deploy = `npx ftl frontend deploy ${stack} <folder>${localFlag(target)}`;
  return `Build the bundle with the variables of npx ftl env ${stack} --for frontend, then ${deploy}`;
}

async function judgeBundle(context: VerifyContext): Promise<Verdict> {
  const { outputs, settings } = context.target;
  const host = context.entry("frontend");
  const { scripts, urls } = await bundleOf(context);
  const mend = deployOf(context);
  const { zone } = settings.hostnames;
  const ours = urls.filter(({ hostname }) => hostname === zone || hostname.endsWith(`.${zone}`));
  if (ours.length === 0) {
    const where = `${scripts} script${scripts === 1 ? "" : "s"} of ${host}`;
    throw new Inconclusive(`no address of ${zone} in ${where}`, mend);
  }
  const { api, ws, frontend } = outputs.hostnames;
  // A page may name its own site.
  const own = [...api, ...ws, ...frontend];
  const foreign = ours.filter(({ hostname }) => !own.includes(hostname));
  const insecure = ours.filter(({ protocol }) => protocol === "http:" || protocol === "ws:");
  const origins = (some: readonly URL[]) =>
    [...new Set(some.map(({ protocol, host: at }) => `${protocol}//${at}`))].join(", ");
  if (foreign.length > 0) return fail(`${origins(foreign)}, of another stack`, mend);
  if (insecure.length > 0) return fail(`${origins(insecure)}, without TLS`, mend);
  for (const [role, names] of Object.entries({ api, ws })) {
    if (ours.some(({ hostname }) => names.includes(hostname))) continue;
    throw new Inconclusive(`no address of ${role} among ${origins(ours)}`, mend);
  }
  return pass(origins(ours));
}
