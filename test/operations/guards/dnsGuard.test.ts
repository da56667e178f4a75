import assert from "node:assert/strict";
import fc from "fast-check";
import type { Change } from "../../../operations/changes/change";
import { judgeDns } from "../../../operations/guards/dnsGuard";
import { types } from "../../../policy/types";
import { stackSettings } from "../../support/stackSettings";
import { changeOf, cname, record, type RecordInputs } from "./changes";

const { hostnames, dnsBudget: prdBudget } = stackSettings("prd");
const api = "api.ftljeta.cloud";
const ws = "ws.ftljeta.cloud";
const alias = "prd-api.ftljeta.cloud";
/** What the engine writes for a text that isn't known yet. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const budget = { deletes: 1, proxyFlips: 1, critical: [api, ws], criticalChanges: 1 };

const apiRecord = cname(api);
const wsRecord = cname(ws);
const aliasRecord = cname(alias);
const txt = (name: string): RecordInputs => ({ type: "TXT", name, content: '"v=1"', ttl: 300 });

describe("the budgets of a deployment's DNS changes", () => {
  const cases: readonly {
    title: string;
    changes: readonly Change[];
    /** Counts: deletes, flips, critical changes. */
    counts: readonly [number, number, number];
  }[] = [
    { title: "a new record", changes: [record.create(apiRecord)], counts: [0, 0, 0] },
    {
      title: "a new target of an alias",
      changes: [record.update(aliasRecord, { content: "other.example" })],
      counts: [0, 0, 0],
    },
    {
      title: "a new target of a critical name",
      changes: [record.update(apiRecord, { content: "other.example" })],
      counts: [0, 0, 1],
    },
    {
      title: "a critical name whose target isn't known yet",
      changes: [record.update(apiRecord, { content: unknown })],
      counts: [0, 0, 1],
    },
    {
      title: "another comment of a critical name's record",
      changes: [record.update(apiRecord, { comment: "ours", tags: ["a"] })],
      counts: [0, 0, 0],
    },
    {
      title: "a critical name's record that differs from the zone, not from the last inputs",
      changes: [
        {
          ...record.update(apiRecord, {}),
          properties: [
            { path: "content", kind: "update", replaces: false, before: "a", after: "b" },
          ],
        },
      ],
      counts: [0, 0, 1],
    },
    { title: "an alias that goes", changes: [record.delete(aliasRecord)], counts: [1, 0, 0] },
    { title: "a critical name that goes", changes: [record.delete(wsRecord)], counts: [1, 0, 1] },
    {
      title: "an alias that is proxied from now on",
      changes: [record.update(aliasRecord, { proxied: true, ttl: 1 })],
      counts: [0, 1, 0],
    },
    {
      title: "an alias whose proxy isn't known yet",
      changes: [record.update(aliasRecord, { proxied: unknown })],
      counts: [0, 1, 0],
    },
    {
      title: "an alias whose proxied: false is left out from now on",
      changes: [record.update(aliasRecord, { proxied: undefined, ttl: 60 })],
      counts: [0, 0, 0],
    },
    {
      title: "a critical name that is DNS-only from now on",
      changes: [record.update(cname(api, { proxied: true }), { proxied: false })],
      counts: [0, 1, 1],
    },
    {
      title: "a critical CNAME that becomes an A record",
      changes: [record.replace(apiRecord, { type: "A", content: "192.0.2.1" })],
      counts: [1, 0, 1],
    },
    {
      title: "an alias that is replaced and proxied",
      changes: [record.replace(aliasRecord, { type: "A", proxied: true })],
      counts: [1, 1, 0],
    },
    {
      title: "a record that goes while another resource makes it anew, proxied",
      changes: [record.delete(aliasRecord), record.create(cname(alias, { proxied: true }))],
      counts: [1, 1, 0],
    },
    {
      title: "a record that is given a critical name",
      changes: [record.update(aliasRecord, { name: api })],
      counts: [0, 0, 1],
    },
    {
      title: "a critical name in capitals and with the root's dot",
      changes: [record.delete(cname("WS.FTLjeta.cloud."))],
      counts: [1, 0, 1],
    },
    {
      title: "a critical name without its zone",
      changes: [record.delete(cname("ws"))],
      counts: [1, 0, 1],
    },
    {
      title: "the proof of a critical name",
      changes: [record.delete(txt(`asuid.${ws}`))],
      counts: [1, 0, 0],
    },
    {
      title: "a record as version 5 of the provider had it",
      changes: [
        changeOf("delete", types.legacyRecord, "old", {
          before: { type: "CNAME", name: ws, value: "app.example" },
        }),
      ],
      counts: [1, 0, 1],
    },
    {
      title: "an app that goes, which is no record",
      changes: [changeOf("delete", types.containerApp, "api", { before: { name: api } })],
      counts: [0, 0, 0],
    },
    {
      title: "a critical record that stays",
      changes: [{ ...record.update(apiRecord, {}), operation: "same" }],
      counts: [0, 0, 0],
    },
  ];
  for (const { title, changes, counts } of cases) {
    const [deletes, proxyFlips, criticalChanges] = counts;
    const exact = { ...budget, deletes, proxyFlips, criticalChanges };

    it(`pass ${title}, where there are just ${counts.join(", ")}`, () => {
      assert.deepEqual(judgeDns(changes, { hostnames, dnsBudget: exact }), []);
    });

    for (const key of ["deletes", "proxyFlips", "criticalChanges"] as const) {
      if (exact[key] === 0) continue;
      it(`reject ${title}, where ${key} has one less`, () => {
        const less = { ...exact, [key]: exact[key] - 1 };

        const found = judgeDns(changes, { hostnames, dnsBudget: less });

        assert.deepEqual(
          found.map(({ guard, mend }) => [guard, /dnsBudget\.(\w+)/.exec(mend)?.[1]]),
          [["dns-budget", key]],
        );
      });
    }
  }

  it("say what was found, what is allowed, and which records", () => {
    const [found] = judgeDns([record.delete(wsRecord), record.delete(aliasRecord)], {
      hostnames,
      dnsBudget: { ...budget, criticalChanges: 2 },
    });

    assert.equal(
      found!.message,
      `2 records would go; the budget is 1: CNAME ${alias}, CNAME ${ws}`,
    );
  });

  it("of prd let one cutover of both api names through", () => {
    const cutover = [apiRecord, aliasRecord].map((one) =>
      record.update(one, { proxied: true, ttl: 1 }),
    );

    assert.deepEqual(judgeDns(cutover, { hostnames, dnsBudget: prdBudget }), []);
  });
});

describe("any set of changes of the stack's own records", () => {
  const names = [api, ws, alias, "prd-ws.ftljeta.cloud"];
  const one = fc.record({
    name: fc.constantFrom(...names),
    operation: fc.constantFrom(
      "create" as const,
      "update" as const,
      "replace" as const,
      "delete" as const,
    ),
    proxied: fc.boolean(),
    flips: fc.boolean(),
    retargeted: fc.boolean(),
  });
  type One = typeof one extends fc.Arbitrary<infer T> ? T : never;
  // One record a name, so that what is counted can be said without the guard's own means.
  const sets = fc.uniqueArray(one, { selector: ({ name }) => name, maxLength: names.length });
  const budgets = fc.record({
    deletes: fc.nat(4),
    proxyFlips: fc.nat(4),
    critical: fc.subarray(names),
    criticalChanges: fc.nat(4),
  });

  function changeFrom({ name, operation, proxied, flips, retargeted }: One): Change {
    const inputs = cname(name, { proxied });
    if (operation === "create" || operation === "delete") return record[operation](inputs);
    const content = retargeted ? "other.example" : inputs["content"];
    return record[operation](inputs, { proxied: flips ? !proxied : proxied, content });
  }

  it("is judged by arithmetic alone", () => {
    fc.assert(
      fc.property(sets, budgets, (set, dnsBudget) => {
        const stays = set.filter(
          ({ operation }) => operation === "update" || operation === "replace",
        );
        const deletes = set.filter(({ operation }) =>
          /^(?:delete|replace)$/.test(operation),
        ).length;
        const flips = stays.filter((each) => each.flips).length;
        const criticalChanges = set.filter(
          ({ name, operation, flips: flipped, retargeted }) =>
            dnsBudget.critical.includes(name) &&
            operation !== "create" &&
            (operation !== "update" || flipped || retargeted),
        ).length;
        const wanted = [
          ...(deletes > dnsBudget.deletes ? ["deletes"] : []),
          ...(flips > dnsBudget.proxyFlips ? ["proxyFlips"] : []),
          ...(criticalChanges > dnsBudget.criticalChanges ? ["criticalChanges"] : []),
        ];

        const found = judgeDns(set.map(changeFrom), { hostnames, dnsBudget });

        assert.deepEqual(
          found.map(({ mend }) => /dnsBudget\.(\w+)/.exec(mend)?.[1]),
          wanted,
        );
      }),
    );
  });

  it("is judged alike in any order", () => {
    const shuffled = sets.chain((set) =>
      fc.tuple(
        fc.constant(set),
        fc.shuffledSubarray(set, { minLength: set.length, maxLength: set.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, budgets, fc.boolean(), ([set, other], dnsBudget, restore) => {
        const judged = (all: readonly One[]) =>
          judgeDns(all.map(changeFrom), { hostnames, dnsBudget }, { restore })
            .map(({ message }) => message)
            .toSorted();

        assert.deepEqual(judged(other), judged(set));
      }),
    );
  });
});
