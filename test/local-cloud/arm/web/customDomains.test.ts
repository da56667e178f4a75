import assert from "node:assert/strict";
import type { JsonObject } from "../../../../local-cloud/json";
import { childId, resourceGroupId } from "../../../../local-cloud/arm/resourceId";
import { propertiesOf, refusedWith, resourceId, TestCloud, textOf } from "../cloud";

const siteId = resourceId("Microsoft.Web/staticSites", "site");
const domainId = (name: string, site = siteId) => `${site}/customDomains/${name}`;
const name = "stg.ftljeta.cloud";
const byName: JsonObject = { properties: { validationMethod: "cname-delegation" } };
const byToken: JsonObject = { properties: { validationMethod: "dns-txt-token" } };

describe("a custom domain of a static web app", () => {
  let cloud: TestCloud;
  let hostname: string;

  const makeSite = async (id: string, sku = "Standard") =>
    textOf(
      propertiesOf(await cloud.put(id, { location: "eastasia", sku: { name: sku } })),
      "defaultHostname",
    );
  const status = (domain: string) => propertiesOf(cloud.get(domainId(domain))).status;

  beforeEach(async () => {
    cloud = await TestCloud.open();
    hostname = await makeSite(siteId);
  });
  afterEach(() => cloud.close());

  describe("by CNAME", () => {
    it("is ready when its CNAME leads to the site", async () => {
      cloud.dns.add(name, "CNAME", hostname);

      const made = propertiesOf(await cloud.put(domainId(name), byName));

      assert.equal(made.status, "Ready");
      assert.equal(made.domainName, name);
      assert.equal(made.validationToken, undefined);
    });

    it("is the method when none is named", async () => {
      cloud.dns.add(name, "CNAME", hostname);

      assert.equal(
        propertiesOf(await cloud.put(domainId(name), { properties: {} })).status,
        "Ready",
      );
    });

    const unseen: readonly (readonly [what: string, arrange: () => void])[] = [
      ["has no record", () => undefined],
      [
        "leads elsewhere",
        () => cloud.dns.add(name, "CNAME", "happy-sea-000000000.1.azurestaticapps.net"),
      ],
      [
        "is proxied, so that nothing but the edge is seen",
        () => cloud.dns.add(name, "A", "192.0.2.10"),
      ],
      [
        "leads to the site over another name",
        () => {
          cloud.dns.add(name, "CNAME", "alias.ftljeta.cloud");
          cloud.dns.add("alias.ftljeta.cloud", "CNAME", hostname);
        },
      ],
    ];
    for (const [what, arrange] of unseen) {
      it(`rejects a name that ${what}`, async () => {
        arrange();

        await refusedWith(cloud.put(domainId(name), byName), "BadRequest", {
          status: 400,
          message: /^CNAME Record is invalid\./,
        });
        assert.equal(cloud.find(domainId(name)), undefined);
      });
    }

    it("rejects an apex", async () => {
      cloud.dns.add("ftljeta.cloud", "CNAME", hostname);

      await refusedWith(cloud.put(domainId("ftljeta.cloud"), byName), "BadRequest", {
        message: /Apex Domains must use dns-txt-token/,
      });
    });

    it("stays ready when the record is proxied later, and takes updates then", async () => {
      cloud.dns.add(name, "CNAME", hostname);
      await cloud.put(domainId(name), byName);
      cloud.dns.remove(name);
      cloud.dns.add(name, "A", "192.0.2.10");

      assert.equal(propertiesOf(await cloud.put(domainId(name), byName)).status, "Ready");
    });
  });

  describe("and who may issue its certificate", () => {
    const records: readonly (readonly [
      what: string,
      name: string,
      content: string,
      ok: boolean,
    ])[] = [
      ["its own CAA names DigiCert", name, '0 issue "digicert.com"', true],
      [
        "the zone's CAA names DigiCert with parameters",
        "ftljeta.cloud",
        '0 issue "digicert.com; account=1"',
        true,
      ],
      [
        "the zone's CAA speaks of wildcards only",
        "ftljeta.cloud",
        '0 issuewild "letsencrypt.org"',
        true,
      ],
      [
        "the zone's CAA names another authority",
        "ftljeta.cloud",
        '0 issue "letsencrypt.org"',
        false,
      ],
      ["its own CAA lets nobody issue", name, '0 issue ";"', false],
    ];
    for (const [what, owner, content, ok] of records) {
      it(`${ok ? "is ready" : "rejects a name"} when ${what}`, async () => {
        cloud.dns.add(name, "CNAME", hostname);
        cloud.dns.add(owner, "CAA", content);

        const made = cloud.put(domainId(name), byName);

        if (ok) assert.equal(propertiesOf(await made).status, "Ready");
        else await refusedWith(made, "Unspecified", { message: /unknown error/ });
      });
    }

    it("is the nearest CAA's say", async () => {
      cloud.dns.add(name, "CNAME", hostname);
      cloud.dns.add("ftljeta.cloud", "CAA", '0 issue "letsencrypt.org"');
      cloud.dns.add(name, "CAA", '0 issue "digicert.com"');

      assert.equal(propertiesOf(await cloud.put(domainId(name), byName)).status, "Ready");
    });
  });

  describe("by TXT", () => {
    const tokenOf = async (domain: string) =>
      textOf(propertiesOf(await cloud.put(domainId(domain), byToken)), "validationToken");

    it("is validating, and says which text it waits for", async () => {
      const made = propertiesOf(await cloud.put(domainId(name), byToken));

      assert.equal(made.status, "Validating");
      assert.match(textOf(made, "validationToken"), /^_[0-9a-z]{31}$/);
    });

    for (const [where, domain, record] of [
      ["at an apex", "ftljeta.cloud", "ftljeta.cloud"],
      ["at the name", name, name],
      ["at _dnsauth below the name", name, `_dnsauth.${name}`],
    ] as const) {
      it(`is ready when the token stands ${where}, and shows the token no more`, async () => {
        cloud.dns.add(record, "TXT", await tokenOf(domain));

        const read = propertiesOf(cloud.get(domainId(domain)));

        assert.equal(read.status, "Ready");
        assert.equal(read.validationToken, undefined);
      });
    }

    it("is validating while another text stands there", async () => {
      await tokenOf(name);
      cloud.dns.add(name, "TXT", "v=spf1 -all");

      assert.equal(status(name), "Validating");
    });

    it("is validating while CAA records keep its authority out", async () => {
      cloud.dns.add(name, "TXT", await tokenOf(name));
      cloud.dns.add("ftljeta.cloud", "CAA", '0 issue "letsencrypt.org"');

      assert.equal(status(name), "Validating");
    });

    it("stays ready without the token once the service has looked", async () => {
      cloud.dns.add(name, "TXT", await tokenOf(name));
      await cloud.act(domainId(name), "validate");
      cloud.dns.remove(name);

      assert.equal(status(name), "Ready");
    });

    it("stays ready without the token once time has passed", async () => {
      cloud.dns.add(name, "TXT", await tokenOf(name));
      cloud.advance({ hours: 1 });
      cloud.dns.remove(name);

      assert.equal(status(name), "Ready");
    });

    it("gives another token to another site", async () => {
      const other = resourceId("Microsoft.Web/staticSites", "other");
      await makeSite(other);
      const first = await tokenOf(name);
      await cloud.delete(domainId(name));

      const second = propertiesOf(await cloud.put(domainId(name, other), byToken)).validationToken;

      assert.notEqual(second, first);
    });
  });

  it("rejects a method of another service", () =>
    refusedWith(
      cloud.put(domainId(name), { properties: { validationMethod: "http-token" } }),
      "BadRequest",
      { message: /'http-token'/ },
    ));

  for (const bad of ["*.ftljeta.cloud", "stg", "xn--ftl-hoa.cloud", "stg_1.ftljeta.cloud"]) {
    it(`rejects ${bad} as a name`, () =>
      refusedWith(cloud.put(domainId(bad), byToken), "BadRequest", { status: 400 }));
  }

  it("rejects a domain of a site that isn't there", () =>
    refusedWith(
      cloud.put(domainId(name, resourceId("Microsoft.Web/staticSites", "nosite")), byToken),
      "ParentResourceNotFound",
    ));

  it("rejects a name that another site has, in whichever subscription and case", async () => {
    const elsewhere = resourceGroupId("f7150000-0000-4000-8000-00000000000f", "rg");
    const other = childId(elsewhere, "Microsoft.Web/staticSites", ["other"]);
    await cloud.put(elsewhere, { location: "eastasia" });
    await makeSite(other);
    await cloud.put(domainId(name), byToken);

    await refusedWith(cloud.put(domainId(name.toUpperCase(), other), byToken), "Conflict", {
      status: 409,
      message: /not linked to another site/,
    });
  });

  it("leaves its name to another site when its own is deleted", async () => {
    const other = resourceId("Microsoft.Web/staticSites", "other");
    await makeSite(other);
    await cloud.put(domainId(name), byToken);

    await cloud.delete(siteId);

    const made = await cloud.put(domainId(name, other), byToken);
    assert.equal(propertiesOf(made).status, "Validating");
  });

  for (const [sku, most] of [
    ["Free", 2],
    ["Standard", 5],
  ] as const) {
    it(`rejects domain ${most + 1} of a ${sku} site`, async () => {
      const id = resourceId("Microsoft.Web/staticSites", "full");
      await makeSite(id, sku);
      for (let number = 1; number <= most; number += 1) {
        await cloud.put(domainId(`n${number}.ftljeta.cloud`, id), byToken);
      }

      await refusedWith(cloud.put(domainId(name, id), byToken), "BadRequest", {
        message: new RegExp(`maximum number of custom domains .* is ${most}\\.$`),
      });
    });
  }

  it("is listed by its site once it is ready", async () => {
    cloud.dns.add(name, "CNAME", hostname);
    await cloud.put(domainId(name), byName);
    await cloud.put(domainId("ftljeta.cloud"), byToken);

    assert.deepEqual(propertiesOf(cloud.get(siteId)).customDomains, [name]);
  });
});
