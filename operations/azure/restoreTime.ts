import { Refusal } from "../refusal";

const stepMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** ISO 8601 with seconds or without, and always with a zone: `Z`, `+05:30`. */
const absolute =
  /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/;

/**
 * Reads a point in time: `2026-11-20T18:30:00Z`, `2026-11-21T00:00+05:30`, or how long ago, `-15m` (s, m, h, d).
 *
 * @throws Refusal when it is neither, or names a day or an hour that there isn't.
 */
export function parseRestoreTime(text: string, now: Date): Date {
  const [, amount, unit] = /^-(\d{1,7})([smhd])$/.exec(text) ?? [];
  if (amount !== undefined) {
    return new Date(now.getTime() - Number(amount) * stepMs[unit as keyof typeof stepMs]);
  }
  const [, day = "", clock = "", zone = ""] = absolute.exec(text) ?? [];
  // Date.parse takes 30 February for 2 March, and 24:00 for the next day.
  const isDay = !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day);
  const time = Date.parse(`${day}T${clock}${zone}`);
  if (isDay && !clock.startsWith("24") && !Number.isNaN(time)) return new Date(time);
  const zoneless = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}[\d:.]*$/.test(text);
  throw new Refusal(
    zoneless
      ? `'${text}' names no zone: write ${text.replace(" ", "T")}Z for UTC, or ${text.replace(" ", "T")}+05:30.`
      : `'${text}' is no point in time: write 2026-11-20T18:30:00Z, or how long ago: -15m, -2h, -3d.`,
  );
}

/**
 * @param earliest Since when the server can be restored.
 * @throws Refusal when the time is outside of what the server can be restored to.
 */
export function requireRestorable(time: Date, earliest: Date, now: Date): void {
  if (time >= earliest && time <= now) return;
  throw new Refusal(
    `${time.toISOString()} is ${time > now ? "in the future" : "before the server's earliest backup"}. ` +
      `It can be restored to any time from ${earliest.toISOString()} to ${now.toISOString()}.`,
  );
}
