import assert from "node:assert/strict";
import { CloudflareError } from "../../../local-cloud/cloudflare/cloudflareError";
import { refusedWith, TestAccount } from "./account";

describe("A Cloudflare zone", () => {
  let account: TestAccount;
  beforeEach(async () => {
    account = await TestAccount.open();
  });
  afterEach(() => account.close());

  it("is added once, whatever its case, and has the same id on every machine", async () => {
    const again = await account.cloudflare.addZone("Example.COM");

    assert.equal(again.id, account.zoneId);
    assert.equal(account.cloudflare.zones().length, 1);
    assert.match(again.id, /^[0-9a-f]{32}$/);
    assert.equal(account.cloudflare.findZone("EXAMPLE.com")?.id, again.id);
    assert.equal(account.cloudflare.findZone("example.org"), undefined);
  });

  it("begins with Cloudflare's own settings", () => {
    const value = (id: string) => account.cloudflare.setting(account.zoneId, id).value;
    assert.deepEqual(
      ["ssl", "websockets", "always_use_https", "min_tls_version", "cname_flattening"].map(value),
      ["full", "on", "off", "1.0", "flatten_at_root"],
    );
  });

  it("keeps a setting that is set, and says when", async () => {
    await account.cloudflare.setSetting(account.zoneId, "ssl", "strict");
    const {
      value,
      editable,
      modified_on: modifiedOn,
    } = account.cloudflare.setting(account.zoneId, "ssl");

    assert.deepEqual({ value, editable }, { value: "strict", editable: true });
    assert.equal(typeof modifiedOn, "string");
    const other = await account.cloudflare.addZone("example.org");
    assert.equal(account.cloudflare.setting(other.id, "ssl").value, "full");
  });

  for (const [id, value] of [
    ["ssl", "banana"],
    ["websockets", true],
    ["websockets", ""],
    ["min_tls_version", "1.4"],
    ["always_use_https", undefined],
  ] as const) {
    it(`rejects ${JSON.stringify(value)} for ${id}`, async () => {
      const before = account.cloudflare.setting(account.zoneId, id);
      await refusedWith(account.cloudflare.setSetting(account.zoneId, id, value), 1007);
      assert.deepEqual(account.cloudflare.setting(account.zoneId, id), before);
    });
  }

  for (const id of ["alwaysUseHttps", "nonsense", "constructor"]) {
    it(`rejects the setting ${id}, which is none`, async () => {
      const message = new RegExp(`^Unrecognized zone setting name: ${id}\\.`);
      await refusedWith(account.cloudflare.setSetting(account.zoneId, id, "on"), 1006, message);
    });
  }

  it("rejects the settings of a zone that is not there", () => {
    assert.throws(() => account.cloudflare.setting("gone", "ssl"), { status: 400, code: 1001 });
  });

  it("refuses in the API's envelope", () => {
    assert.deepEqual(
      new CloudflareError(400, 9004, "This record type cannot be proxied.").toBody(),
      {
        success: false,
        errors: [{ code: 9004, message: "This record type cannot be proxied." }],
        messages: [],
        result: null,
      },
    );
  });
});
