import assert from "node:assert/strict";
import fc from "fast-check";
import type { Change } from "../../../operations/changes/change";
import { type DnsContext, judgeDns } from "../../../operations/guards/dnsGuard";
import type { RecordOutput } from "../../../settings";
import { stackSettings } from "../../support/stackSettings";
import { cname, record, type RecordInputs } from "./changes";

const { hostnames } = stackSettings("prd");
const api = "api.ftljeta.cloud";
const ws = "ws.ftljeta.cloud";
const alias = "prd-api.ftljeta.cloud";
/** What the engine writes for a text that isn't known yet. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/** Lets nothing go or change. */
const none = { deletes: 0, proxyFlips: 0, critical: [api, ws], criticalChanges: 0 };

/** The guards that speak, once each. */
function speaks(
  changes: readonly Change[],
  context: DnsContext = {},
  settings = { hostnames, dnsBudget: none },
): string[] {
  return [...new Set(judgeDns(changes, settings, context).map(({ guard }) => guard))];
}

const apiRecord = cname(api);
const wsRecord = cname(ws);
const aliasRecord = cname(alias);
const txt = (name: string): RecordInputs => ({ type: "TXT", name, content: '"v=1"', ttl: 300 });
const outputOf = ({ type, name, content, proxied, ttl }: RecordInputs) =>
  ({ type, name, content, proxied: proxied === true, ttl }) as RecordOutput;

describe("the owner of a record", () => {
  const stg = { hostname: "stg-api.ftljeta.cloud", stack: "stg" };
  const declared = { ...hostnames, zoneSettings: "declared" as const };
  const checked = { ...hostnames, zoneSettings: "checked" as const };
  const caa = {
    type: "CAA",
    name: "ftljeta.cloud",
    data: { flags: 0, tag: "issue", value: "a.b" },
  };
  const cases: readonly {
    title: string;
    change: Change;
    context?: DnsContext;
    hostnames?: typeof hostnames;
    ours: boolean;
  }[] = [
    { title: "a hostname", change: record.create(apiRecord), ours: true },
    { title: "the asuid of a hostname", change: record.create(txt(`asuid.${api}`)), ours: true },
    {
      title: "an authority's challenge",
      change: record.create(txt(`_acme-challenge.${api}`)),
      ours: true,
    },
    {
      title: "a delegated challenge",
      change: record.create(cname(`_acme-challenge.${api}`)),
      ours: true,
    },
    { title: "Azure's edge's proof", change: record.create(txt(`_dnsauth.${api}`)), ours: true },
    { title: "the zone's CAA", change: record.create(caa), hostnames: declared, ours: true },
    {
      title: "the zone's CAA, where another stack declares the zone's settings",
      change: record.create(caa),
      hostnames: checked,
      ours: false,
    },
    {
      title: "the CAA of a hostname",
      change: record.create({ ...caa, name: api }),
      hostnames: declared,
      ours: false,
    },
    { title: "the zone itself", change: record.create(cname("ftljeta.cloud")), ours: false },
    { title: "a name of nobody's", change: record.create(cname("x.ftljeta.cloud")), ours: false },
    { title: "a wildcard", change: record.create(cname("*.ftljeta.cloud")), ours: false },
    { title: "a name below a hostname", change: record.create(cname(`a.${api}`)), ours: false },
    {
      title: "another stack's name",
      change: record.create(cname(stg.hostname)),
      context: { others: [stg] },
      ours: false,
    },
    {
      title: "the proof of another stack's name",
      change: record.create(txt(`asuid.${stg.hostname}`)),
      context: { others: [stg] },
      ours: false,
    },
    {
      title: "a name that another stack claims too",
      change: record.create(apiRecord),
      context: { others: [{ hostname: api, stack: "stg" }] },
      ours: false,
    },
    {
      title: "a hostname whose record another zone has",
      change: record.create(cname("ftl.jetafutures.com")),
      ours: false,
    },
    { title: "MX of the zone", change: record.delete({ type: "MX", name: "@" }), ours: false },
    { title: "MX of a hostname", change: record.create({ type: "MX", name: api }), ours: false },
    { title: "NS of a hostname", change: record.create({ type: "NS", name: api }), ours: false },
    {
      title: "SPF of the zone",
      change: record.update(
        { ...txt("@"), content: '"v=spf1 -all"' },
        { content: '"v=spf1 +all"' },
      ),
      ours: false,
    },
    {
      title: "SPF of a hostname",
      change: record.create({ ...txt(api), content: '"v=spf1 -all"' }),
      ours: false,
    },
    {
      title: "DKIM of the zone",
      change: record.delete(txt("mail._domainkey.ftljeta.cloud")),
      ours: false,
    },
    { title: "a name that isn't known yet", change: record.create(cname(unknown)), ours: false },
    {
      title: "a type that isn't known yet",
      change: record.create({ ...apiRecord, type: unknown }),
      ours: false,
    },
    {
      title: "a record that is renamed away from nobody's name",
      change: record.update(cname("x.ftljeta.cloud"), { name: api }),
      ours: false,
    },
    {
      title: "a hostname's record that gets nobody's name",
      change: record.update(apiRecord, { name: "x.ftljeta.cloud" }),
      ours: false,
    },
    {
      title: "a hostname that is given up",
      change: record.delete(cname("old.ftljeta.cloud")),
      context: { last: [outputOf(cname("old.ftljeta.cloud"))] },
      ours: true,
    },
    {
      title: "a hostname that is given up to another stack",
      change: record.delete(cname(stg.hostname)),
      context: { last: [outputOf(cname(stg.hostname))], others: [stg] },
      ours: true,
    },
    {
      title: "another type of record at a hostname that is given up",
      change: record.delete({ type: "MX", name: "old.ftljeta.cloud" }),
      context: { last: [outputOf(cname("old.ftljeta.cloud"))] },
      ours: false,
    },
    {
      title: "a hostname that was given up, and comes back without being claimed",
      change: record.create(cname("old.ftljeta.cloud")),
      context: { last: [outputOf(cname("old.ftljeta.cloud"))] },
      ours: false,
    },
    { title: "an imported record", change: record.import(apiRecord), ours: false },
    { title: "a record that is read", change: record.read(apiRecord), ours: false },
    {
      title: "an imported record that the last release made",
      change: record.import(apiRecord),
      context: { last: [outputOf(apiRecord)] },
      ours: true,
    },
  ];
  const unlimited = { ...none, deletes: 100, proxyFlips: 100, criticalChanges: 100 };
  for (const { title, change, context, hostnames: own = hostnames, ours } of cases) {
    it(`${ours ? "is the stack" : "rejects"}: ${title}`, () => {
      const settings = { hostnames: own, dnsBudget: unlimited };

      assert.deepEqual(speaks([change], context, settings), ours ? [] : ["dns-owner"]);
    });
  }
});

describe("a restored zone", () => {
  const last = [apiRecord, wsRecord].map(outputOf);
  const restore: DnsContext = { restore: true, last };
  const settings = { hostnames, dnsBudget: none };

  it("gets back what the last release had", () => {
    const changes = [record.create(apiRecord), record.create(wsRecord)];

    assert.deepEqual(judgeDns(changes, settings, restore), []);
  });

  const rejected: readonly (readonly [string, Change])[] = [
    ["another target", record.create({ ...apiRecord, content: "other.example" })],
    ["a target that isn't known yet", record.create({ ...apiRecord, content: unknown })],
    ["the other proxy status", record.create({ ...apiRecord, proxied: true })],
    ["another TTL", record.create({ ...apiRecord, ttl: 60 })],
    ["another type", record.create({ ...apiRecord, type: "A" })],
    ["a record that the last release hadn't", record.create(aliasRecord)],
    ["a change", record.update(aliasRecord, { ttl: 60 })],
    ["a change of a critical name", record.update(apiRecord, { content: "other.example" })],
  ];
  for (const [title, change] of rejected) {
    it(`rejects ${title}`, () => {
      assert.deepEqual(speaks([change], restore, settings), ["dns-restore"]);
    });
  }

  it("never lets a delete or a replacement through, whatever the budget is", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(apiRecord, wsRecord, aliasRecord),
        fc.constantFrom("delete" as const, "replace" as const),
        fc.nat(100),
        fc.nat(100),
        (one, operation, deletes, criticalChanges) => {
          const dnsBudget = { ...none, deletes, criticalChanges };
          const found = speaks([record[operation](one, {})], restore, { hostnames, dnsBudget });

          assert.ok(found.includes("dns-restore"));
        },
      ),
    );
  });
});
