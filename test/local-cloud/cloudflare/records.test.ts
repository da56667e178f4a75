import assert from "node:assert/strict";
import fc from "fast-check";
import { qualified, type RecordInput } from "../../../local-cloud/cloudflare/cloudflare";
import { refusedWith, TestAccount } from "./account";

const contents: Readonly<Record<string, Partial<RecordInput>>> = {
  A: { content: "192.0.2.1" },
  AAAA: { content: "2001:db8::1" },
  CNAME: { content: "target.example.net" },
  TXT: { content: '"text"' },
  MX: { content: "mail.example.net", priority: 10 },
  NS: { content: "ns1.example.net" },
  CAA: { data: { flags: 0, tag: "issue", value: "digicert.com" } },
};
const types = Object.keys(contents);

describe("A Cloudflare DNS record", () => {
  let account: TestAccount;
  beforeEach(async () => {
    account = await TestAccount.open();
  });
  afterEach(() => account.close());

  const create = (input: Partial<RecordInput> & { name: string; type: string }) =>
    account.cloudflare.createRecord(account.zoneId, {
      ttl: 300,
      ...contents[input.type],
      ...input,
    });

  it("takes the values of the API, with its defaults", async () => {
    const { name, ttl, proxied, tags, settings } = await create({
      name: "api",
      type: "A",
      ttl: undefined,
    });
    assert.deepEqual(
      { name, ttl, proxied, tags, settings },
      { name: "api.example.com", ttl: 1, proxied: false, tags: [], settings: {} },
    );
  });

  it("is accepted exactly when its type can be proxied and its time to live is in range", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...types),
        fc.oneof(
          fc.constantFrom(0, 1, 2, 59, 60, 61, 86_399, 86_400, 86_401, 60.5),
          fc.integer(),
          fc.double(),
        ),
        fc.boolean(),
        async (type, ttl, proxied) => {
          const proxiable = ["A", "AAAA", "CNAME"].includes(type);
          const inRange = ttl === 1 || (Number.isInteger(ttl) && ttl >= 60 && ttl <= 86_400);
          const request = create({ name: "x", type, ttl, proxied });
          if (proxied && proxiable) {
            // The API takes any, and answers 1.
            const record = await request;
            assert.equal(record.ttl, 1);
            await account.cloudflare.deleteRecord(account.zoneId, record.id);
          } else if (proxied) {
            await refusedWith(request, 9004, /This record type cannot be proxied/);
          } else if (inRange) {
            const record = await request;
            assert.equal(record.ttl, ttl);
            await account.cloudflare.deleteRecord(account.zoneId, record.id);
          } else {
            await refusedWith(request, 9021, /TTL must be between 60 and 86400 seconds/);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  const refusals: readonly [
    what: string,
    input: Partial<RecordInput> & { type: string },
    code: number,
  ][] = [
    ["a proxied TXT record", { type: "TXT", proxied: true }, 9004],
    ["an address that is none", { type: "A", content: "999.0.2.1" }, 9005],
    ["a host name for an address", { type: "A", content: "example.net" }, 9005],
    ["an IPv4 address in an AAAA record", { type: "AAAA", content: "192.0.2.1" }, 9006],
    ["an empty CNAME target", { type: "CNAME", content: "" }, 9007],
    ["a CNAME target with a scheme", { type: "CNAME", content: "https://example.net" }, 9007],
    ["a CNAME to itself", { type: "CNAME", content: "X.example.com." }, 9039],
    ["an empty TXT record", { type: "TXT", content: "" }, 9005],
    ["mail without a priority", { type: "MX", priority: undefined }, 9100],
    ["an unknown type", { type: "WKS", content: "x" }, 9002],
    ["CAA as content", { type: "CAA", data: undefined, content: '0 issue "digicert.com"' }, 9101],
    ["CAA without flags", { type: "CAA", data: { tag: "issue", value: "a.com" } }, 9101],
    [
      "CAA with flags out of range",
      { type: "CAA", data: { flags: 256, tag: "issue", value: "a.com" } },
      9101,
    ],
    [
      "CAA with another tag",
      { type: "CAA", data: { flags: 0, tag: "isue", value: "a.com" } },
      9101,
    ],
    ["CAA without a value", { type: "CAA", data: { flags: 0, tag: "issue", value: "" } }, 9101],
    ["a name with a space", { type: "A", name: "a b" }, 9000],
    ["a label of 64 characters", { type: "A", name: "a".repeat(64) }, 9000],
  ];
  for (const [what, input, code] of refusals) {
    it(`rejects ${what}`, () => refusedWith(create({ name: "x", ...input }), code));
  }

  it("derives the content of CAA from its data", async () => {
    const { content } = await create({ name: "@", type: "CAA" });
    assert.equal(content, '0 issue "digicert.com"');
  });

  it("is written in lower case, target too, and without a dot at the end", async () => {
    const record = await create({
      name: "API.example.com.",
      type: "CNAME",
      content: "Target.Example.NET.",
    });
    assert.deepEqual([record.name, record.content], ["api.example.com", "target.example.net"]);
  });

  it("drops the flattening that a proxied record can't have", async () => {
    const settings = { flatten_cname: true, ipv4_only: true };
    const record = await create({ name: "x", type: "CNAME", proxied: true, settings });
    assert.deepEqual(record.settings, { ipv4_only: true });
  });

  describe("beside others of its name", () => {
    /** Code of the refusal when `second` comes after `first`, 0 where it is accepted. */
    const verdict = (first: string, second: string): number => {
      if (first === second) return 81_058;
      const address = (type: string) => ["A", "AAAA", "CNAME"].includes(type);
      if (second === "CNAME" && address(first)) return 81_053;
      if (first === "CNAME" && address(second)) return 81_054;
      return first === "NS" || second === "NS" ? 81_056 : 0;
    };
    for (const first of types) {
      it(`follows Cloudflare's rules after ${first}`, async () => {
        await create({ name: "x", type: first });
        for (const second of types) {
          const request = create({ name: "X.example.com", type: second });
          const code = verdict(first, second);
          if (code !== 0) await refusedWith(request, code);
          else await account.cloudflare.deleteRecord(account.zoneId, (await request).id);
        }
      });
    }

    it("can't be a second CNAME with another target", async () => {
      await create({ name: "x", type: "CNAME" });
      await refusedWith(create({ name: "x", type: "CNAME", content: "other.example.net" }), 81_053);
    });

    it("may be a second address or text with another content", async () => {
      for (const [type, content] of [
        ["A", "192.0.2.2"],
        ["TXT", '"other"'],
      ] as const) {
        await create({ name: "x", type });
        await create({ name: "x", type, content });
      }
      assert.equal(account.cloudflare.records(account.zoneId).length, 4);
    });

    it("is free to be what it wants under another name and in another zone", async () => {
      const other = await account.cloudflare.addZone("example.org");
      await create({ name: "x", type: "CNAME" });
      await create({ name: "y", type: "CNAME" });
      await account.cloudflare.createRecord(other.id, {
        name: "x",
        type: "CNAME",
        content: "a.example.net",
      });

      assert.equal(account.cloudflare.records(other.id).length, 1);
    });

    it("does not stand in its own way when it is overwritten", async () => {
      const { id } = await create({ name: "x", type: "CNAME" });
      await account.cloudflare.overwriteRecord(account.zoneId, id, {
        name: "x",
        type: "CNAME",
        content: "other.example.net",
        ttl: 60,
      });
      assert.equal(account.cloudflare.record(account.zoneId, id).content, "other.example.net");
    });
  });

  describe("that is changed", () => {
    it("keeps what an edit doesn't name, and loses what an overwrite doesn't", async () => {
      const { cloudflare, zoneId } = account;
      const { id, created } = await create({ name: "x", type: "A", comment: "why", tags: ["a:b"] });
      const edited = await cloudflare.editRecord(zoneId, id, { content: "192.0.2.9" });
      assert.deepEqual(
        [edited.content, edited.comment, edited.tags, edited.ttl, edited.created],
        ["192.0.2.9", "why", ["a:b"], 300, created],
      );
      const overwritten = await cloudflare.overwriteRecord(zoneId, id, {
        name: "x",
        type: "A",
        content: "192.0.2.9",
      });
      assert.deepEqual(
        [overwritten.comment, overwritten.tags, overwritten.ttl],
        [undefined, [], 1],
      );
    });

    it("has the content of its new data", async () => {
      const { id } = await create({ name: "@", type: "CAA" });
      const data = { flags: 0, tag: "issue", value: "letsencrypt.org" };
      const edited = await account.cloudflare.editRecord(account.zoneId, id, { data });

      assert.equal(edited.content, '0 issue "letsencrypt.org"');
    });

    it("stays as it was when the change is refused", async () => {
      const record = await create({ name: "x", type: "A" });
      const before = structuredClone(record);
      await refusedWith(account.cloudflare.editRecord(account.zoneId, record.id, { ttl: 5 }), 9021);

      assert.deepEqual(account.cloudflare.record(account.zoneId, record.id), before);
    });
  });

  it("rejects every request about a record or a zone that is not there", async () => {
    const { cloudflare, zoneId } = account;
    const input = { name: "x", type: "A", content: "192.0.2.1" };
    await refusedWith(cloudflare.createRecord("gone", input), 1001);
    await refusedWith(cloudflare.overwriteRecord(zoneId, "gone", input), 81_044);
    await refusedWith(cloudflare.editRecord(zoneId, "gone", {}), 81_044);
    await refusedWith(cloudflare.deleteRecord(zoneId, "gone"), 81_044);
  });

  it("belongs to its zone alone", async () => {
    const other = await account.cloudflare.addZone("example.org");
    const { id } = await create({ name: "x", type: "A" });
    await refusedWith(account.cloudflare.deleteRecord(other.id, id), 81_044);
  });
});

describe("A name in a zone", () => {
  it("is one however it is written", () => {
    for (const name of ["api", "API", "api.example.com", "Api.Example.com."]) {
      assert.equal(qualified(name, "example.com"), "api.example.com");
    }
    for (const name of ["@", "example.com", "EXAMPLE.COM."]) {
      assert.equal(qualified(name, "example.com"), "example.com");
    }
  });

  it("is not taken for the zone's own because it ends alike", () => {
    assert.equal(qualified("myexample.com", "example.com"), "myexample.com.example.com");
  });

  it("stays what it is when it is qualified again", () => {
    const label = fc.stringMatching(/^[A-Za-z0-9_][-A-Za-z0-9_]{0,8}$/);
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 4 }), (labels) => {
        const once = qualified(labels.join("."), "example.com");
        assert.equal(qualified(once, "example.com"), once);
        assert.ok(once.endsWith(".example.com"));
      }),
    );
  });
});
