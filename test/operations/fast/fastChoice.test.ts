import assert from "node:assert/strict";
import {
  type AppChoice,
  chooseNamed,
  chooseRevision,
  earlierUpdate,
  type EarlierUpdate,
  type ListedApp,
} from "../../../operations/rollback/fastChoice";
import type { AppRevision } from "../../../operations/azure/appRevision";
import type { AppName } from "../../../settings";

/**
 * The revisions of an app, the oldest first, a word each: its suffix, `*` behind one that is active, `!` behind one that
 * has failed.
 */
function listed(words: string, app: AppName = "api"): ListedApp {
  const containerApp = `ftl-prd-${app}`;
  const revisions = words
    .split(" ")
    .filter(Boolean)
    .map((word, index): AppRevision => ({
      name: `${containerApp}--${word.replace(/[*!]/g, "")}`,
      created: new Date(Date.UTC(2026, 10, 1 + index)),
      active: word.includes("*"),
      image: "registry/ftl:1",
      trafficWeight: word.includes("*") ? 100 : 0,
      reachable: app !== "flusher",
      health: "Healthy",
      provisioning: word.includes("!") ? "Failed" : "Provisioned",
      running: word.includes("*") ? "Running" : "Stopped",
    }));
  return { app, containerApp, revisions };
}

/** An update that left these suffixes. */
function update(name: string, suffixes: Partial<Record<AppName, string>>): EarlierUpdate {
  const revisions = Object.fromEntries(
    Object.entries(suffixes).map(([app, suffix]) => [
      `ftl-prd-${app}`,
      `ftl-prd-${app}--${suffix}`,
    ]),
  );
  return { name, revisions };
}

/** `a → b`, `stays b`, or why not. */
function text(choice: AppChoice): string {
  const short = (name: string) => name.split("--")[1];
  if (choice.kind === "none") return choice.why;
  if (choice.kind === "stays") return `stays ${short(choice.at.name)}`;
  return `${choice.from.map(({ name }) => short(name)).join("+")} → ${short(choice.to.name)}`;
}

describe("the choice of an earlier revision", () => {
  describe("of an app whose earlier updates are known", () => {
    for (const [revisions, left, wanted] of [
      ["a b*", "a", "b → a"],
      ["a b c*", "b", "c → b"],
      // The last update changed another app only.
      ["a b*", "b", "stays b"],
      // A broken release: the newer one never got ready, and both are active.
      ["a* b*!", "a", "b → a"],
      // It has been gone back before.
      ["a* b", "a", "stays a"],
      // Somebody has stopped all of them.
      ["a b", "a", " → a"],
      ["b c*", "a", "ftl-prd-api--a, which release 4 left, is not kept any more"],
      ["a! b*", "a", "ftl-prd-api--a has failed"],
    ] as const) {
      it(`is '${wanted}' for revisions '${revisions}' when the update left '${left}'`, () => {
        const chosen = chooseRevision(listed(revisions), update("release 4", { api: left }));

        assert.equal(text(chosen), wanted);
      });
    }

    it("is none for an app that the update had not", () => {
      const chosen = chooseRevision(listed("a*", "flusher"), update("release 4", { api: "x" }));

      assert.equal(text(chosen), "release 4 had no such app");
    });
  });

  describe("of an app whose earlier updates are not known", () => {
    for (const [revisions, wanted] of [
      ["a b*", "b → a"],
      ["a b! c*", "c → a"],
      ["a* b*!", "b → a"],
      ["a* b", "stays a"],
      ["a b* c", "stays b"],
      ["a*", "it has no earlier one"],
      ["a! b*", "it has no earlier one"],
      ["", "it has no earlier one"],
    ] as const) {
      it(`is '${wanted}' for revisions '${revisions}'`, () => {
        assert.equal(text(chooseRevision(listed(revisions), undefined)), wanted);
      });
    }
  });

  describe("of the update that is gone back to", () => {
    const third = update("third", { api: "c", ws: "y" });
    const second = update("second", { api: "b", ws: "y" });
    const first = update("first", { api: "a", ws: "x" });

    for (const [what, api, ws, earlier, wanted] of [
      ["the present one succeeded", "a b c*", "x y*", [third, second, first], "second"],
      ["the present one failed half-way", "a b c*", "x y*", [second, first], "second"],
      ["it has been gone back before", "a b* c", "x y*", [third, second, first], "second"],
      ["the present one changed no app", "a b c*", "x y*", [third, third, second], "second"],
      ["there is only the present one", "c*", "y*", [third], undefined],
      ["none is kept", "a b c*", "x y*", [], undefined],
    ] as const) {
      it(`is ${wanted ?? "none"} when ${what}`, () => {
        const found = earlierUpdate([listed(api), listed(ws, "ws")], earlier);

        assert.equal(found?.name, wanted);
      });
    }
  });

  describe("by name", () => {
    const apps = [listed("a b c*"), listed("x! y*", "ws")];

    it("goes as far back as it is told, and leaves other apps alone", () => {
      assert.deepEqual(chooseNamed(apps, ["ftl-prd-api--a"]).map(text), ["c → a"]);
    });

    for (const [names, why] of [
      [["ftl-prd-api--z"], /has no revision ftl-prd-api--z\. It has: ftl-prd-api--a, /],
      [
        ["ftl-stg-api--a"],
        /is no revision of this stack\. They are: ftl-prd-api--…, ftl-prd-ws--…/,
      ],
      [["ftl-prd-ws--x"], /ftl-prd-ws--x has failed/],
      [["ftl-prd-api--a", "ftl-prd-api--b"], /Two revisions of ftl-prd-api are named/],
    ] as const) {
      it(`rejects ${names.join(" and ")}`, () => {
        assert.throws(() => chooseNamed(apps, names), why);
      });
    }
  });
});
