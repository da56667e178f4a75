import assert from "node:assert/strict";
import type { StackSubject } from "../../policy/subject";
import { types } from "../../policy/types";
import { unknown } from "../support/analyzer";
import { saidInStack, subject } from "./subjects";

const record = (name: string, type: string, props: object = {}, logical = `${type} ${name}`) =>
  subject(types.dnsRecord, { name, type, proxied: false, ttl: 300, ...props }, { name: logical });
const app = (props: object, name = "api") => subject(types.containerApp, props, { name });
const bound = (
  name: string,
  binding: object = { bindingType: "SniEnabled", certificateId: "/c" },
) => ({
  configuration: { ingress: { customDomains: [{ name, ...binding }] } },
});
const managed = (subjectName: string, tags: object = {}) =>
  subject(types.managedCertificate, { properties: { subjectName }, tags }, { name: "certificate" });
const environment = subject(
  types.managedEnvironment,
  {
    defaultDomain: "sea-1.centralindia.azurecontainerapps.io",
    staticIp: "20.1.2.3",
    customDomainConfiguration: { customDomainVerificationId: "ID" },
  },
  { name: "environment" },
);

describe("managed-certificate-dns-only, the interlock", () => {
  const judge = (...resources: StackSubject[]) =>
    Object.keys(saidInStack("managed-certificate-dns-only", resources));

  it("accepts a DNS-only name", () => {
    assert.deepEqual(judge(managed("a.b.cloud"), record("a.b.cloud", "CNAME")), []);
  });

  it("accepts a proxied name whose owner renews the certificate by hand", () => {
    const certificate = managed("a.b.cloud", { "ftl-accepts-renewal-gap": "true" });

    assert.deepEqual(judge(certificate, record("a.b.cloud", "CNAME", { proxied: true })), []);
  });

  it("rejects a tag that says something else", () => {
    const certificate = managed("a.b.cloud", { "ftl-accepts-renewal-gap": "false" });

    assert.deepEqual(judge(certificate, record("a.b.cloud", "CNAME", { proxied: true })), [
      "CNAME a.b.cloud",
    ]);
  });

  for (const [title, props] of [
    ["is proxied", { proxied: true }],
    ["isn't known to be DNS-only", { proxied: unknown.truth }],
    ["doesn't say whether it is proxied", { proxied: undefined }],
    ["is proxied under its name without the zone", { proxied: true, name: "a" }],
    ["is proxied in capitals", { proxied: true, name: "A.B.Cloud." }],
  ] as const) {
    it(`rejects a name that ${title}`, () => {
      assert.deepEqual(judge(managed("a.b.cloud"), record("a.b.cloud", "CNAME", props)), [
        "CNAME a.b.cloud",
      ]);
    });
  }

  it("rejects a proxied name whose binding leaves the certificate to the platform", () => {
    const resources = [
      app(bound("a.b.cloud", { bindingType: "Auto" })),
      record("a.b.cloud", "CNAME", { proxied: true }),
    ];

    assert.deepEqual(judge(...resources), ["CNAME a.b.cloud"]);
  });

  it("leaves the name's other records alone", () => {
    assert.deepEqual(
      judge(managed("a.b.cloud"), record("a.b.cloud", "TXT", { proxied: true })),
      [],
    );
  });
});

describe("bound-hostname-records", () => {
  const judge = (...resources: StackSubject[]) =>
    saidInStack("bound-hostname-records", resources)["api"] ?? [];
  const api = app({ containerAppName: "ftl-prd-api", ...bound("a.b.cloud") });
  const way = record("a.b.cloud", "CNAME", {
    content: "ftl-prd-api.sea-1.centralindia.azurecontainerapps.io.",
  });
  const proof = record("asuid.a.b.cloud", "TXT", { content: '"ID"' });

  it("accepts a CNAME to the app and a TXT record with the environment's id", () => {
    assert.deepEqual(judge(api, environment, way, proof), []);
  });

  it("accepts an A record with the environment's address", () => {
    const address = record("a.b.cloud", "A", { content: "20.1.2.3" });

    assert.deepEqual(judge(api, environment, address, proof), []);
  });

  it("rejects an A record with another address", () => {
    const address = record("a.b.cloud", "A", { content: "192.0.2.1" });

    assert.match(
      judge(api, environment, address, proof).join(),
      /the environment's address is 20\.1\.2\.3/,
    );
  });

  it("rejects an app of another program only for records that are missing", () => {
    assert.deepEqual(judge(app(bound("a.b.cloud")), way), [
      "a.b.cloud is bound, and no TXT record asuid.a.b.cloud is declared.",
    ]);
  });

  it("leaves to the update a record whose name or content isn't known yet", () => {
    const unnamed = record(unknown.text, "TXT", { content: '"ID"' }, "unnamed");

    assert.deepEqual(
      judge(api, environment, record("a.b.cloud", "CNAME", { content: unknown.text }), unnamed),
      [],
    );
  });

  it("leaves an app to the update whose hostnames aren't known yet", () => {
    assert.deepEqual(judge(app({ configuration: unknown.group })), []);
  });
});

describe("caa-admits-issuers", () => {
  const judge = (settings: Record<string, unknown>, ...resources: StackSubject[]) =>
    Object.values(saidInStack("caa-admits-issuers", resources, settings)).flat();
  const caa = (name: string, props: object) =>
    record(name, "CAA", props, `CAA ${name} ${JSON.stringify(props)}`);
  const letsEncrypt = caa("b.cloud", {
    data: { flags: 0, tag: "issue", value: "letsencrypt.org" },
  });

  it("accepts a zone without CAA records", () => {
    assert.deepEqual(judge({}, managed("a.b.cloud")), []);
  });

  it("accepts DigiCert beside others, however the record is written", () => {
    const digicert = caa("b.cloud", {
      content: '0 issue "digicert.com; cansignhttpexchanges=yes"',
    });

    assert.deepEqual(judge({}, managed("a.b.cloud"), letsEncrypt, digicert), []);
  });

  it("asks the nearest records only", () => {
    const nearer = caa("a.b.cloud", { data: { flags: 0, tag: "issue", value: "digicert.com" } });

    assert.deepEqual(judge({}, managed("a.b.cloud"), letsEncrypt, nearer), []);
  });

  it("rejects a set without DigiCert above a managed certificate", () => {
    assert.deepEqual(judge({}, managed("a.b.cloud"), letsEncrypt), [
      "CAA of a.b.cloud admits letsencrypt.org; it must admit digicert.com.",
    ]);
  });

  it("rejects a set without the authority that the settings name", () => {
    const api = app(bound("a.b.cloud"));

    assert.deepEqual(judge({ issuers: ["pki.goog"] }, api, letsEncrypt), [
      "CAA of a.b.cloud admits letsencrypt.org; it must admit pki.goog.",
    ]);
  });
});

describe("record-phase in a program that doesn't say its phase", () => {
  const judge = (...resources: StackSubject[]) =>
    Object.keys(saidInStack("record-phase", resources));
  const proxied = record("a.b.cloud", "CNAME", { proxied: true });

  it("accepts a proxied name that is bound", () => {
    assert.deepEqual(judge(app(bound("a.b.cloud")), proxied), []);
  });

  it("rejects a proxied name that isn't bound yet", () => {
    const waiting = app(bound("a.b.cloud", { bindingType: "Disabled" }));

    assert.deepEqual(judge(waiting, proxied), ["CNAME a.b.cloud"]);
  });
});

describe("stateful-locked", () => {
  const judge = (...resources: StackSubject[]) =>
    Object.keys(saidInStack("stateful-locked", resources));
  const group = subject(types.resourceGroup, { resourceGroupName: "group" }, { name: "group" });
  const vault = subject(
    types.vault,
    { vaultName: "kv" },
    { name: "vault", from: { resourceGroupName: [group] } },
  );
  const lock = (scope: object, from: Record<string, readonly StackSubject[]> = {}) =>
    subject(types.lockByScope, { level: "CanNotDelete", ...scope }, { name: "lock", from });

  it("accepts a lock on the vault", () => {
    assert.deepEqual(judge(group, vault, lock({ scope: unknown.text }, { scope: [vault] })), []);
  });

  it("accepts a lock on its group", () => {
    assert.deepEqual(judge(group, vault, lock({ scope: unknown.text }, { scope: [group] })), []);
  });

  it("accepts a lock whose scope is written out", () => {
    const scope = "/subscriptions/s/resourceGroups/group/providers/Microsoft.KeyVault/vaults/KV";

    assert.deepEqual(judge(group, vault, lock({ scope })), []);
  });

  it("rejects a lock on something else", () => {
    const other = subject(types.vault, { vaultName: "other" }, { name: "other" });

    assert.deepEqual(judge(group, vault, other, lock({}, { scope: [other] })), ["vault"]);
  });
});

describe("outputs-not-secret", () => {
  const judge = (outputs: object, allowed: string[] = []) =>
    saidInStack("outputs-not-secret", [subject(types.stack, outputs)], { allowed })["one"] ?? [];

  it("accepts addresses, ids and what isn't known yet", () => {
    const outputs = { urls: { api: "https://api.b.cloud" }, keys: [1, true], later: unknown.text };

    assert.deepEqual(judge(outputs), []);
  });

  it("accepts a secret that is marked, in a state file and in a preview's report", () => {
    const marked = {
      password: { "4dabf18193072939515e22adb298388d": "1b47", ciphertext: "v1:x" },
      token: "[secret]",
    };

    assert.deepEqual(judge(marked), []);
  });

  it("accepts an output that the settings allow", () => {
    assert.deepEqual(judge({ databaseUrl: "postgres://a:b@c/d" }, ["databaseUrl"]), []);
  });

  it("rejects a secret deep inside, without printing it", () => {
    const [sentence = ""] = judge({ stores: [{ redisUrl: "rediss://:hunter2@redis:10000" }] });

    assert.match(sentence, /^Output stores\.redisUrl looks like a URL with a password/);
    assert.doesNotMatch(sentence, /hunter2/);
  });
});
