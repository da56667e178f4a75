import assert from "node:assert/strict";
import { BadRequestError } from "cloudflare";
import { refusedWith, TestApi } from "./testApi";

describe("Cloudflare's client, with the zones of the local account", () => {
  let api: TestApi;
  beforeEach(async () => {
    api = await TestApi.open();
  });
  afterEach(() => api.close());

  const names = async (filter: object) => {
    const found: string[] = [];
    for await (const { name } of api.client.zones.list(filter)) found.push(name);
    return found;
  };

  it("finds a zone by its name, and gets it by its id", async () => {
    const { result } = await api.client.zones.list({ name: "example.com" });
    assert.deepEqual(result, [await api.client.zones.get({ zone_id: api.zone.id })]);

    const { id, name, status, type, paused, plan, account, name_servers } = result[0]!;
    assert.deepEqual(
      { id, name, status, type, paused, plan: plan.name, account: account.id, name_servers },
      {
        id: api.zone.id,
        name: "example.com",
        status: "active",
        type: "full",
        paused: false,
        plan: "Pro Website",
        account: api.account.id,
        name_servers: ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"],
      },
    );
  });

  it("is refused a zone that is not the account's", () =>
    refusedWith(
      api.client.zones.get({ zone_id: "0".repeat(32) }),
      BadRequestError,
      1001,
      /Invalid zone identifier/,
    ));

  describe("lists", () => {
    beforeEach(async () => {
      await api.account.addZone("example.org");
      await api.account.addZone("another.net");
    });

    const filters: readonly [filter: object, found: string[]][] = [
      [{}, ["example.com", "example.org", "another.net"]],
      [{ name: "EXAMPLE.org" }, ["example.org"]],
      [{ name: "contains:ample" }, ["example.com", "example.org"]],
      [{ name: "contains_case_sensitive:AMPLE" }, []],
      [{ name: "starts_with:an" }, ["another.net"]],
      [{ name: "ends_with:.org" }, ["example.org"]],
      [{ name: "not_equal:example.com" }, ["example.org", "another.net"]],
      [{ match: "any" }, ["example.com", "example.org", "another.net"]],
      [{ status: "pending" }, []],
      [{ status: "pending", name: "example.com", match: "any" }, ["example.com"]],
      [{ account: { id: "0".repeat(32) } }, []],
      [{ order: "name" }, ["another.net", "example.com", "example.org"]],
      [{ order: "name", direction: "desc" }, ["example.org", "example.com", "another.net"]],
    ];
    for (const [filter, found] of filters) {
      it(`${found.join(", ") || "nothing"} for ${JSON.stringify(filter)}`, async () => {
        assert.deepEqual(await names(filter), found);
      });
    }

    it("five zones a page at least, page after page", async () => {
      for (const n of [4, 5, 6, 7]) await api.account.addZone(`zone${n}.net`);
      const { result, result_info: info } = await api.client.zones.list({ per_page: 1 });
      assert.equal(result.length, 5);
      assert.deepEqual(info, {
        page: 1,
        per_page: 5,
        count: 5,
        total_count: 7,
        total_pages: 2,
      });
      assert.equal((await names({ per_page: 5 })).length, 7);
    });
  });

  describe("and their settings", () => {
    const zone = () => ({ zone_id: api.zone.id });

    it("reads one, and all with one request", async () => {
      const ssl = await api.client.zones.settings.get("ssl", zone());
      assert.deepEqual(ssl, { id: "ssl", value: "full", editable: true, modified_on: null });

      const { body } = await api.fetch(`/zones/${api.zone.id}/settings`);
      const all = body.result as { id: string }[];
      assert.ok(all.some(({ id }) => id === "websockets"));
      assert.deepEqual(
        all.find(({ id }) => id === "ssl"),
        ssl,
      );
    });

    it("sets one, and the account has it", async () => {
      const body = { ...zone(), value: "strict" } as never;
      const { id, value } = (await api.client.zones.settings.edit("ssl", body)) as {
        id: string;
        value: string;
      };
      assert.deepEqual([id, value], ["ssl", "strict"]);
      assert.equal(api.account.setting(api.zone.id, "ssl").value, "strict");
    });

    for (const [what, setting, body, code] of [
      ["a value that the setting doesn't take", "ssl", { value: "banana" }, 1007],
      ["no value at all", "ssl", {}, 9207],
      ["a setting that is none", "nonsense", { value: "on" }, 1006],
    ] as const) {
      it(`is refused ${what}`, () =>
        refusedWith(
          api.client.zones.settings.edit(setting, { ...zone(), ...body } as never),
          BadRequestError,
          code,
        ));
    }
  });
});
