import assert from "node:assert/strict";
import path from "node:path";
import fc from "fast-check";
import { ClockLog } from "../../../../local-cloud/data-plane/postgres/clockLog";
import { temporaryFolder } from "../../../support/temporaryFolder";

const hourMs = 3_600_000;

describe("the log of the cloud's clock", () => {
  let offsetMs: number;
  const clock = { now: () => new Date(Date.now() + offsetMs) };
  const newFile = () => path.join(temporaryFolder(), "clock.json");
  const realNow = Date.now;
  let machine: number;

  beforeEach(() => {
    offsetMs = 0;
    machine = Date.parse("2026-11-20T12:00:00Z");
    Date.now = () => machine;
  });
  afterEach(() => {
    Date.now = realNow;
  });

  it("tells the machine's time of any moment that somebody noted, however the clock was moved", () => {
    const move = fc.record({
      /** How long the machine ran before the clock was moved, and then until the log looked. */
      ran: fc.integer({ min: 1, max: 100 * hourMs }),
      unseen: fc.integer({ min: 0, max: 1000 }),
      forward: fc.integer({ min: hourMs, max: 5000 * hourMs }),
    });
    fc.assert(
      fc.property(fc.array(move, { maxLength: 5 }), (moves) => {
        offsetMs = 0;
        const log = new ClockLog(clock, newFile());
        log.observe();
        const noted: { readonly cloud: Date; readonly machine: number }[] = [];
        const note = () => noted.push({ cloud: clock.now(), machine });
        for (const { ran, unseen, forward } of moves) {
          note();
          machine += ran;
          log.observe();
          note();
          offsetMs += forward;
          note();
          machine += unseen;
          note();
          log.observe();
        }
        for (const { cloud, machine: expected } of noted) {
          assert.equal(log.machineTime(cloud), expected);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("tells when the clock was moved for a moment that was skipped", () => {
    const log = new ClockLog(clock, newFile());
    log.observe();
    machine += hourMs;
    offsetMs = 100 * hourMs;
    log.observe();
    assert.equal(log.machineTime(new Date(machine + 50 * hourMs)), machine);
  });

  it("remembers over a restart of the local cloud", () => {
    const file = newFile();
    new ClockLog(clock, file).observe();
    const noted = clock.now();
    const expected = machine;
    machine += hourMs;
    offsetMs = 100 * hourMs;
    const later = new ClockLog(clock, file);
    later.observe();
    assert.equal(later.machineTime(noted), expected);
  });
});
