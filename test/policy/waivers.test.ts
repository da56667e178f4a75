import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { evaluate, type RecordedResource } from "../../policy/evaluate";
import { guards } from "../../policy/guards";
import { rules } from "../../policy/rules";
import { types } from "../../policy/types";
import { isExpired, readWaivers, type Waiver } from "../../policy/waivers";
import { RunningPack } from "../support/analyzer";
import { projectFolder } from "../support/configBag";
import { recordOf } from "./records";

const today = new Date("2026-11-21T12:00:00Z");

/** Leave for a workspace to forget its logs after a week. */
const waiver: Waiver = {
  rule: "log-retention",
  stack: "prd",
  resource: "logs",
  reason: "a trial of a week",
  owner: "platform",
  expires: "2026-11-21",
};

const workspace = (retentionInDays: number): RecordedResource =>
  recordOf(types.workspace, "logs", { retentionInDays });
const root = recordOf(types.stack, "ftl-prd", {});

describe("waivers", () => {
  const outcomes = (waivers: Waiver[], ...resources: RecordedResource[]) => {
    const verdicts = evaluate([root, ...resources], waivers, {}, today);
    const of = (name: string) => verdicts.find(({ rule }) => rule.name === name);
    return {
      retention: of("log-retention")?.outcome,
      order: of("waivers-in-order")?.outcome,
      why: of("waivers-in-order")?.messages.join() ?? "",
    };
  };

  it("excuse a breach until the end of their last day", () => {
    const { retention, order } = outcomes([waiver], workspace(7));

    assert.deepEqual([retention, order], ["waived", "passed"]);
  });

  it("excuse a breach for 180 days", () => {
    const { retention, order } = outcomes([{ ...waiver, expires: "2027-05-20" }], workspace(7));

    assert.deepEqual([retention, order], ["waived", "passed"]);
  });

  it("excuse nothing for longer", () => {
    assert.equal(
      outcomes([{ ...waiver, expires: "2027-05-21" }], workspace(7)).retention,
      "failed",
    );
  });

  it("excuse no other resource, stack or rule", () => {
    for (const other of [{ resource: "other" }, { stack: "stg" }, { rule: "log-retentions" }]) {
      assert.equal(outcomes([{ ...waiver, ...other }], workspace(7)).retention, "failed");
    }
  });

  const failing: readonly (readonly [string, Partial<Waiver>, RecordedResource[], RegExp])[] = [
    [
      "is for longer than half a year",
      { expires: "2027-05-21" },
      [workspace(7)],
      /expires on 2027-05-21; that must be at most 180 days ahead/,
    ],
    ["has expired", { expires: "2026-11-20" }, [workspace(7)], /expired after 2026-11-20/],
    ["is needed no more", {}, [workspace(30)], /is of no use any more/],
    ["is for a resource that isn't there", {}, [], /the rule has nothing to say about it/],
    ["names no rule", { rule: "log-retentions" }, [workspace(7)], /names no rule of this pack/],
    [
      "is for a rule that takes none",
      { rule: "ws-record-dns-only" },
      [workspace(30)],
      /for a rule that can't be waived/,
    ],
  ];
  for (const [title, change, resources, why] of failing) {
    it(`fail when one ${title}`, () => {
      const result = outcomes([{ ...waiver, ...change }], ...resources);

      assert.equal(result.order, "failed");
      assert.match(result.why, why);
    });
  }

  describe("of a guard", () => {
    const ofGuard: Waiver = { ...waiver, rule: "stateful-kept", resource: "gone" };

    it("are in order without being needed, which only a deployment can tell", () => {
      assert.equal(outcomes([ofGuard]).order, "passed");
    });

    const wrong: readonly (readonly [string, Partial<Waiver>, RegExp])[] = [
      ["has expired", { expires: "2026-11-20" }, /expired after 2026-11-20/],
      ["is for too long", { expires: "2027-05-21" }, /at most 180 days ahead/],
      ["is for one that takes none", { rule: "dns-budget" }, /for a guard that can't be waived/],
    ];
    for (const [title, change, why] of wrong) {
      it(`fail when one ${title}`, () => {
        const { order, why: said } = outcomes([{ ...ofGuard, ...change }]);

        assert.equal(order, "failed");
        assert.match(said, why);
      });
    }

    it("can't be taken for one of a rule: no guard has a rule's name", () => {
      const both = rules.filter(({ name }) => guards.some((guard) => guard.name === name));

      assert.deepEqual(both, []);
    });
  });

  it("are nobody's business in another stack", () => {
    assert.equal(outcomes([{ ...waiver, stack: "stg", expires: "2020-01-01" }]).order, "passed");
  });

  it("can't excuse what leaves a name dark or a secret in the clear", () => {
    const secrets = ["app-secrets-by-reference", "app-variables-not-secret", "outputs-not-secret"];
    const judged = rules.filter(({ group, name }) => group === "dns" || secrets.includes(name));

    const waivable = judged.filter((rule) => rule.waivable).map(({ name }) => name);

    assert.ok(judged.length > secrets.length);
    assert.deepEqual(waivable, []);
  });

  it("expire by the day in UTC", () => {
    assert.equal(isExpired(waiver, new Date("2026-11-21T23:59:59Z")), false);
    assert.equal(isExpired(waiver, new Date("2026-11-22T00:00:00Z")), true);
  });

  describe("in a file", () => {
    const read = (text: string): Waiver[] => {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), "ftl-waivers-"));
      try {
        const file = path.join(folder, "waivers.yaml");
        fs.writeFileSync(file, text);
        return readWaivers(file);
      } finally {
        fs.rmSync(folder, { recursive: true });
      }
    };
    const entry = Object.entries(waiver)
      .map(([key, value]) => `    ${key}: "${value}"`)
      .join("\n");
    const whole = `waivers:\n  -\n${entry}\n`;

    it("are read whole", () => {
      assert.deepEqual(read(whole), [waiver]);
    });

    it("reject a file without a list", () => {
      assert.throws(() => read("rules: []\n"), /must hold a list under "waivers"/);
    });

    for (const key of Object.keys(waiver)) {
      it(`reject an entry without ${key}`, () => {
        const lacking = whole.replace(new RegExp(`^ +${key}:.*\n`, "m"), "");

        assert.throws(() => read(lacking), new RegExp(`has no text for "${key}"`));
      });
    }

    it("reject a key that means nothing", () => {
      assert.throws(() => read(`${whole}    until: never\n`), /has until; allowed: rule, stack/);
    });

    for (const day of ["2026-02-30", "soon", "2026-1-1"]) {
      it(`reject ${day} as a day`, () => {
        const file = whole.replace("2026-11-21", day);

        assert.throws(() => read(file), /write a day such as 2026-12-31/);
      });
    }
  });

  it("hold in the running pack", async () => {
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "ftl-policy-"));
    fs.cpSync(path.join(projectFolder, "policy"), path.join(folder, "policy"), { recursive: true });
    const settings = path.join(projectFolder, "settings");
    fs.cpSync(settings, path.join(folder, "settings"), { recursive: true });
    fs.symlinkSync(path.join(projectFolder, "node_modules"), path.join(folder, "node_modules"));
    const file = path.join(folder, "policy", "waivers.yaml");
    fs.writeFileSync(file, JSON.stringify({ waivers: [{ ...waiver, expires: tomorrow }] }));
    const pack = await RunningPack.start(path.join(folder, "policy"));
    try {
      const short = { type: types.workspace, name: "logs", props: { retentionInDays: 7 } };
      const said = (await pack.analyze(short)).map(({ policy }) => policy);
      const stack = { type: types.stack, name: "ftl-prd", props: {} };
      const order = await pack.analyzeStack([stack]);

      assert.equal(said.includes("log-retention"), false);
      assert.deepEqual(order, []);
    } finally {
      await pack.stop();
      fs.rmSync(folder, { recursive: true });
    }
  });
});
