import assert from "node:assert/strict";
import { BadRequestError } from "cloudflare";
import fc from "fast-check";
import type { DnsRecord } from "../../../../local-cloud/cloudflare/cloudflareState";
import { Cloudflare } from "../../../../local-cloud/cloudflare/cloudflare";
import { CloudflareApi } from "../../../../local-cloud/http/cloudflare/cloudflareApi";
import { Clock } from "../../../../local-cloud/clock";
import { emptyState } from "../../../../local-cloud/state/cloudState";
import { StateStore } from "../../../../local-cloud/state/stateStore";
import { refusedWith, TestApi, token } from "./testApi";

describe("Cloudflare's client, with zone files", () => {
  let api: TestApi;
  beforeEach(async () => {
    api = await TestApi.open();
  });
  afterEach(() => api.close());

  const importFile = (file: string, proxied?: string) =>
    api.client.dns.records.import({ zone_id: api.zone.id, file, proxied });
  const imported = () =>
    api.account
      .records(api.zone.id)
      .map(({ name, type, content, ttl, proxied }) => [name, type, content, ttl, proxied]);

  it("exports the zone as text, with what Cloudflare adds to each record", async () => {
    const add = (input: object) =>
      api.account.createRecord(api.zone.id, { name: "@", type: "A", ttl: 300, ...input });
    await add({ name: "www", type: "CNAME", content: "a.example.net", proxied: true });
    await add({ content: "192.0.2.1", comment: "the main one", tags: ["owner:dns", "old"] });
    await add({ type: "MX", content: "mail.example.net", priority: 10 });
    await add({ type: "TXT", content: 'v="1"; a' });
    await add({ type: "CAA", data: { flags: 0, tag: "issue", value: "digicert.com" } });

    const text = await api.client.dns.records.export({ zone_id: api.zone.id });

    assert.deepEqual(
      text.split("\n").filter((line) => /^[^;]/.test(line) && !line.includes("cloudflare.com")),
      [
        "example.com.\t300\tIN\tA\t192.0.2.1 ; the main one cf_tags=owner:dns,old,cf-proxied:false",
        'example.com.\t300\tIN\tCAA\t0 issue "digicert.com"',
        "www.example.com.\t1\tIN\tCNAME\ta.example.net. ; cf_tags=cf-proxied:true",
        "example.com.\t300\tIN\tMX\t10 mail.example.net.",
        String.raw`example.com.` + "\t300\tIN\tTXT\t" + String.raw`"v=\"1\"; a"`,
      ],
    );
    assert.match(text, /^example\.com\.\t3600\tIN\tSOA\tada\.ns\.cloudflare\.com\. /m);
    assert.match(text, /^example\.com\.\t86400\tIN\tNS\tada\.ns\.cloudflare\.com\.$/m);
  });

  it("imports a file as people write them", async () => {
    const result = await importFile(
      [
        "$TTL 1h",
        "@ IN SOA ns1.example.net. root.example.com. ( 1 ; serial",
        "  7200 3600 1209600 300 )",
        "@ IN NS ada.ns.cloudflare.com.",
        "www 300 IN A 192.0.2.1",
        "    IN AAAA 2001:db8::1 ; also here",
        "$ORIGIN eu.example.com.",
        "mail IN 60 MX 10 mx",
        "alias CNAME @",
        'txt TXT "one; " two',
        '@ CAA 0 issue "digicert.com"',
      ].join("\n"),
    );

    assert.deepEqual(result, {
      recs_added: 6,
      recs_added_by_type: { A: 1, AAAA: 1, MX: 1, CNAME: 1, TXT: 1, CAA: 1 },
      total_records_parsed: 6,
    });
    assert.deepEqual(imported(), [
      ["www.example.com", "A", "192.0.2.1", 300, false],
      ["www.example.com", "AAAA", "2001:db8::1", 3600, false],
      ["mail.eu.example.com", "MX", "mx.eu.example.com", 60, false],
      ["alias.eu.example.com", "CNAME", "eu.example.com", 3600, false],
      ["txt.eu.example.com", "TXT", '"one; " "two"', 3600, false],
      ["eu.example.com", "CAA", '0 issue "digicert.com"', 3600, false],
    ]);
  });

  it("proxies what can be proxied where it is asked to and the file doesn't say otherwise", async () => {
    await importFile(
      [
        "a 300 A 192.0.2.1",
        "b 300 A 192.0.2.1 ; not this cf_tags=cf-proxied:false",
        'c 300 TXT "text"',
      ].join("\n"),
      "true",
    );
    assert.deepEqual(
      imported().map(([name, , , , proxied]) => [name, proxied]),
      [
        ["a.example.com", true],
        ["b.example.com", false],
        ["c.example.com", false],
      ],
    );
  });

  it("adds what it can, and says why it left the rest out", async () => {
    await api.account.createRecord(api.zone.id, { name: "a", type: "A", content: "192.0.2.1" });
    const form = new FormData();
    form.set("file", new Blob(["a 1 A 192.0.2.1\nb 1 A 192.0.2.1\nc 5 A 192.0.2.1\n"]), "zone.txt");

    const { body } = await api.fetch(`/zones/${api.zone.id}/dns_records/import`, {
      method: "POST",
      body: form,
    });

    assert.equal(body.success, true);
    assert.deepEqual(body.messages, [
      { code: 81_058, message: "a.example.com: An identical record already exists." },
      {
        code: 9021,
        message: "c.example.com: TTL must be between 60 and 86400 seconds, or 1 for Automatic.",
      },
    ]);
    assert.equal(api.account.records(api.zone.id).length, 2);
  });

  for (const [what, file, message] of [
    ["includes another", "$INCLUDE other.zone", /\$INCLUDE directive not allowed/],
    ["makes records of a pattern", "$GENERATE 1-3 a$ A 192.0.2.1", /local cloud has no \$GENERATE/],
    ["has a record without a type", "a 300 IN", /'a' is followed by no record type/],
    ["leaves a text open", 'a 300 TXT "text', /quoted string has no end/],
    ["leaves a parenthesis open", "a 300 TXT ( text", /parenthesis is not closed/],
    ["closes one that was not opened", "a 300 TXT text )", /closed that was not opened/],
    ["has a time to live that is none", "$TTL soon", /'soon' is no time to live/],
    ["is larger than 256 KiB", ";".repeat(262_145), /larger than 262144 bytes/],
  ] as const) {
    it(`is refused a file that ${what}`, async () => {
      await refusedWith(importFile(`b 1 A 192.0.2.1\n${file}`), BadRequestError, 9207, message);
      assert.deepEqual(imported(), []);
    });
  }

  it("is refused an import that is no form", async () => {
    const { status, body } = await api.fetch(`/zones/${api.zone.id}/dns_records/import`, {
      method: "POST",
      body: "a 300 A 192.0.2.1",
    });
    assert.equal(status, 400);
    assert.match(JSON.stringify(body.errors), /Make sure the Content-Type is multipart\/form-data/);
  });
});

describe("A zone, whatever was done to it through the API", () => {
  /** The account of a fast property: kept nowhere. */
  class StoreInMemory extends StateStore {
    override async commit(): Promise<void> {}
  }
  const openAccount = async () => {
    const store = new StoreInMemory(emptyState(), "nowhere");
    const account = new Cloudflare(store, new Clock(store));
    const { id } = await account.addZone("example.com");
    return { account, id, clock: new Clock(store) };
  };

  const text = fc.string({ minLength: 1, maxLength: 20 });
  const line = fc.stringMatching(/^[\x20-\x7e]{0,30}$/).map((comment) => comment.trim());
  const tags = fc.uniqueArray(
    fc
      .tuple(fc.stringMatching(/^[a-z][a-z0-9_-]{0,5}$/), fc.option(text, { nil: undefined }))
      .filter(([name]) => !name.startsWith("cf-"))
      .map(([name, value]) => (value === undefined ? name : `${name}:${value}`)),
    { maxLength: 3 },
  );
  const host = fc.constantFrom("a.example.net", "b.example.com", "c.example.org");
  const uint = fc.nat(65_535);
  const typed = fc.oneof(
    fc.record({ type: fc.constant("A"), content: fc.ipV4() }),
    fc.record({ type: fc.constant("AAAA"), content: fc.ipV6() }),
    fc.record({
      type: fc.constant("CNAME"),
      content: host,
      settings: fc.record({ flatten_cname: fc.boolean() }),
    }),
    fc.record({ type: fc.constant("NS"), content: host }),
    fc.record({ type: fc.constant("MX"), content: host, priority: uint }),
    fc.record({
      type: fc.constant("TXT"),
      content: text.map((one) => `"${one.replaceAll(/["\\]/g, String.raw`\$&`)}"`),
    }),
    fc.record({
      type: fc.constant("CAA"),
      data: fc.record({ flags: fc.nat(255), tag: fc.constant("issue"), value: text }),
    }),
    fc.record({
      type: fc.constant("SRV"),
      data: fc.record({ priority: uint, weight: uint, port: uint, target: host }),
    }),
  );
  const record = fc
    .tuple(
      typed,
      fc.record(
        {
          name: fc.constantFrom("@", "a", "b", "*.c", "_x.a"),
          ttl: fc.constantFrom(1, 60, 86_400, 5),
          proxied: fc.boolean(),
          comment: line,
          tags,
        },
        { requiredKeys: ["name"] },
      ),
    )
    .map(([own, shared]) => ({ ...shared, ...own }));
  const which = fc.nat(20);
  const request = fc.oneof(
    { weight: 4, arbitrary: fc.record({ method: fc.constant("POST" as const), body: record }) },
    fc.record({ method: fc.constantFrom("PUT" as const, "PATCH" as const), which, body: record }),
    fc.record({ method: fc.constant("DELETE" as const), which }),
    fc.record({
      method: fc.constant("batch" as const),
      which,
      other: which,
      posts: fc.array(record, { maxLength: 3 }),
      patch: record,
    }),
  );

  /** All of a record but its id and its times. */
  const said = ({
    id: _id,
    created: _created,
    modified: _modified,
    settings,
    ...rest
  }: DnsRecord) => ({
    ...rest,
    flattened: settings.flatten_cname === true,
  });
  const everything = (account: Cloudflare, zoneId: string) =>
    account
      .records(zoneId)
      .map((one) => JSON.stringify(said(one)))
      .toSorted();

  it("is the same after its export was imported elsewhere", async () => {
    let kept = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 3, maxLength: 15 }), async (requests) => {
        const { account, id, clock } = await openAccount();
        const front = new CloudflareApi(account, clock, () => undefined);
        const send = (method: string, path: string, body: object) =>
          front.answer({
            method,
            url: new URL(`https://localhost/client/v4/zones/${id}/dns_records${path}`),
            headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
            text: JSON.stringify(body),
          });
        for (const one of requests) {
          const ids = account.records(id).map((existing) => existing.id);
          const idAt = (index: number) => ids[index % ids.length] ?? "0".repeat(32);
          if (one.method === "POST") await send("POST", "", one.body);
          else if (one.method === "DELETE") await send("DELETE", `/${idAt(one.which)}`, {});
          else if (one.method === "batch") {
            await send("POST", "/batch", {
              deletes: [{ id: idAt(one.which) }],
              patches: [{ ...one.patch, id: idAt(one.other) }],
              posts: one.posts,
            });
          } else await send(one.method, `/${idAt(one.which)}`, one.body);
        }
        const elsewhere = await openAccount();

        const { refused } = await elsewhere.account.importRecords(
          elsewhere.id,
          account.exportRecords(id),
          false,
        );

        assert.deepEqual(refused, []);
        assert.deepEqual(everything(elsewhere.account, elsewhere.id), everything(account, id));
        kept += account.records(id).length;
      }),
      { numRuns: 150 },
    );
    assert.ok(kept > 150, `the requests left records behind, ${kept} in all`);
  });
});
