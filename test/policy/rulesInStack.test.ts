import assert from "node:assert/strict";
import { judgeInStack } from "../../policy/judge";
import { rules } from "../../policy/rules";
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

  /** Accepts the gap, and an app is bound to a managed certificate of that name. */
  const boundTo = (name: string) => [
    subject(
      types.managedCertificate,
      {
        managedCertificateName: "a-b-cloud",
        properties: { subjectName: "a.b.cloud" },
        tags: { "ftl-accepts-renewal-gap": "true" },
      },
      { name: "certificate" },
    ),
    app(
      bound("a.b.cloud", {
        bindingType: "SniEnabled",
        certificateId: `/environment/managedCertificates/${name}`,
      }),
    ),
    record("a.b.cloud", "CNAME", { proxied: true }),
  ];

  it("accepts it also once the app is bound to that certificate", () => {
    assert.deepEqual(judge(...boundTo("a-b-cloud")), []);
  });

  it("rejects it where the app is bound to another one", () => {
    assert.deepEqual(judge(...boundTo("other")), ["CNAME a.b.cloud"]);
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

  const certificate = (name: string, logical: string) =>
    subject(types.certificate, { certificateName: name }, { name: logical });
  const unknownBinding = (from: Record<string, readonly StackSubject[]> = {}) =>
    subject(
      types.containerApp,
      bound("a.b.cloud", { bindingType: "SniEnabled", certificateId: unknown.text }),
      { name: "api", from },
    );
  const proxied = record("a.b.cloud", "CNAME", { proxied: true });

  it("accepts an unknown certificate of a name that is DNS-only", () => {
    assert.deepEqual(judge(unknownBinding(), record("a.b.cloud", "CNAME")), []);
  });

  it("accepts an unknown certificate that will be one that the program brings along", () => {
    const brought = certificate("any", "brought");

    assert.deepEqual(judge(unknownBinding({ configuration: [brought] }), brought, proxied), []);
  });

  it("accepts an unknown certificate where the name has one by the convention", () => {
    const brought = certificate("ftl-prd-cert-a-b-cloud", "brought");

    assert.deepEqual(judge(unknownBinding(), brought, proxied), []);
  });

  it("rejects an unknown certificate where the convention has one for another name", () => {
    const brought = certificate("ftl-prd-cert-x-b-cloud", "brought");

    assert.deepEqual(judge(unknownBinding(), brought, proxied), ["api"]);
  });

  for (const [title, binding] of [
    ["binding type", { bindingType: unknown.text }],
    ["name", { name: unknown.text, bindingType: "Auto" }],
  ] as const) {
    it(`rejects an unknown ${title} while a name is proxied`, () => {
      assert.deepEqual(judge(app(bound("a.b.cloud", binding)), proxied), ["api"]);
    });
  }

  it("rejects hostnames of which nothing is known while a name is proxied", () => {
    assert.deepEqual(judge(app({ configuration: unknown.group }), proxied), ["api"]);
  });

  it("rejects a certificate for a name that isn't known while a name is proxied", () => {
    assert.deepEqual(judge(managed(unknown.text), proxied), ["certificate"]);
  });

  it("accepts a certificate for a name that isn't known where all names are DNS-only", () => {
    assert.deepEqual(judge(managed(unknown.text), record("a.b.cloud", "CNAME")), []);
  });

  it("leaves the name's other records alone", () => {
    assert.deepEqual(
      judge(managed("a.b.cloud"), record("a.b.cloud", "TXT", { proxied: true })),
      [],
    );
  });
});

describe("a certificate for a name that isn't known yet", () => {
  for (const name of ["caa-admits-issuers", "managed-certificate-reachable"]) {
    it(`counts as an unknown for ${name}`, () => {
      const rule = rules.find((one) => one.name === name);
      assert.ok(rule);
      const caa = record("b.cloud", "CAA", { content: '0 issue "digicert.com"' });

      const findings = judgeInStack(rule, [managed(unknown.text), app(bound("a.b.cloud")), caa]);

      assert.deepEqual(
        [...findings.values()].flatMap(({ unknowns }) => unknowns),
        ["properties.subjectName"],
      );
    });
  }
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

  it("accepts a CNAME to the name that Azure generates for a route", () => {
    const route = subject(
      types.httpRouteConfig,
      { httpRouteName: "prices", properties: { customDomains: [{ name: "a.b.cloud" }] } },
      { name: "api" },
    );
    const toRoute = record("a.b.cloud", "CNAME", {
      content: "prices.sea-1.centralindia.azurecontainerapps.io",
    });

    assert.deepEqual(judge(route, environment, toRoute, proof), []);
  });

  it("leaves an app to the update whose hostnames aren't known yet", () => {
    assert.deepEqual(judge(app({ configuration: unknown.group })), []);
  });
});

describe("ws-cname-not-flattened, about a zone", () => {
  const judge = (...resources: StackSubject[]) =>
    Object.keys(saidInStack("ws-cname-not-flattened", resources));
  const ws = record("ws.b.cloud", "CNAME", { zoneId: "b", settings: { flattenCname: false } });
  const flattening = (zoneId: string) =>
    subject(types.zoneDnsSettings, { zoneId, flattenAllCnames: true }, { name: "zone" });

  it("accepts a zone that flattens all, where ws has an address", () => {
    assert.deepEqual(judge(record("ws.b.cloud", "A", { zoneId: "b" }), flattening("b")), []);
  });

  it("accepts another zone that flattens all", () => {
    assert.deepEqual(judge(ws, flattening("c")), []);
  });

  it("accepts a zone that flattens its own name only", () => {
    const root = { zoneId: "b", settingId: "cname_flattening", value: "flatten_at_root" };

    assert.deepEqual(judge(ws, subject(types.zoneSetting, root)), []);
  });

  it("rejects a zone whose id isn't known yet and that flattens all", () => {
    assert.deepEqual(judge(ws, flattening(unknown.text)), ["zone"]);
  });
});

describe("cname-alone", () => {
  const judge = (...resources: StackSubject[]) => saidInStack("cname-alone", resources);
  const cname = (name: string, zoneId = "b") =>
    record(name, "CNAME", { zoneId }, `${name} of ${zoneId}`);
  const inZone = (name: string, type: string) => record(name, type, { zoneId: "b" });
  const elsewhere = inZone("api.b.cloud", "TXT");

  it("accepts one name in two zones", () => {
    assert.deepEqual(judge(cname("www", "b"), cname("www", "c")), {});
  });

  it("accepts a name without its zone beside one below another", () => {
    assert.deepEqual(judge(cname("www"), cname("www.staging.b.cloud"), elsewhere), {});
  });

  for (const apex of ["b.cloud", "@"]) {
    it(`accepts mail at the zone's own name, ${apex}`, () => {
      assert.deepEqual(judge(cname(apex), inZone("b.cloud", "MX"), elsewhere), {});
    });

    it(`rejects an address beside the CNAME of the zone's own name, ${apex}`, () => {
      assert.deepEqual(Object.keys(judge(cname(apex), inZone("b.cloud", "A"), elsewhere)), [
        `${apex} of b`,
      ]);
    });
  }

  it("rejects mail at a name that all records are below", () => {
    const below = [cname("api.b.cloud"), inZone("api.b.cloud", "MX")];

    assert.deepEqual(Object.keys(judge(...below)), ["api.b.cloud of b"]);
  });

  it("rejects a record of a zone that isn't known yet", () => {
    const other = record("www", "A", { zoneId: unknown.text });

    assert.deepEqual(Object.keys(judge(cname("www"), other)), ["www of b"]);
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

  for (const name of ["@", "a", "A.B.Cloud."]) {
    it(`rejects a set without DigiCert that is written for ${name}`, () => {
      const own = caa(name, { data: { flags: 0, tag: "ISSUE", value: "letsencrypt.org" } });

      assert.equal(judge({}, managed("a.b.cloud"), own).length, 1);
    });
  }

  it("asks a name's own records, though none of them is about issuing", () => {
    const report = caa("a.b.cloud", { content: '0 iodef "mailto:a@b.cloud"' });

    assert.deepEqual(judge({}, managed("a.b.cloud"), letsEncrypt, report), []);
  });

  const brought = (kind?: string) =>
    subject(
      types.certificate,
      { certificateName: "c", tags: kind === undefined ? {} : { "ftl-certificate": kind } },
      { name: "brought" },
    );
  const digicertOnly = caa("b.cloud", {
    data: { flags: 0, tag: "issue", value: "digicert.com" },
  });

  it("rejects a set without Let's Encrypt above a certificate that it issues", () => {
    assert.deepEqual(judge({}, app(bound("a.b.cloud")), brought("keyvault"), digicertOnly), [
      "CAA of a.b.cloud admits digicert.com; it must admit letsencrypt.org.",
    ]);
  });

  for (const kind of ["origin", undefined]) {
    it(`asks for no authority of a certificate of ${kind ?? "no known kind"}`, () => {
      assert.deepEqual(judge({}, app(bound("a.b.cloud")), brought(kind), digicertOnly), []);
    });
  }

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

describe("record-phase in a program that says how far each name is", () => {
  const judge = (outputs: object, ...resources: StackSubject[]) =>
    Object.keys(
      saidInStack("record-phase", [subject(types.stack, outputs, { name: "root" }), ...resources]),
    );
  const hostnames = { api: ["a.b.cloud"], ws: [] };
  const waiting = app(bound("a.b.cloud", { bindingType: "Disabled" }));

  it("accepts a name that is held back", () => {
    const outputs = { phase: "live", hostnames, hostnamePhases: { "a.b.cloud": "provision" } };

    assert.deepEqual(judge(outputs, waiting), []);
  });

  it("rejects a name that isn't bound by phase bind", () => {
    const outputs = { phase: "bind", hostnames, hostnamePhases: { "a.b.cloud": "bind" } };

    assert.deepEqual(judge(outputs, waiting), ["root"]);
  });

  it("accepts a name that only the stack's phase would have bound, since it may be held back", () => {
    assert.deepEqual(judge({ phase: "live", hostnames }, waiting), []);
  });

  it("leaves to the update a name of which it isn't known whether it is bound", () => {
    const outputs = { phase: "live", hostnames, hostnamePhases: { "a.b.cloud": "live" } };

    assert.deepEqual(judge(outputs, app({ configuration: unknown.group })), []);
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

  const resourceLock = (props: object, from: Record<string, readonly StackSubject[]> = {}) =>
    subject(
      types.lockOfResource,
      { level: "CanNotDelete", resourceProviderNamespace: "Microsoft.KeyVault", ...props },
      { name: "lock", from },
    );

  it("accepts a lock of the one resource that its name comes from", () => {
    const own = resourceLock(
      { resourceName: unknown.text },
      { resourceName: [vault], resourceGroupName: [group] },
    );

    assert.deepEqual(judge(group, vault, own), []);
  });

  it("accepts a lock of the one resource whose name is written out", () => {
    assert.deepEqual(judge(group, vault, resourceLock({ resourceName: "KV" })), []);
  });

  it("rejects a lock of a resource of that name from another provider", () => {
    const other = { resourceName: "kv", resourceProviderNamespace: "Microsoft.Web" };

    assert.deepEqual(judge(group, vault, resourceLock(other)), ["vault"]);
  });

  it("rejects a lock of another resource in its group", () => {
    const other = subject(types.vault, { vaultName: "other" }, { name: "other" });
    const lockOfOther = resourceLock(
      { resourceName: unknown.text },
      { resourceName: [other], resourceGroupName: [group] },
    );

    assert.deepEqual(judge(group, vault, other, lockOfOther), ["vault"]);
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

describe("app-cors-origins, the stack's own frontend", () => {
  const listing = (origins: string) =>
    app({
      template: { containers: [{ name: "api", env: [{ name: "CORS_ORIGINS", value: origins }] }] },
    });
  const site = subject(types.staticSite, { defaultHostname: "rock-1.azurestaticapps.net" });
  const domain = subject(types.staticSiteCustomDomain, { domainName: "www.a.b.cloud" });
  const judge = (resources: StackSubject[], settings: Record<string, unknown> = {}) =>
    saidInStack("app-cors-origins", resources, settings)["api"] ?? [];

  for (const [title, resources, settings] of [
    ["a custom domain of a static site", [listing("https://www.a.b.cloud"), domain]],
    [
      "a record that leads to a static site",
      [
        listing("https://a.b.cloud"),
        site,
        record("a.b.cloud", "CNAME", { content: "rock-1.azurestaticapps.net" }),
      ],
    ],
    [
      "what the stack's outputs say",
      [
        listing("https://a.b.cloud,https://b.c.cloud"),
        subject(types.stack, {
          urls: { frontend: "https://a.b.cloud" },
          hostnames: { frontend: ["a.b.cloud", "b.c.cloud"] },
        }),
      ],
    ],
    [
      "an origin of the settings",
      [listing("https://a.b.cloud")],
      { origins: ["https://a.b.cloud"] },
    ],
    [
      "an origin while a preview doesn't know the outputs",
      [listing("https://a.b.cloud"), subject(types.stack, { hostnames: unknown.group })],
    ],
  ] as [string, StackSubject[], Record<string, unknown>?][]) {
    it(`accepts ${title}`, () => {
      assert.deepEqual(judge(resources, settings), []);
    });
  }

  for (const [title, resources] of [
    ["an origin beside the frontend", [listing("https://www.a.b.cloud,https://b.cloud"), domain]],
    [
      "a list with one of two frontends",
      [
        listing("https://www.a.b.cloud"),
        domain,
        subject(types.staticSiteCustomDomain, { domainName: "a.b.cloud" }),
      ],
    ],
    ["an origin in a stack without a frontend", [listing("https://b.cloud")]],
  ] as [string, StackSubject[]][]) {
    it(`rejects ${title}`, () => {
      assert.notDeepEqual(judge(resources), []);
    });
  }
});

describe("app-ingress-external, what a route leads to", () => {
  const route = (containerApp: string) =>
    subject(
      types.httpRouteConfig,
      { properties: { rules: [{ targets: [{ containerApp }] }] } },
      { name: "route" },
    );
  const judge = (...resources: StackSubject[]) =>
    saidInStack("app-ingress-external", resources)["route"] ?? [];
  const tagged = (containerAppName: string, workload: string) =>
    app({ containerAppName, tags: { "ftl-workload": workload } });

  it("accepts an app that its tag calls public, whatever its name", () => {
    assert.deepEqual(judge(tagged("prices", "api"), route("prices")), []);
  });

  it("accepts an app of another stack that its name calls public", () => {
    assert.deepEqual(judge(route("ftl-prd-api")), []);
  });

  it("leaves to the update an app that isn't known yet", () => {
    assert.deepEqual(judge(route(unknown.text)), []);
  });

  for (const [title, resources] of [
    ["an app that its tag calls a worker", [tagged("prices", "flusher"), route("prices")]],
    ["an app of another stack that nobody knows", [route("prices")]],
    ["no app", [route("")]],
  ] as [string, StackSubject[]][]) {
    it(`rejects ${title}`, () => {
      assert.equal(judge(...resources).length, 1);
    });
  }
});
