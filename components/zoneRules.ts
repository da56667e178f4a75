import { certificateIssuer } from "../settings/conventions/certificates";
import type { Settings } from "../settings/schema";

/** A setting of a Cloudflare zone, as the topology wants it. */
export interface ZoneRule {
  /** Id in Cloudflare's API. */
  readonly id: string;
  readonly wanted: string;
  readonly why: string;
  /** Names that the setting matters to. */
  readonly concerns: "proxied" | "every";
  /** Values with which those names don't work at all. */
  readonly broken: readonly string[];
}

/**
 * The settings that the topology relies on. They hold for every name in the zone, whosever it is.
 *
 * @see https://developers.cloudflare.com/api/resources/zones/subresources/settings/
 */
export const zoneRules: readonly ZoneRule[] = [
  {
    id: "ssl",
    wanted: "strict",
    why: "Cloudflare then refuses an origin whose certificate is not the name's own",
    concerns: "proxied",
    // The apps answer HTTP with a redirect to HTTPS, for ever.
    broken: ["off", "flexible"],
  },
  {
    id: "min_tls_version",
    wanted: "1.2",
    why: "no client needs the older versions, which are broken",
    concerns: "proxied",
    broken: [],
  },
  {
    id: "always_use_https",
    wanted: "on",
    why: "a proxied name then answers nothing in the clear",
    concerns: "proxied",
    broken: [],
  },
  {
    id: "cname_flattening",
    wanted: "flatten_at_root",
    why: "a flattened CNAME hides from Azure where a name leads, and no certificate is issued or renewed",
    concerns: "every",
    broken: ["flatten_all"],
  },
  {
    id: "websockets",
    wanted: "on",
    why: "a proxied name passes no WebSocket without it",
    concerns: "proxied",
    broken: [],
  },
];

/** Something about the zone that is not as the stack wants it. */
export interface Complaint {
  /** What, found, wanted and why, on one line. */
  readonly text: string;
  /** Whether names of the stack don't work, or can't get a certificate. */
  readonly breaks: boolean;
}

/**
 * What is wrong with the settings that a zone has, as far as the stack's names are concerned now.
 *
 * @param found Values by the setting's id.
 * @param isProxied Whether a name of the stack is proxied now.
 */
export function judgeSettings(
  found: ReadonlyMap<string, unknown>,
  isProxied: boolean,
): Complaint[] {
  return zoneRules
    .filter(({ concerns }) => concerns === "every" || isProxied)
    .flatMap(({ id, wanted, why, broken }) => {
      const value = found.get(id);
      if (value === wanted) return [];
      const text = `${id} is ${JSON.stringify(value)}, wanted ${JSON.stringify(wanted)}: ${why}`;
      return [{ text, breaks: broken.some((one) => one === value) }];
    });
}

/** A CAA record of the zone. */
export interface CaaRecord {
  readonly name: string;
  readonly tag: string;
  readonly value: string;
}

/**
 * Names of the zone whose certificates its CAA records don't allow. The records that count for a name are its own, or
 * those of its nearest ancestor that has any.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8659#section-3
 */
export function judgeCaa(
  records: readonly CaaRecord[],
  { zone, api, ws, frontend }: Settings["hostnames"],
): Complaint[] {
  return [...api, ...ws, ...frontend]
    .filter(({ name }) => name.endsWith(`.${zone}`))
    .flatMap(({ name, certificate }) => {
      const wanted = certificateIssuer[certificate];
      const admitted = issuersFor(name, records);
      if (wanted === undefined || admitted === undefined || admitted.includes(wanted)) return [];
      const found = admitted.filter((issuer) => issuer !== "").join(", ") || "nobody";
      const text = `CAA of ${name} admits ${found}, wanted ${wanted}: no other authority issues its certificate`;
      return [{ text, breaks: !admittedByCloudflare.includes(wanted) }];
    });
}

/**
 * Authorities that Cloudflare admits by itself, in records that its API doesn't list, as long as the zone has
 * Universal SSL.
 *
 * @see https://developers.cloudflare.com/ssl/edge-certificates/caa-records/
 */
const admittedByCloudflare: readonly string[] = ["letsencrypt.org"];

/** Who may issue for a name; nothing where every authority may. */
function issuersFor(name: string, records: readonly CaaRecord[]): string[] | undefined {
  for (let at = name; at.includes("."); at = at.slice(at.indexOf(".") + 1)) {
    const own = records.filter((record) => record.name.toLowerCase() === at);
    if (own.length === 0) continue;
    const issue = own.filter(({ tag }) => tag === "issue");
    // Without an issue record the others, such as iodef, forbid nothing.
    if (issue.length === 0) return undefined;
    // What follows a semicolon are parameters.
    return issue.map(({ value }) => (value.split(";")[0] ?? "").trim().toLowerCase());
  }
  return undefined;
}
