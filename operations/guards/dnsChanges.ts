import { type Text, unknownValue } from "../../policy/known";
import type { Change } from "../changes/change";
import type { DnsChange, DnsValue } from "../review/review";
import { recordChanges, words, type ZoneRecord } from "./zoneRecord";

/**
 * The records that an update touches, as the rows of a table, by name and type. A record that gets another name has
 * both: `old.example.com → new.example.com`. Records that are only taken over or read are in none: nothing of them changes.
 *
 * @param zone Name of the zone, for records whose names leave it out.
 */
export function dnsChanges(changes: readonly Change[], zone: string): DnsChange[] {
  return recordChanges(changes, zone)
    .flatMap(({ change: { operation }, before, after }): DnsChange[] => {
      if (operation === "same" || operation === "import" || operation === "read") return [];
      const sides = [before, after].filter((side) => side !== undefined);
      return [
        {
          operation,
          type: arrow(sides.map(({ kind }) => kind)),
          name: arrow(sides.map(({ name }) => name)),
          before: shown(before),
          after: shown(after),
        },
      ];
    })
    .toSorted((a, b) => a.name.localeCompare(b.name) || a.type.localeCompare(b.type));
}

function shown(record: ZoneRecord | undefined): DnsValue | undefined {
  if (record === undefined) return undefined;
  const { ttl, value, proxied } = record;
  return {
    ttl,
    value: value === unknownValue ? undefined : value,
    proxied: proxied === unknownValue ? undefined : proxied,
  };
}

function arrow(texts: readonly Text[]): string {
  return [...new Set(texts.map(words))].join(" → ");
}
