import assert from "node:assert/strict";
import type { JsonObject } from "../../../local-cloud/json";
import { dataTypes } from "../../../local-cloud/cloudflare/recordContent";
import { refusedWith, TestAccount } from "./account";

/** One record of each type that is made of data: its data, its content, and its line in a zone file. */
const examples: Readonly<
  Record<string, readonly [data: JsonObject, content: string, written?: string]>
> = {
  CAA: [{ flags: 128, tag: "issue", value: 'a"b' }, String.raw`128 issue "a\"b"`],
  SRV: [
    { priority: 1, weight: 2, port: 443, target: "a.example.net" },
    "1 2 443 a.example.net",
    "1 2 443 a.example.net.",
  ],
  URI: [{ weight: 2, target: "https://a.example.net/" }, '2 "https://a.example.net/"'],
  TLSA: [{ usage: 3, selector: 1, matching_type: 1, certificate: "ab12" }, "3 1 1 ab12"],
  DS: [{ key_tag: 42, algorithm: 13, digest_type: 2, digest: "ab12" }, "42 13 2 ab12"],
  NAPTR: [
    {
      order: 1,
      preference: 2,
      flags: "S",
      service: "SIP+D2U",
      regex: "!^.*$!sip:a!",
      replacement: ".",
    },
    '1 2 "S" "SIP+D2U" "!^.*$!sip:a!" .',
  ],
  LOC: [
    {
      lat_degrees: 37,
      lat_minutes: 46,
      lat_seconds: 46.5,
      lat_direction: "N",
      long_degrees: 122,
      long_minutes: 23,
      long_seconds: 35,
      long_direction: "W",
      altitude: 0,
      size: 100,
      precision_horz: 10,
      precision_vert: 2.5,
    },
    "37 46 46.5 N 122 23 35 W 0m 100m 10m 2.5m",
  ],
  HTTPS: [
    { priority: 1, target: ".", value: 'alpn="h3,h2" port="8443"' },
    '1 . alpn="h3,h2" port="8443"',
  ],
  SVCB: [
    { priority: 0, target: "a.example.net", value: "" },
    "0 a.example.net",
    "0 a.example.net.",
  ],
};

describe("A record that is made of data", () => {
  let account: TestAccount;
  beforeEach(async () => {
    account = await TestAccount.open();
  });
  afterEach(() => account.close());

  for (const [type, [data, content, written = content]] of Object.entries(examples)) {
    const before = type === "URI" ? { priority: 10 } : {};
    const create = (more: object) =>
      account.cloudflare.createRecord(account.zoneId, {
        name: "x",
        type,
        ttl: 300,
        ...before,
        ...more,
      });

    it(`has content, as ${type}: ${content}`, async () => {
      const record = await create({ data });
      assert.deepEqual([record.data, record.content], [data, content]);
    });

    it(`has it in a zone file, and is read from there, as ${type}`, async () => {
      const { id } = await create({ data });
      const file = account.cloudflare.exportRecords(account.zoneId);
      const line = `x.example.com.\t300\tIN\t${type}\t${type === "URI" ? "10 " : ""}${written}`;
      assert.ok(file.split("\n").includes(line), file);

      await account.cloudflare.deleteRecord(account.zoneId, id);
      const { added } = await account.cloudflare.importRecords(account.zoneId, line, false);
      assert.deepEqual([added[0]?.data, added[0]?.content], [data, content]);
    });

    it(`needs each part of it, and of its kind, as ${type}`, async () => {
      for (const part of Object.keys(data)) {
        const without = create({ data: { ...data, [part]: undefined } });
        await refusedWith(without, 9101, new RegExp(`^${part} is a required`));
        const odd = create({ data: { ...data, [part]: true } });
        await refusedWith(odd, 9101, new RegExp(`^${part} must be`));
      }
    });
  }

  it("is of one of the types above", () => {
    assert.deepEqual(Object.keys(examples).toSorted(), [...dataTypes].toSorted());
  });
});
