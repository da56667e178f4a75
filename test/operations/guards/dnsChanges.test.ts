import assert from "node:assert/strict";
import { dnsChanges } from "../../../operations/guards/dnsChanges";
import { types } from "../../../policy/types";
import { changeOf, cname, record } from "./changes";

const zone = "ftljeta.cloud";
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe("the table of DNS changes", () => {
  it("has a row a record, by name, with what it says before and after", () => {
    const changes = [
      record.update(cname("ws.ftljeta.cloud"), { proxied: true, ttl: 1 }),
      record.create({ type: "TXT", name: "asuid.api", content: '"AbC"', ttl: 300 }),
      record.delete(cname("old.ftljeta.cloud")),
      changeOf("update", types.containerApp, "api"),
    ];

    const target = { value: "app.azure.example", ttl: 300, proxied: false };
    assert.deepEqual(dnsChanges(changes, zone), [
      {
        operation: "create",
        type: "TXT",
        name: "asuid.api.ftljeta.cloud",
        before: undefined,
        after: { value: '"AbC"', ttl: 300, proxied: false },
      },
      {
        operation: "delete",
        type: "CNAME",
        name: "old.ftljeta.cloud",
        before: target,
        after: undefined,
      },
      {
        operation: "update",
        type: "CNAME",
        name: "ws.ftljeta.cloud",
        before: target,
        after: { ...target, ttl: 1, proxied: true },
      },
    ]);
  });

  it("shows both names and types of a record that gets others", () => {
    const [row] = dnsChanges([record.replace(cname("a.b.c"), { name: "d.b.c", type: "A" })], "b.c");

    assert.deepEqual([row!.type, row!.name], ["CNAME → A", "a.b.c → d.b.c"]);
  });

  it("writes CAA as the zone shows it", () => {
    const data = { flags: 0, tag: "issue", value: "digicert.com" };

    const [row] = dnsChanges([record.create({ type: "CAA", name: zone, data, ttl: 300 })], zone);

    assert.equal(row!.after!.value, '0 issue "digicert.com"');
  });

  it("leaves out what isn't known yet", () => {
    const [row] = dnsChanges(
      [record.create(cname("ws", { content: unknown, proxied: unknown }))],
      zone,
    );

    assert.deepEqual(row!.after, { ttl: 300, value: undefined, proxied: undefined });
  });

  it("leaves out records that are taken over, read, or stay", () => {
    const same = { ...record.update(cname("ws"), {}), operation: "same" as const };

    const rows = dnsChanges([record.import(cname("a")), record.read(cname("b")), same], zone);

    assert.deepEqual(rows, []);
  });
});
