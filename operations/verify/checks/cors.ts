import { corsOrigins } from "../../../settings";
import { type Check, fail, inconclusive, pass, type Verdict, worstOf } from "../check";
import { deployAgain } from "../mends";
import { foreignOrigins, whyNotAllowed } from "../origins";
import type { VerifyContext } from "../verifyContext";

/** What a page asks about before it sends JSON, with the session's cookies. @see https://fetch.spec.whatwg.org/#cors-preflight-request */
const path = "/api/positions/open";
const header = "content-type";

/** `cors preflight`, `cors foreign origin` */
export function corsChecks(context: VerifyContext): Check[] {
  const own = corsOrigins(context.target.settings);
  return [
    {
      name: "cors preflight",
      about: "pages of the frontend may call api with credentials",
      run: async () => worstOf(await Promise.all(own.map((origin) => judgeOwn(context, origin)))),
    },
    {
      name: "cors foreign origin",
      about: "pages of other sites may not",
      run: async () => {
        const origins = own.flatMap(foreignOrigins);
        const verdicts = await Promise.all(origins.map((one) => judgeForeign(context, one)));
        const worst = worstOf(verdicts);
        return worst.outcome === "pass" ? pass(`refused: ${origins.join(", ")}`) : worst;
      },
    },
  ];
}

function preflight(context: VerifyContext, origin: string) {
  return context.callHealthy("api", {
    method: "OPTIONS",
    path,
    headers: {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": header,
    },
  });
}

async function judgeOwn(context: VerifyContext, origin: string): Promise<Verdict> {
  const { status, headers } = await preflight(context, origin);
  const sent = headers["access-control-allow-headers"]?.toLowerCase().split(/\s*,\s*/) ?? [];
  const why =
    whyNotAllowed(origin, headers) ??
    (sent.includes(header) ? undefined : `access-control-allow-headers has no ${header}`);
  if (status === 204 && why === undefined) return pass(`204, allows ${origin} with credentials`);
  return fail(
    `${status} for ${origin}: ${why ?? "wanted 204"}`,
    `CORS_ORIGINS of api is to hold ${origin}. ${deployAgain(context.target)}`,
  );
}

async function judgeForeign(context: VerifyContext, origin: string): Promise<Verdict> {
  const { status, headers } = await preflight(context, origin);
  if (status >= 500) return inconclusive(`api answers ${status} for ${origin}`);
  const allowed = headers["access-control-allow-origin"];
  // Browsers send no credentials to a wildcard, and still read what needs none.
  if (allowed === undefined || (allowed !== origin && allowed !== "*")) return pass(origin);
  return fail(
    `${origin} is allowed`,
    `CORS_ORIGINS of api is to hold the frontend's origins only. ${deployAgain(context.target)}`,
  );
}
