import { type Text, unknownValue } from "../../policy/known";
import { dnsName } from "../../policy/dnsNames";
import type { Claim, RecordOutput, Settings } from "../../settings";
import { recordWords, type ZoneRecord } from "./zoneRecord";

/** What decides whose a record is. */
export interface Ownership {
  readonly hostnames: Settings["hostnames"];
  /** Names that other stacks claim. */
  readonly others: readonly Claim[];
  /** Records that the stack's last release had. */
  readonly last: readonly RecordOutput[];
}

/** What stands before a hostname in the name of a record that proves it: to Azure, to an authority, to Azure's edge. */
const proofs = ["asuid", "_acme-challenge", "_dnsauth"] as const;

/** Why the stack may not write a record; undefined when it may. */
export function whyNotOurs(record: ZoneRecord, ownership: Ownership): string | undefined {
  const { kind, name } = record;
  if (typeof kind !== "string" || typeof name !== "string") {
    return `${recordWords(record)}: whose it is can't be told before its ${missing(record)} is known`;
  }
  const other = ownership.others.find(({ hostname }) => isOf(name, dnsName(hostname)));
  if (other !== undefined) return `${kind} ${name} is the stack ${other.stack}'s`;
  return isOwn(record, kind, name, ownership.hostnames)
    ? undefined
    : `${kind} ${name} is none of the stack's records`;
}

/** Why the stack may not change or delete a record. What its last release had, it may: a name that it gives up. */
export function whyNotOursToChange(record: ZoneRecord, ownership: Ownership): string | undefined {
  return wasOurs(record, ownership) ? undefined : whyNotOurs(record, ownership);
}

/** Whether the stack's last release had a record of this type and name. */
export function wasOurs({ kind, name }: ZoneRecord, { last }: Pick<Ownership, "last">): boolean {
  return last.some((one) => one.type === kind && dnsName(one.name) === name);
}

function isOwn(
  { proxyable }: ZoneRecord,
  kind: string,
  name: string,
  { api, ws, frontend, zone, zoneSettings }: Settings["hostnames"],
): boolean {
  if (kind === "CAA") return name === zone && zoneSettings === "declared";
  // The zone of a name that is handed over, or stands already, is somebody else's.
  const declared = frontend.filter(({ record }) => record === "declared");
  return [...api, ...ws, ...declared].some((served) => {
    if (name === served.name) return proxyable;
    // A proof may be delegated (https://letsencrypt.org/docs/challenge-types/#dns-01-challenge).
    return isOf(name, served.name) && (kind === "TXT" || kind === "CNAME");
  });
}

/** Whether a name is a hostname, or that of a record which proves it. */
function isOf(name: string, hostname: string): boolean {
  return name === hostname || proofs.some((proof) => name === `${proof}.${hostname}`);
}

function missing({ kind, name }: { readonly kind: Text; readonly name: Text }): string {
  return name === undefined || name === unknownValue || typeof kind === "string" ? "name" : "type";
}
