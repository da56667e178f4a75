import assert from "node:assert/strict";
import type { JsonObject } from "../../../local-cloud/json";
import { CloudflareProvider } from "../../../local-cloud/providers/cloudflareProvider";
import { OpaqueResources } from "../../../local-cloud/providers/opaque";
import { TestAccount } from "../cloudflare/account";
import { temporaryStore } from "../store";
import { TestFront } from "./front";

const record = "cloudflare:index/dnsRecord:DnsRecord";
const setting = "cloudflare:index/zoneSetting:ZoneSetting";

describe("The cloudflare provider", () => {
  const { store, remove } = temporaryStore();
  let account: TestAccount;
  let provider: TestFront;
  beforeEach(async () => {
    account = await TestAccount.open();
    provider = new TestFront(
      new CloudflareProvider(account.cloudflare, new OpaqueResources(store)),
    );
  });
  afterEach(() => account.close());
  after(remove);

  const cname = (more: JsonObject = {}): JsonObject => ({
    zoneId: account.zoneId,
    name: "api.example.com",
    type: "CNAME",
    content: "app.example.net",
    ttl: 300,
    ...more,
  });
  const kept = (id: string) => account.cloudflare.record(account.zoneId, id);

  describe("of DNS records", () => {
    it("creates one under its own id, with what the API adds", async () => {
      const { id, outputs } = await provider.create(record, cname({ comment: "why" }));

      assert.match(id, /^[0-9a-f]{32}$/);
      assert.equal(kept(id).name, "api.example.com");
      const { proxied, ttl, proxiable, createdOn, commentModifiedOn, tagsModifiedOn } = outputs;
      assert.deepEqual([proxied, ttl, proxiable], [false, 300, true]);
      assert.equal(typeof createdOn, "string");
      assert.equal(typeof commentModifiedOn, "string");
      assert.equal(tagsModifiedOn, undefined);
    });

    for (const ttl of [60, 300, 86_400, undefined]) {
      it(`rejects a proxied one with a time to live of ${ttl}, in the provider's words, and makes nothing`, async () => {
        await assert.rejects(
          provider.create(record, cname({ proxied: true, ttl })),
          /ttl must be set to 1 when `proxied` is true/,
        );
        assert.deepEqual(account.cloudflare.records(account.zoneId), []);
      });
    }

    it("rejects making one proxied and keeping its time to live", async () => {
      const made = await provider.create(record, cname());
      await assert.rejects(provider.update(made, cname({ proxied: true })), /ttl must be set to 1/);
      assert.equal(kept(made.id).proxied, false);
    });

    it("rejects proxied text in the API's words", async () => {
      const text = cname({ type: "TXT", content: "text", proxied: true, ttl: 1 });
      await assert.rejects(
        provider.create(record, text),
        /This record type cannot be proxied\. \(code 9004\): 400 \{"success":false,"errors":\[\{"code":9004/,
      );
    });

    it("accepts a proxied one with the automatic time to live", async () => {
      const { id, outputs } = await provider.create(record, cname({ proxied: true, ttl: 1 }));
      assert.deepEqual([kept(id).proxied, outputs.proxied, outputs.ttl], [true, true, 1]);
    });

    it("speaks to the API in its own spelling of the settings, and to the program in the SDK's", async () => {
      const settings = { flattenCname: false, ipv4Only: true };
      const { id, outputs } = await provider.create(record, cname({ settings }));

      assert.deepEqual(kept(id).settings, { flatten_cname: false, ipv4_only: true });
      assert.deepEqual(outputs.settings, settings);
    });

    for (const content of ["ms-domain", '"ms-domain"']) {
      it(`puts text in quotes for the API, and shows it without: ${content}`, async () => {
        const { id, outputs } = await provider.create(record, cname({ type: "TXT", content }));
        assert.equal(kept(id).content, '"ms-domain"');
        assert.equal(outputs.content, "ms-domain");
      });
    }

    it("makes CAA from its data", async () => {
      const data = { flags: 0, tag: "issue", value: "digicert.com" };
      const { outputs } = await provider.create(record, {
        zoneId: account.zoneId,
        name: "@",
        type: "CAA",
        ttl: 1,
        data,
      });
      assert.deepEqual([outputs.data, outputs.content], [data, '0 issue "digicert.com"']);
    });

    it("overwrites one in place: what the program no longer says goes back to its default", async () => {
      const made = await provider.create(record, cname({ comment: "why" }));
      const outputs = await provider.update(
        made,
        cname({ name: "new.example.com", content: "b.example.net" }),
      );

      assert.deepEqual(
        [outputs.name, outputs.content, outputs.comment],
        ["new.example.com", "b.example.net", undefined],
      );
      assert.equal(kept(made.id).name, "new.example.com");
    });

    it("replaces one for another zone, and for nothing else", () => {
      const replaces = (change: JsonObject) =>
        provider.front.diff(provider.subject(record), "id", cname(), cname(change)).replaces;
      assert.deepEqual(replaces({ zoneId: "other" }), ["zoneId"]);
      assert.deepEqual(replaces({ name: "b", type: "A", content: "192.0.2.1", ttl: 60 }), []);
    });

    it("deletes one, also one that is gone already", async () => {
      const { subject, id, outputs } = await provider.create(record, cname());
      await provider.front.delete(subject, id, outputs);
      await provider.front.delete(subject, id, outputs);

      assert.deepEqual(account.cloudflare.records(account.zoneId), []);
    });

    describe("in a refresh", () => {
      const cases: readonly [what: string, more: JsonObject][] = [
        ["as it is", {}],
        ["under a short name", { name: "api" }],
        ["in capitals", { name: "API.example.com", content: "App.Example.NET" }],
        ["with settings", { settings: { flattenCname: false } }],
        ["with text", { name: "x", type: "TXT", content: '"text"' }],
        ["with tags and a comment", { tags: ["a:b"], comment: "why" }],
      ];
      for (const [what, more] of cases) {
        it(`finds no change in one that nobody changed, ${what}`, async () => {
          const made = await provider.create(record, cname(more));
          assert.deepEqual((await provider.refresh(made))?.inputs, made.inputs);
        });
      }

      it("finds no change in the zone's own name", async () => {
        const made = await provider.create(record, cname({ name: "@" }));
        assert.deepEqual((await provider.refresh(made))?.inputs, made.inputs);
      });

      it("finds what somebody set in the dashboard", async () => {
        const made = await provider.create(record, cname());
        await account.cloudflare.editRecord(account.zoneId, made.id, {
          proxied: true,
          comment: "by hand",
        });
        const read = await provider.refresh(made);

        assert.deepEqual(read?.inputs, cname({ proxied: true, ttl: 1, comment: "by hand" }));
        assert.deepEqual(
          provider.front.diff(made.subject, made.id, read.inputs, made.inputs).changes,
          {
            proxied: "delete",
            ttl: "update",
            comment: "delete",
          },
        );
      });

      for (const name of ["b", "api.b", "api2"]) {
        it(`finds that one is called ${name} now`, async () => {
          const made = await provider.create(record, cname({ name: "api" }));
          await account.cloudflare.editRecord(account.zoneId, made.id, {
            name: `${name}.example.com`,
          });
          assert.equal((await provider.refresh(made))?.inputs.name, `${name}.example.com`);
        });
      }

      it("finds that one is gone, with its record or with its zone", async () => {
        const made = await provider.create(record, cname());
        assert.equal(
          await provider.refresh({ ...made, outputs: { ...made.outputs, zoneId: "gone" } }),
          undefined,
        );
        await account.cloudflare.deleteRecord(account.zoneId, made.id);
        assert.equal(await provider.refresh(made), undefined);
      });
    });

    it("imports one by its zone and its own id, with inputs that change nothing", async () => {
      const { id } = await provider.create(
        record,
        cname({ proxied: false, settings: { flattenCname: true } }),
      );
      const read = await provider.import(record, `${account.zoneId}/${id}`);

      assert.equal(read?.id, id);
      const { comment: _comment, priority: _priority, ...inputs } = read.inputs;
      assert.deepEqual(inputs, cname({ proxied: false, settings: { flattenCname: true } }));
    });

    it("imports none without its zone, none of another zone, and none that is not there", async () => {
      const { id } = await provider.create(record, cname());
      const other = await account.cloudflare.addZone("example.org");
      for (const wrong of [id, `${other.id}/${id}`, `gone/${id}`, `${account.zoneId}/gone`]) {
        assert.equal(await provider.import(record, wrong), undefined, wrong);
      }
    });
  });

  describe("of zone settings", () => {
    const ssl = (value = "strict"): JsonObject => ({
      zoneId: account.zoneId,
      settingId: "ssl",
      value,
    });

    it("sets one, finds it unchanged, and what somebody else has set", async () => {
      const made = await provider.create(setting, ssl());
      assert.deepEqual([made.id, made.outputs.value], ["ssl", "strict"]);
      assert.deepEqual((await provider.refresh(made))?.inputs, ssl());
      await account.cloudflare.setSetting(account.zoneId, "ssl", "flexible");
      assert.deepEqual((await provider.refresh(made))?.inputs, ssl("flexible"));
    });

    it("leaves it as it is when the program lets go of it", async () => {
      const made = await provider.create(setting, ssl());
      await provider.front.delete(made.subject, made.id, made.outputs);
      assert.equal(account.cloudflare.setting(account.zoneId, "ssl").value, "strict");
    });

    it("imports one by its zone and its id", async () => {
      assert.deepEqual(
        (await provider.import(setting, `${account.zoneId}/ssl`))?.inputs,
        ssl("full"),
      );
    });

    it("rejects a value that it doesn't take, in the API's words", async () => {
      await assert.rejects(
        provider.create(setting, ssl("banana")),
        /Invalid value for zone setting ssl \(code 1007\)/,
      );
    });

    it("replaces one for another zone or setting", () => {
      const { replaces } = provider.front.diff(provider.subject(setting), "ssl", ssl(), {
        zoneId: "other",
        settingId: "websockets",
        value: "strict",
      });
      assert.deepEqual(replaces, ["zoneId", "settingId"]);
    });
  });

  describe("of zones", () => {
    const getZone = (args: JsonObject) =>
      provider.front.invoke("cloudflare:index/getZone:getZone", args);

    it("finds one by its name and by its id", async () => {
      for (const args of [{ filter: { name: "example.com" } }, { zoneId: account.zoneId }]) {
        const { id, zoneId, name, status } = await getZone(args);
        assert.deepEqual(
          [id, zoneId, name, status],
          [account.zoneId, account.zoneId, "example.com", "active"],
        );
      }
    });

    it("rejects one that the account doesn't have, and says what it has", async () => {
      await assert.rejects(getZone({ filter: { name: "example.org" } }), {
        message: 'the account has no zone "example.org"; it has: example.com',
      });
    });

    it("tells a setting as it is, set or not", async () => {
      const getSetting = (settingId: string) =>
        provider.front.invoke("cloudflare:index/getZoneSetting:getZoneSetting", {
          zoneId: account.zoneId,
          settingId,
        });
      await account.cloudflare.setSetting(account.zoneId, "ssl", "strict");

      assert.equal((await getSetting("ssl")).value, "strict");
      assert.equal((await getSetting("min_tls_version")).value, "1.0");
      await assert.rejects(getSetting("mirage"), /Unrecognized zone setting name: mirage/);
    });

    it("lists the records of one type, or all", async () => {
      const getRecords = async (args: JsonObject) => {
        const token = "cloudflare:index/getDnsRecords:getDnsRecords";
        const found = await provider.front.invoke(token, { zoneId: account.zoneId, ...args });
        return found.results as JsonObject[];
      };
      const data = { flags: 0, tag: "issue", value: "digicert.com" };
      await provider.create(record, cname());
      await provider.create(
        record,
        { zoneId: account.zoneId, name: "@", type: "CAA", ttl: 300, data },
        "caa",
      );

      const [caa, ...others] = await getRecords({ type: "CAA" });
      assert.deepEqual([caa?.name, caa?.data], ["example.com", data]);
      assert.deepEqual(others, []);
      assert.equal((await getRecords({})).length, 2);
      await assert.rejects(getRecords({ search: "x" }), /takes no search/);
    });

    it("rejects other functions, by name", async () => {
      await assert.rejects(
        provider.front.invoke("cloudflare:index/getUser:getUser", {}),
        /does not model .*getUser/,
      );
    });
  });

  it("keeps a type that it doesn't know as given, and says so once", async () => {
    const token = "cloudflare:index/pageRule:PageRule";
    const made = await provider.create(token, { target: "*", priority: 1 }, "one");
    await provider.create(token, { target: "/" }, "two");
    assert.deepEqual(
      provider.said.map(({ severity, urn }) => ({ severity, urn })),
      [{ severity: "warning", urn: made.subject.urn }],
    );

    await provider.update(made, { target: "*", priority: 2 });
    assert.deepEqual((await provider.refresh(made))?.outputs, { target: "*", priority: 2 });
    await provider.front.delete(made.subject, made.id, made.outputs);
    assert.equal(await provider.refresh(made), undefined);
  });
});
