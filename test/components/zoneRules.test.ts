import assert from "node:assert/strict";
import { type CaaRecord, judgeCaa, judgeSettings, zoneRules } from "../../components/zoneRules";
import { stackSettings } from "../support/stackSettings";

const wanted = (changes: Readonly<Record<string, unknown>> = {}) =>
  new Map<string, unknown>([
    ...zoneRules.map((rule) => [rule.id, rule.wanted] as const),
    ...Object.entries(changes),
  ]);

describe("judgeSettings", () => {
  it("says nothing of a zone that is as it should be", () => {
    assert.deepEqual(judgeSettings(wanted(), true), []);
  });

  for (const [id, found, isProxied, breaks] of [
    ["ssl", "flexible", true, true],
    ["ssl", "off", true, true],
    ["ssl", "full", true, false],
    ["min_tls_version", "1.0", true, false],
    ["always_use_https", "off", true, false],
    ["websockets", "off", true, false],
    ["cname_flattening", "flatten_all", true, true],
    ["cname_flattening", "flatten_all", false, true],
    ["ssl", undefined, true, false],
  ] as const) {
    it(`${breaks ? "refuses" : "warns of"} ${id} ${String(found)} ${isProxied ? "with" : "without"} a proxied name`, () => {
      const complaints = judgeSettings(wanted({ [id]: found }), isProxied);

      assert.equal(complaints.length, 1);
      assert.equal(complaints[0]!.breaks, breaks);
    });
  }

  it("names the setting, what was found, what is wanted, and why", () => {
    const [complaint] = judgeSettings(wanted({ ssl: "full" }), true);

    assert.equal(
      complaint!.text,
      `ssl is "full", wanted "strict": Cloudflare then refuses an origin whose certificate is not the name's own`,
    );
  });

  for (const id of ["ssl", "min_tls_version", "always_use_https", "websockets"]) {
    it(`leaves ${id} alone while no name is proxied`, () => {
      assert.deepEqual(judgeSettings(wanted({ [id]: "off" }), false), []);
    });
  }
});

describe("judgeCaa", () => {
  const { hostnames } = stackSettings("stg");
  const issue = (name: string, value: string): CaaRecord => ({ name, tag: "issue", value });
  const judged = (...records: CaaRecord[]) =>
    judgeCaa(records, hostnames).map(({ text }) => text.split(":")[0]);

  it("says nothing of a zone without CAA records", () => {
    assert.deepEqual(judged(), []);
  });

  it("says nothing when every issuer is admitted, in whatever case and with whatever parameters", () => {
    assert.deepEqual(
      judged(
        issue("FTLJETA.cloud", "DigiCert.com"),
        issue("ftljeta.cloud", "letsencrypt.org; validationmethods=dns-01"),
      ),
      [],
    );
  });

  it("refuses each name whose issuer is left out", () => {
    assert.deepEqual(judged(issue("ftljeta.cloud", "letsencrypt.org")), [
      "CAA of stg-ws.ftljeta.cloud admits letsencrypt.org, wanted digicert.com",
      "CAA of stg.ftljeta.cloud admits letsencrypt.org, wanted digicert.com",
    ]);
    assert.deepEqual(judged(issue("ftljeta.cloud", ";")), [
      "CAA of stg-api.ftljeta.cloud admits nobody, wanted letsencrypt.org",
      "CAA of stg-ws.ftljeta.cloud admits nobody, wanted digicert.com",
      "CAA of stg.ftljeta.cloud admits nobody, wanted digicert.com",
    ]);
  });

  it("only warns where Cloudflare may admit the authority by itself", () => {
    const complaints = judgeCaa([issue("ftljeta.cloud", ";")], hostnames);

    assert.deepEqual(
      complaints.map(({ text, breaks }) => `${text.split(" ")[2]} ${breaks ? "breaks" : "warns"}`),
      ["stg-api.ftljeta.cloud warns", "stg-ws.ftljeta.cloud breaks", "stg.ftljeta.cloud breaks"],
    );
  });

  it("takes a name's own records before those of the zone", () => {
    assert.deepEqual(
      judged(issue("ftljeta.cloud", ";"), issue("stg-api.ftljeta.cloud", "letsencrypt.org"))[0],
      "CAA of stg-ws.ftljeta.cloud admits nobody, wanted digicert.com",
    );
  });

  it("takes records without issue for no restriction", () => {
    assert.deepEqual(judged({ name: "ftljeta.cloud", tag: "iodef", value: "mailto:a@b.cd" }), []);
  });

  it("asks nothing for an origin certificate, nor for a name of another zone", () => {
    const [api] = hostnames.api;
    const [frontend] = hostnames.frontend;
    const others = {
      ...hostnames,
      api: [{ ...api!, certificate: "origin" as const }],
      frontend: [{ ...frontend!, name: "app.example.com", record: "handover" as const }],
    };

    const complaints = judgeCaa([issue("ftljeta.cloud", ";"), issue("example.com", ";")], others);

    assert.deepEqual(
      complaints.map(({ text }) => text.split(" ")[2]),
      ["stg-ws.ftljeta.cloud"],
    );
  });
});
