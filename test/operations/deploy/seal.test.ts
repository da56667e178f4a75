import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import {
  readSeal,
  requireUnmoved,
  type SealParts,
  sealOf,
  writeSeal,
} from "../../../operations/deploy/seal";
import { temporaryFolder } from "../../support/temporaryFolder";

const parts: SealParts = {
  stack: "prd",
  backend: "azblob://state",
  commit: "a".repeat(40),
  settings: "b".repeat(64),
  policy: "c".repeat(64),
  state: "d".repeat(64),
  plan: "e".repeat(64),
  engine: "v3.259.0",
  restoreZone: "no",
};
const names = Object.keys(parts) as (keyof SealParts)[];

describe("the seal of a plan", () => {
  it("says nothing when nothing has moved", () => {
    requireUnmoved(parts, { ...parts });
  });

  const words: Readonly<Record<keyof SealParts, RegExp>> = {
    stack: /the stack \(prd → stg\)/,
    backend: /the backend/,
    commit: /the commit/,
    settings: /the stack file/,
    policy: /the policy pack/,
    state: /the stack's state: something was deployed since/,
    plan: /Pulumi's plan file/,
    engine: /the version of the engine/,
    restoreZone: /whether the zone is restored/,
  };
  for (const name of names) {
    it(`names ${name} when that has moved, and nothing else`, () => {
      const others: Partial<Record<string, string>> = { stack: "stg", restoreZone: "yes" };
      const now = { ...parts, [name]: others[name] ?? "something else" };

      assert.throws(
        () => requireUnmoved(parts, now),
        ({ message }: Error) =>
          words[name].test(message) &&
          names.every((other) => other === name || !words[other].test(message)),
      );
    });
  }

  it("differs whenever any part differs", () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.string({ minLength: 1 }), (name, more) => {
        assert.notEqual(sealOf({ ...parts, [name]: parts[name] + more }), sealOf(parts));
      }),
    );
  });

  it("is read as it was written", () => {
    const folder = temporaryFolder();

    const seal = writeSeal(folder, parts);

    assert.deepEqual(readSeal(folder), { kind: "ftl-plan", version: 1, parts, seal });
  });

  const damages: [what: string, damage: (text: string) => string][] = [
    ["a part that was changed by hand", (text) => text.replace("prd", "stg")],
    ["a seal that was changed by hand", (text) => text.replace(sealOf(parts), "0".repeat(64))],
    ["half of a file", (text) => text.slice(0, text.length / 2)],
    ["an empty file", () => ""],
    ["a later version", (text) => text.replace('"version": 1', '"version": 2')],
    ["a part that is missing", (text) => text.replace(/"engine": .*\n/, "")],
  ];
  for (const [what, damage] of damages) {
    it(`rejects ${what}`, () => {
      const folder = temporaryFolder();
      writeSeal(folder, parts);
      const file = path.join(folder, "seal.json");
      fs.writeFileSync(file, damage(fs.readFileSync(file, "utf8")));

      assert.throws(() => readSeal(folder), /seal\.json is damaged, or was changed by hand/);
    });
  }

  it("rejects a folder without a plan, and says how one is made", () => {
    assert.throws(() => readSeal("/nowhere"), /\/nowhere holds no plan[^]*npx ftl plan/);
  });
});
