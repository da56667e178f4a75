import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import fc from "fast-check";
import { loadSettings } from "../../settings";
import { changed, configBag, stackFileSettings, type Value } from "../support/configBag";

type Place = readonly (string | number)[];

/** The prd file, with room for every number of replicas. */
const prd = changed(stackFileSettings("prd"), ["apps", "api", "maxReplicas"], 1000);

/** Whole-number settings and their bounds, where the rest of the prd file leaves the whole range open. */
const ranges: readonly (readonly [Place, number, number])[] = [
  [["apps", "api", "minReplicas"], 0, 1000],
  [["apps", "api", "maxReplicas"], 2, 1000],
  [["apps", "ws", "maxReplicas"], 3, 1000],
  [["apps", "api", "port"], 1, 65_535],
  [["apps", "ws", "port"], 1, 65_535],
  [["apps", "ws", "concurrentRequests"], 1, 10_000],
  [["apps", "migrate", "replicaTimeoutSec"], 60, 86_400],
  [["postgres", "backupRetentionDays"], 7, 35],
];

/** Settings with a few allowed values, and what lies between and beside them. */
const steps: readonly (readonly [Place, readonly number[], number])[] = [
  [["postgres", "storageGib"], [32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384], 20_000],
  [["apps", "flusher", "cpu"], [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4], 8],
];

describe("the range of a setting", () => {
  let folder: string;
  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "ftl-ranges-"));
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  function load(place: Place, value: Value): void {
    loadSettings(configBag(changed(prd, place, value)), "prd", folder);
  }

  /** Both as a number and as the text that Pulumi makes of some numbers. */
  const asWritten = (value: number) => fc.constantFrom<Value>(value, String(value));

  function refusedOnce(place: Place, value: Value): void {
    const named = `ftl:${place.join(".")} found `;
    assert.throws(
      () => load(place, value),
      ({ message }: Error) =>
        message.startsWith("Pulumi.prd.yaml has 1 problem:\n") && message.includes(named),
    );
  }

  for (const [place, min, max] of ranges) {
    const name = place.join(".");
    it(`accepts every ${name} from ${min} to ${max}`, () => {
      fc.assert(
        fc.property(fc.integer({ min, max }).chain(asWritten), (value) => load(place, value)),
        { examples: [[min], [max]], numRuns: 50 },
      );
    });

    it(`rejects every ${name} outside of ${min} to ${max} with one error that names it`, () => {
      const outside = fc.oneof(fc.integer({ max: min - 1 }), fc.integer({ min: max + 1 }));
      fc.assert(
        fc.property(outside.chain(asWritten), (value) => refusedOnce(place, value)),
        { examples: [[min - 1], [max + 1]], numRuns: 50 },
      );
    });

    it(`rejects every fraction as ${name}`, () => {
      const fraction = fc.double({ min, max, noNaN: true }).filter((it) => !Number.isInteger(it));
      fc.assert(
        fc.property(fraction, (value) => refusedOnce(place, value)),
        { numRuns: 50 },
      );
    });
  }

  for (const [place, allowed, beyond] of steps) {
    const name = place.join(".");
    it(`accepts the steps of ${name}`, () => {
      for (const value of allowed) {
        load(place, value);
        load(place, String(value));
      }
    });

    it(`rejects what is no step of ${name} with one error that names it`, () => {
      const other = fc
        .oneof(fc.integer({ min: -1, max: beyond }), fc.double({ noNaN: true }))
        .filter((value) => !allowed.includes(value));
      fc.assert(
        fc.property(other, (value) => refusedOnce(place, value)),
        { numRuns: 50 },
      );
    });
  }

  it("never ends in anything but settings or one clear refusal, whatever a key holds", () => {
    const key = fc.constantFrom(...Object.keys(prd), "other", "postgres.tier", "__proto__");
    fc.assert(
      fc.property(key, fc.jsonValue(), (place, value) => {
        try {
          load([place], value as Value);
        } catch (error) {
          assert.match((error as Error).message, /^Pulumi\.prd\.yaml has \d+ problems?:\n {2}ftl:/);
        }
      }),
      { numRuns: 300 },
    );
  });
});
