import { isDeepStrictEqual } from "node:util";
import { dnsName } from "../../policy/dnsNames";
import type { GuardName } from "../../policy/guards";
import type { Claim, RecordOutput, Settings } from "../../settings";
import type { Change } from "../changes/change";
import type { GuardFinding } from "../review/review";
import { type Ownership, wasOurs, whyNotOurs, whyNotOursToChange } from "./dnsOwner";
import {
  recordChanges,
  type RecordChange,
  recordWords,
  unquoted,
  type ZoneRecord,
} from "./zoneRecord";

/** What {@link judgeDns} knows besides the change. */
export interface DnsContext {
  /** Names that other stacks claim: `readClaims(folder, stack)`. @default none */
  readonly others?: readonly Claim[];
  /** Records that the stack's last release had, as its outputs have them. @default none */
  readonly last?: readonly RecordOutput[];
  /**
   * Whether the zone was wiped, and this puts the last release's records back: nothing else passes then.
   *
   * @default false
   */
  readonly restore?: boolean;
}

/** Settings that {@link judgeDns} needs. */
export type DnsSettings = Pick<Settings, "hostnames" | "dnsBudget">;

/**
 * Judges what an update does to the zone:
 *
 * - `dns-owner`: it writes the stack's own names only, changes or deletes what was the stack's, and takes over no
 *   record that somebody else made.
 * - `dns-budget`: counts against `ftl:dnsBudget`. A record that is replaced goes, and if its name is critical it
 *   changes once. A record flips when its name is proxied afterwards and wasn't, or the other way round, by whichever
 *   resources: Cloudflare proxies all addresses of a name or none.
 * - `dns-restore`: with `restore`, all but creations of what the last release had, value for value. Critical names
 *   are then not counted.
 *
 * @returns What fails, nothing when all is well. In whatever order the changes come.
 * @see https://developers.cloudflare.com/dns/proxy-status/
 */
export function judgeDns(
  changes: readonly Change[],
  { hostnames, dnsBudget }: DnsSettings,
  { others = [], last = [], restore = false }: DnsContext = {},
): GuardFinding[] {
  const records = recordChanges(changes, hostnames.zone);
  const ownership = { hostnames, others, last };
  return [
    ...judgeOwners(records, ownership),
    ...(restore ? judgeRestore(records, last) : []),
    ...judgeBudgets(records, dnsBudget, restore),
  ];
}

/** How much of the zone an update changes: the records of each kind of change, in words. */
function countDns(
  records: readonly RecordChange[],
  critical: readonly string[],
): { deletes: string[]; proxyFlips: string[]; criticalChanges: string[] } {
  const written = records
    .filter(({ change }) => ["create", "update", "replace"].includes(change.operation))
    .flatMap(({ after }) => after ?? []);
  const changed = records.filter(({ change }) =>
    ["update", "replace", "delete"].includes(change.operation),
  );
  const goes = changed.filter(({ change }) => change.operation !== "update");
  const isCritical = (record: ZoneRecord | undefined) =>
    critical.some((name) => name === record?.name);
  return {
    deletes: inWords(goes.map(({ before }) => before)),
    proxyFlips: inWords(
      changed.map(({ before }) => before).filter((before) => before && flips(before, written)),
    ),
    criticalChanges: inWords(
      changed
        .filter((one) => isCritical(one.before) || isCritical(one.after))
        .filter((one) => one.change.operation !== "update" || isSeen(one.change))
        .map(({ before, after }) => (isCritical(before) ? before : after)),
    ),
  };
}

function judgeBudgets(
  records: readonly RecordChange[],
  budget: Settings["dnsBudget"],
  restore: boolean,
): GuardFinding[] {
  const { deletes, proxyFlips, criticalChanges } = countDns(records, budget.critical);
  const lines = [
    ["deletes", "would go", deletes],
    ["proxyFlips", "would change between DNS-only and proxied", proxyFlips],
    ...(restore
      ? []
      : [["criticalChanges", "of critical names would change or go", criticalChanges] as const]),
  ] as const;
  return lines.flatMap(([key, what, found]) => {
    if (found.length <= budget[key]) return [];
    return [
      finding(
        "dns-budget",
        `${found.length} ${found.length === 1 ? "record" : "records"} ${what}; the budget is ${budget[key]}: ${found.join(", ")}`,
        `Deploy it in several steps, or raise ftl:dnsBudget.${key} in a change of its own.`,
      ),
    ];
  });
}

function judgeOwners(records: readonly RecordChange[], ownership: Ownership): GuardFinding[] {
  const mend =
    "Leave the record to its owner; a name of the stack's own belongs into ftl:hostnames, and what it gives up is told by its last release.";
  return records.flatMap(({ change, before, after }) => {
    if (change.operation === "import" || change.operation === "read") {
      const record = after ?? before;
      if (record === undefined || wasOurs(record, ownership)) return [];
      const why = `${recordWords(record)} was made by somebody else, and would be taken over (${change.name})`;
      return [
        finding("dns-owner", why, "Take import or get away, and let its owner remove the record."),
      ];
    }
    const reasons = new Set([
      before && whyNotOursToChange(before, ownership),
      after && whyNotOurs(after, ownership),
    ]);
    return [...reasons].flatMap((why) =>
      why === undefined
        ? []
        : [finding("dns-owner", `${why} (${change.operation} ${change.name})`, mend)],
    );
  });
}

function judgeRestore(
  records: readonly RecordChange[],
  last: readonly RecordOutput[],
): GuardFinding[] {
  return records.flatMap(({ change, before, after }) => {
    const restores = change.operation === "create" && after !== undefined && isIn(last, after);
    if (restores) return [];
    const record = (after ?? before)!;
    const why =
      change.operation === "create"
        ? `${recordWords(record)} is not as the last release had it (create ${change.name})`
        : `${recordWords(record)} is there (${change.operation} ${change.name})`;
    return [
      finding(
        "dns-restore",
        `${why}; a restored zone gets back what was lost, and nothing else`,
        "Restore with the settings of the last release, then deploy the rest without restoring.",
      ),
    ];
  });
}

function isIn(last: readonly RecordOutput[], record: ZoneRecord): boolean {
  return last.some(
    ({ type, name, content, proxied, ttl }) =>
      type === record.kind &&
      dnsName(name) === record.name &&
      content !== undefined &&
      typeof record.value === "string" &&
      unquoted(content) === unquoted(record.value) &&
      proxied === record.proxied &&
      ttl === record.ttl,
  );
}

/** Whether the name of a record ends up with another proxy status. One that isn't known yet counts as another. */
function flips(before: ZoneRecord, written: readonly ZoneRecord[]): boolean {
  return (
    before.proxyable &&
    written.some(
      (after) => after.proxyable && after.name === before.name && after.proxied !== before.proxied,
    )
  );
}

/** What nobody outside of Cloudflare sees of a record. */
const unseen = new Set(["comment", "tags", "__defaults"]);

/** Whether an update changes more than a record's comment and tags. */
function isSeen({ before = {}, after = {}, properties }: Change): boolean {
  const seen = (inputs: object) =>
    Object.fromEntries(Object.entries(inputs).filter(([key]) => !unseen.has(key)));
  return (
    !isDeepStrictEqual(seen(before), seen(after)) ||
    properties.some(({ path }) => !unseen.has(path.split(/[.[]/)[0]!))
  );
}

function inWords(records: readonly (ZoneRecord | undefined)[]): string[] {
  return records.flatMap((record) => (record === undefined ? [] : [recordWords(record)])).sort();
}

function finding(guard: GuardName, message: string, mend: string): GuardFinding {
  return { guard, message, mend, waived: false };
}
