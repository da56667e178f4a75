import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { Rule } from "./rule";
import { stackOf } from "./subject";

/** Leave for one resource to break one rule, or to get past one guard, for a while. */
export interface Waiver {
  /** Name of the rule or guard. */
  readonly rule: string;
  readonly stack: string;
  /** Logical name of the resource. */
  readonly resource: string;
  /** Why the breach is borne. */
  readonly reason: string;
  /** Who answers for it. */
  readonly owner: string;
  /** Last day on which it holds, `2026-12-31`; at most {@link longestWaiverDays} ahead. */
  readonly expires: string;
}

const keys = ["rule", "stack", "resource", "reason", "owner", "expires"] as const;

/**
 * Reads a file of waivers.
 *
 * @throws Error that names the file and what is wrong with an entry: a pack that can't read its waivers must not run.
 */
export function readWaivers(file: string): Waiver[] {
  const content = parse(readFileSync(file, "utf8")) as { waivers?: unknown } | null;
  const entries = content?.waivers;
  if (!Array.isArray(entries)) throw new Error(`${file} must hold a list under "waivers"`);
  return entries.map((entry: unknown, index) => {
    const found = (typeof entry === "object" ? entry : undefined) as Record<string, unknown> | null;
    for (const key of keys) {
      const value = found?.[key];
      if (typeof value === "string" && value.trim() !== "") continue;
      throw new Error(`${file}: waiver ${index + 1} has no text for "${key}"`);
    }
    const waiver = found as unknown as Waiver;
    const extra = Object.keys(waiver).filter((key) => !keys.some((known) => known === key));
    if (extra.length > 0) {
      throw new Error(
        `${file}: waiver ${index + 1} has ${extra.join(", ")}; allowed: ${keys.join(", ")}`,
      );
    }
    if (!isDate(waiver.expires)) {
      throw new Error(
        `${file}: waiver ${index + 1} expires on "${waiver.expires}"; write a day such as 2026-12-31`,
      );
    }
    return waiver;
  });
}

/** Whether one of the waivers excuses a breach of a rule, or of a guard, by a resource today. */
export function isWaived(
  waivers: readonly Waiver[],
  rule: Pick<Rule, "name" | "waivable">,
  urn: string,
  today: Date = new Date(),
): boolean {
  return (
    rule.waivable &&
    waivers.some(
      (waiver) =>
        waiver.rule === rule.name &&
        matchesResource(waiver, urn) &&
        !isExpired(waiver, today) &&
        !isTooFarAhead(waiver, today),
    )
  );
}

/** Whether a waiver is about a resource. */
export function matchesResource(waiver: Waiver, urn: string): boolean {
  return stackOf({ urn }) === waiver.stack && urn.endsWith(`::${waiver.resource}`);
}

/** Whether the last day of a waiver is over, in UTC. */
export function isExpired({ expires }: Waiver, today: Date): boolean {
  return today.toISOString().slice(0, 10) > expires;
}

/** Days for which a waiver may be given at most. */
export const longestWaiverDays = 180;

/** Whether the last day of a waiver is further ahead than one may be given for. */
export function isTooFarAhead({ expires }: Waiver, today: Date): boolean {
  const last = new Date(today);
  last.setUTCDate(last.getUTCDate() + longestWaiverDays);
  return expires > last.toISOString().slice(0, 10);
}

function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text;
}
