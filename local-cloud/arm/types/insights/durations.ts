import { numberAt } from "../../body";
import { ArmError } from "../../armError";
import type { JsonObject } from "../../../json";

/** Minutes of an ISO 8601 duration of days, hours and minutes (`PT5M`, `P1D`), in any case; undefined when it is none. */
export function durationMinutes(text: string): number | undefined {
  const found = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/i.exec(text);
  if (found === null) return undefined;
  const [days, hours, minutes] = found.slice(1).map((part) => Number(part ?? 0));
  const total = (days ?? 0) * 1440 + (hours ?? 0) * 60 + (minutes ?? 0);
  return total === 0 ? undefined : total;
}

/** The refusal of a rule that makes no sense, as Azure Monitor words it. */
export function badRule(message: string): ArmError {
  return new ArmError(400, "BadRequest", message);
}

/** Severity 0 (critical) to 4 (verbose). @see https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-overview */
export function checkSeverity(desired: JsonObject): void {
  const severity = numberAt(desired, "properties.severity");
  if (severity !== undefined && Number.isInteger(severity) && severity >= 0 && severity <= 4)
    return;
  throw badRule(
    `The alert rule's severity must be 0 to 4, got ${JSON.stringify(severity ?? null)}.`,
  );
}
