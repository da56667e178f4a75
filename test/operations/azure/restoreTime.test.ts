import assert from "node:assert/strict";
import fc from "fast-check";
import { parseRestoreTime, requireRestorable } from "../../../operations/azure/restoreTime";
import { Refusal } from "../../../operations/refusal";

const now = new Date("2026-11-21T12:00:00Z");
const dates = fc.date({
  min: new Date("2020-01-01T00:00:00Z"),
  max: new Date("2039-12-31T23:59:59Z"),
  noInvalidDate: true,
});

describe("the time of a restore", () => {
  it("reads back every moment in UTC that it is given", () => {
    fc.assert(
      fc.property(dates, (date) => {
        assert.deepEqual(parseRestoreTime(date.toISOString(), now), date);
      }),
    );
  });

  it("takes the zone away that is written behind the time", () => {
    const zone = fc.record({
      sign: fc.constantFrom("+", "-"),
      hours: fc.integer({ min: 0, max: 14 }),
      minutes: fc.integer({ min: 0, max: 59 }),
    });
    fc.assert(
      fc.property(dates, zone, (date, { sign, hours, minutes }) => {
        const pad = (value: number) => String(value).padStart(2, "0");
        const text = date.toISOString().replace("Z", `${sign}${pad(hours)}:${pad(minutes)}`);
        const offsetMs = (hours * 60 + minutes) * 60_000 * (sign === "+" ? 1 : -1);

        const read = parseRestoreTime(text, now);

        assert.equal(read.getTime(), date.getTime() - offsetMs);
      }),
    );
  });

  it("counts back from now", () => {
    const units = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
    const unit = fc.constantFrom(...(Object.keys(units) as (keyof typeof units)[]));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999_999 }), unit, (amount, one) => {
        const read = parseRestoreTime(`-${amount}${one}`, now);

        assert.equal(now.getTime() - read.getTime(), amount * units[one] * 1000);
      }),
    );
  });

  it("takes a time without seconds", () => {
    assert.equal(
      parseRestoreTime("2026-11-21T00:00+05:30", now).toISOString(),
      "2026-11-20T18:30:00.000Z",
    );
  });

  for (const [text, why] of [
    ["2026-11-20T18:30:00", /names no zone: write 2026-11-20T18:30:00Z/],
    ["2026-11-20 18:30", /names no zone: write 2026-11-20T18:30Z/],
    ["2026-02-30T00:00:00Z", /is no point in time/],
    ["2025-02-29T00:00:00Z", /is no point in time/],
    ["2026-13-01T00:00:00Z", /is no point in time/],
    ["2026-11-20T24:00:00Z", /is no point in time/],
    ["2026-11-20T23:60:00Z", /is no point in time/],
    ["2026-11-20T18:30:00+15:00", /is no point in time/],
    ["2026-11-20", /is no point in time/],
    ["20/11/2026", /is no point in time/],
    ["15m", /is no point in time/],
    ["+15m", /is no point in time/],
    ["-15", /is no point in time/],
    ["-1w", /is no point in time/],
    ["-1.5h", /is no point in time/],
    ["yesterday", /is no point in time/],
    ["", /is no point in time/],
  ] as const) {
    it(`rejects '${text}'`, () => {
      assert.throws(() => parseRestoreTime(text, now), why);
    });
  }

  it("is within the backups exactly when it is neither before the earliest nor after now", () => {
    const earliest = new Date("2026-11-14T12:00:00Z");
    const around = fc.integer({ min: -8 * 86_400_000, max: 86_400_000 });
    fc.assert(
      fc.property(fc.oneof(around, fc.constantFrom(-7 * 86_400_000, 0)), (offset) => {
        const time = new Date(now.getTime() + offset);
        const isWithin = offset >= -7 * 86_400_000 && offset <= 0;

        if (isWithin) requireRestorable(time, earliest, now);
        else assert.throws(() => requireRestorable(time, earliest, now), Refusal);
      }),
    );
  });
});
