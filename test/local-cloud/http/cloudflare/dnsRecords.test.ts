import assert from "node:assert/strict";
import { APIError, BadRequestError, NotFoundError } from "cloudflare";
import { CloudflareProvider } from "../../../../local-cloud/providers/cloudflareProvider";
import { OpaqueResources } from "../../../../local-cloud/providers/opaque";
import { StateStore } from "../../../../local-cloud/state/stateStore";
import { emptyState } from "../../../../local-cloud/state/cloudState";
import { refusedWith, TestApi } from "./testApi";

const unknownId = "0".repeat(32);

describe("Cloudflare's client, with the DNS records of the local account", () => {
  let api: TestApi;
  let records: TestApi["client"]["dns"]["records"];
  let zone_id: string;
  beforeEach(async () => {
    api = await TestApi.open();
    records = api.client.dns.records;
    zone_id = api.zone.id;
  });
  afterEach(() => api.close());

  const create = (name: string, content = "192.0.2.1", more: object = {}) =>
    records.create({ zone_id, name, type: "A", ttl: 300, content, ...more });
  const names = async (filter: object) => {
    const found: string[] = [];
    for await (const { name } of records.list({ zone_id, ...filter })) {
      found.push(name.replace(".example.com", ""));
    }
    return found;
  };

  it("creates a record and gets it back, as the API shows it", async () => {
    const created = await create("api", "192.0.2.1", { comment: "why", tags: ["owner:dns"] });
    const got = await records.get(created.id, { zone_id });

    assert.deepEqual(got, created);
    const { id, created_on, modified_on, comment_modified_on, tags_modified_on, ...rest } = got;
    assert.match(id, /^[0-9a-f]{32}$/);
    assert.deepEqual(
      [created_on, comment_modified_on, tags_modified_on],
      [modified_on, modified_on, modified_on],
    );
    assert.deepEqual(rest, {
      name: "api.example.com",
      type: "A",
      content: "192.0.2.1",
      proxiable: true,
      proxied: false,
      ttl: 300,
      settings: {},
      meta: {},
      comment: "why",
      tags: ["owner:dns"],
    });
  });

  it("edits what it names, and overwrites all", async () => {
    const { id } = await create("api", "192.0.2.1", { comment: "why" });

    const edited = await records.edit(id, { zone_id, content: "192.0.2.2" } as never);
    assert.deepEqual([edited.content, edited.comment, edited.ttl], ["192.0.2.2", "why", 300]);

    const overwritten = await records.update(id, {
      zone_id,
      name: "api",
      type: "A",
      ttl: 1,
      content: "192.0.2.3",
    });
    assert.deepEqual([overwritten.content, overwritten.comment], ["192.0.2.3", null]);
  });

  for (const [how, comment] of [
    ["null", null],
    ["an empty text", ""],
  ] as const) {
    it(`takes a comment away with ${how}`, async () => {
      const { id } = await create("api", "192.0.2.1", { comment: "why" });
      const edited = await records.edit(id, { zone_id, comment } as never);
      assert.equal(edited.comment, null);
    });
  }

  it("deletes a record, once", async () => {
    const { id } = await create("api");
    assert.deepEqual(await records.delete(id, { zone_id }), { id });
    await refusedWith(records.delete(id, { zone_id }), NotFoundError, 81_044);
  });

  it("makes a CAA record of data, and reads it as content too", async () => {
    const data = { flags: 0, tag: "issue", value: "digicert.com" };
    const created = await records.create({ zone_id, name: "@", type: "CAA", ttl: 300, data });
    assert.deepEqual(
      [created.content, (created as { data?: unknown }).data],
      ['0 issue "digicert.com"', data],
    );

    const { id } = created;
    const again = await records.update(id, { ...created, zone_id, ttl: 600 } as never);
    assert.deepEqual([again.content, again.ttl], ['0 issue "digicert.com"', 600]);
  });

  it("can't make a CAA record of content alone", () =>
    refusedWith(
      create("@", '0 issue "digicert.com"', { type: "CAA" }),
      BadRequestError,
      9101,
      /flags is a required data field/,
    ));

  it("tells two services of one name apart", async () => {
    const data = { priority: 1, weight: 1, port: 443, target: "a.example.net" };
    const add = (port: number) =>
      records.create({
        zone_id,
        name: "_sip._tls",
        type: "SRV",
        ttl: 300,
        data: { ...data, port },
      });
    await add(443);
    assert.equal((await add(444)).content, "1 1 444 a.example.net");
    await refusedWith(add(444), BadRequestError, 81_058);
  });

  describe("is refused", () => {
    const cases: readonly [what: string, body: object, code: number][] = [
      ["an address that is none", { content: "999.0.2.1" }, 9005],
      ["a time to live out of range", { ttl: 5 }, 9021],
      ["a proxied TXT record", { type: "TXT", content: '"x"', proxied: true }, 9004],
      ["a name with a space", { name: "a b" }, 9000],
      ["an identical record", { name: "taken" }, 81_058],
      ["a CNAME beside an address", { name: "taken", type: "CNAME", content: "a.net" }, 81_053],
      ["an address beside a CNAME", { name: "alias" }, 81_054],
      ["a time to live that is a text", { ttl: "300" }, 9207],
      ["a record without a type", { type: undefined }, 9207],
      ["tags that are no texts", { tags: [1] }, 9207],
    ];
    for (const [what, body, code] of cases) {
      it(what, async () => {
        await create("taken");
        await create("alias", "a.example.net", { type: "CNAME" });
        await refusedWith(create("new", "192.0.2.1", body), BadRequestError, code);
      });
    }

    it("a zone that is not the account's", () =>
      refusedWith(
        records.create({ zone_id: unknownId, name: "x", type: "A", ttl: 1, content: "192.0.2.1" }),
        BadRequestError,
        1001,
        /Invalid zone identifier/,
      ));

    it("the name of a zone in the place of its id", () =>
      refusedWith(
        records.get(unknownId, { zone_id: "example.com" }),
        BadRequestError,
        7003,
        new RegExp(
          `Could not route to /client/v4/zones/example.com/dns_records/${unknownId}, perhaps`,
        ),
      ));

    for (const [what, headers, text, code] of [
      ["a body that is no JSON", { "content-type": "application/json" }, "{", 6007],
      ["a body that is no object", { "content-type": "application/json" }, "[]", 9207],
      ["a form in the place of JSON", { "content-type": "text/plain" }, "{}", 9207],
    ] as const) {
      it(what, async () => {
        const authorization = `Bearer ${api.client.apiToken}`;
        const { status, body } = await api.fetch(`/zones/${zone_id}/dns_records`, {
          method: "POST",
          headers: { authorization, ...headers },
          body: text,
        });
        assert.equal(status, 400);
        assert.equal((body.errors as { code: number }[])[0]?.code, code);
      });
    }
  });

  describe("lists", () => {
    beforeEach(async () => {
      await create("api", "192.0.2.1", { comment: "The main one", tags: ["owner:dns", "old"] });
      await create("ws", "192.0.2.2", { ttl: 60 });
      await create("www", "target.example.net", { type: "CNAME", proxied: true, ttl: 1 });
      await create("txt", '"api of 192.0.2.9"', { type: "TXT", ttl: 600 });
    });

    const filters: readonly [filter: object, found: string[]][] = [
      [{}, ["api", "ws", "www", "txt"]],
      [{ name: { exact: "API.example.com" } }, ["api"]],
      [{ name: "ws.example.com" }, ["ws"]],
      [{ name: { startswith: "w" } }, ["ws", "www"]],
      [{ name: { endswith: "ws.example.com" } }, ["ws"]],
      [{ name: { contains: "w" } }, ["ws", "www"]],
      [{ type: "CNAME" }, ["www"]],
      [{ proxied: true }, ["www"]],
      [{ proxied: false, type: "A" }, ["api", "ws"]],
      [{ content: { exact: "192.0.2.2" } }, ["ws"]],
      [{ content: { contains: "192.0.2." } }, ["api", "ws", "txt"]],
      [{ comment: { contains: "MAIN" } }, ["api"]],
      [{ comment: { present: "" } }, ["api"]],
      [{ comment: { absent: "" }, type: "A" }, ["ws"]],
      [{ tag: { present: "old" } }, ["api"]],
      [{ tag: { absent: "owner" }, type: "A" }, ["ws"]],
      [{ tag: { exact: "owner:DNS" } }, ["api"]],
      [{ tag: { exact: "owner:other", present: "old" } }, []],
      [{ tag: { exact: "owner:other", present: "old" }, tag_match: "any" }, ["api"]],
      [{ search: "API" }, ["api", "txt"]],
      [{ name: { startswith: "api" }, type: "TXT" }, []],
      [{ name: { startswith: "api" }, type: "TXT", match: "any" }, ["api", "txt"]],
      [{ order: "name" }, ["api", "txt", "ws", "www"]],
      [{ order: "ttl", direction: "desc" }, ["txt", "api", "ws", "www"]],
      [{ order: "proxied", direction: "desc" }, ["www", "api", "ws", "txt"]],
    ];
    for (const [filter, found] of filters) {
      it(`${found.join(", ") || "nothing"} for ${JSON.stringify(filter)}`, async () => {
        assert.deepEqual(await names(filter), found);
      });
    }

    it("page after page, until there are no more", async () => {
      const page = await records.list({ zone_id, per_page: 3 });
      assert.deepEqual(page.result_info, {
        page: 1,
        per_page: 3,
        count: 3,
        total_count: 4,
        total_pages: 2,
      });
      const next = await page.getNextPage();
      assert.deepEqual(
        next.result.map(({ name }) => name),
        ["txt.example.com"],
      );
      assert.deepEqual(await names({ per_page: 1 }), ["api", "ws", "www", "txt"]);
    });
  });

  describe("makes many changes at once", () => {
    it("deletes first, then patches, puts and posts", async () => {
      const [gone, patched, put] = [await create("gone"), await create("a"), await create("b")];
      const result = await records.batch({
        zone_id,
        // Each takes the place of one that goes away before.
        posts: [{ name: "b", type: "A", ttl: 300, content: "192.0.2.1" }],
        puts: [{ id: put.id, name: "a", type: "A", ttl: 300, content: "192.0.2.1" }],
        patches: [{ id: patched.id, name: "gone.example.com" } as never],
        deletes: [{ id: gone.id }],
      });

      assert.deepEqual(
        [result.deletes, result.patches, result.puts, result.posts].map((list) =>
          list?.map(({ name }) => name.split(".")[0]),
        ),
        [["gone"], ["gone"], ["a"], ["b"]],
      );
      assert.deepEqual((await names({ order: "name" })).sort(), ["a", "b", "gone"]);
    });

    it("or none of them, where one is refused", async () => {
      const { id } = await create("a");
      const before = structuredClone(api.account.records(zone_id));
      const batch = records.batch({
        zone_id,
        deletes: [{ id }],
        posts: [
          { name: "b", type: "A", ttl: 300, content: "192.0.2.1" },
          { name: "c", type: "A", ttl: 5, content: "192.0.2.1" },
        ],
      });
      await refusedWith(batch, BadRequestError, 9021);
      assert.deepEqual(api.account.records(zone_id), before);
    });

    it("and is refused a change that doesn't say of which record", () =>
      refusedWith(
        records.batch({ zone_id, deletes: [{} as { id: string }] }),
        BadRequestError,
        9207,
      ));
  });

  it("makes drift that the Pulumi provider's read shows", async () => {
    const opaque = new OpaqueResources(new StateStore(emptyState(), "nowhere"));
    const provider = new CloudflareProvider(api.account, opaque);
    const subject = {
      token: "cloudflare:index/dnsRecord:DnsRecord",
      name: "ws",
      urn: "urn:pulumi:prd::ftl::cloudflare:index/dnsRecord:DnsRecord::ws",
    };
    const inputs = { zoneId: zone_id, name: "ws", type: "A", ttl: 300, content: "192.0.2.1" };
    const { id, outputs } = await provider.create(subject, inputs, () => undefined);

    await records.edit(id, { zone_id, proxied: true } as never);

    const read = await provider.read(subject, id, { inputs, outputs });
    assert.deepEqual([read?.outputs.proxied, read?.inputs.proxied], [true, true]);
  });

  it("sees what the Pulumi provider's account has changed", async () => {
    const { id } = await create("ws");
    await api.account.deleteRecord(zone_id, id);
    await refusedWith(records.get(id, { zone_id }), APIError, 81_044);
  });
});
