import { certificateIssuer } from "../../../settings/conventions/certificates";
import { type Check, fail, Inconclusive, pass, type Verdict, worstOf } from "../check";
import type { Hostname } from "../hostnames";
import type { VerifyContext } from "../verifyContext";

/** `caa <zone>`: CAA records admit the authorities that issue the certificates of the zone's names. */
export function caaChecks(context: VerifyContext): Check[] {
  const { zone } = context.target.settings.hostnames;
  const within = ({ name }: Hostname) => name.endsWith(`.${zone}`);
  const own = context.hostnames.filter(within);
  const others = context.hostnames.filter((hostname) => !within(hostname));
  const check = (subject: string, hostnames: readonly Hostname[]): Check => ({
    name: `caa ${subject}`,
    about: "CAA records admit the authorities that issue these certificates",
    run: async () => {
      const verdicts = await Promise.all(hostnames.map((one) => judge(context, one)));
      const [first] = verdicts;
      const isSame = verdicts.every(({ saw }) => saw === first?.saw);
      return isSame && first !== undefined ? first : worstOf(verdicts);
    },
  });
  return [
    ...(own.length > 0 ? [check(zone, own)] : []),
    ...others.map((one) => check(one.name, [one])),
  ];
}

/** @see https://www.rfc-editor.org/rfc/rfc8659#section-3 */
async function judge(context: VerifyContext, hostname: Hostname): Promise<Verdict> {
  const wanted = certificateIssuer[hostname.certificate];
  if (wanted === undefined) return pass("Cloudflare's Origin CA needs none");
  const admitted = await admittedFor(context, hostname.name);
  if (admitted === undefined) return pass("no CAA records: every authority may issue");
  if (admitted.includes(wanted)) return pass(`CAA admits ${wanted}`);
  const found = admitted.filter((issuer) => issuer !== "").join(", ") || "nobody";
  return fail(
    `CAA of ${hostname.name} admits ${found}; wanted ${wanted}`,
    `Add the CAA record 0 issue "${wanted}", or ftl:hostnames.caa, before the certificate is to be renewed.`,
  );
}

/** Who may issue for a name; undefined where every authority may. */
async function admittedFor(context: VerifyContext, name: string): Promise<string[] | undefined> {
  for (let at = name; at.includes("."); at = at.slice(at.indexOf(".") + 1)) {
    const found = await context.resolve(at, "CAA");
    if ("unknown" in found) throw new Inconclusive(found.unknown);
    // Also those at the end of an alias: they count as the name's own.
    const records = found.records.filter(({ type }) => type === "CAA");
    if (records.length === 0) continue;
    const issue = records.flatMap(({ content }) => {
      const [, value] = /^\d+ issue "([^"]*)"$/i.exec(content) ?? [];
      return value === undefined ? [] : [(value.split(";")[0] ?? "").trim().toLowerCase()];
    });
    return issue.length === 0 ? undefined : issue;
  }
  return undefined;
}
