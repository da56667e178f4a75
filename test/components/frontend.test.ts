import assert from "node:assert/strict";
import { Frontend, handoverRecord } from "../../components/frontend";
import type { Phase, Settings } from "../../settings/schema";
import { recordResources, registered, type Registration } from "../support/mocks";
import { lines, named, protectedNames, waitsFor } from "../support/registrations";
import { placement } from "../support/topology";

type FrontendName = Settings["hostnames"]["frontend"][number];

const play: FrontendName = {
  name: "play.ftljeta.cloud",
  proxied: true,
  certificate: "managed",
  record: "declared",
};

describe("Frontend", () => {
  let seen: Registration[];
  beforeEach(async () => {
    seen = await recordResources();
  });
  async function create(hostnames: FrontendName[], phase: Phase = "live", isProtected = false) {
    new Frontend("spa", {
      placement,
      settings: { location: "eastasia", sku: "Standard" },
      hostnames,
      phase,
      zoneId: "zone",
      protected: isProtected,
    });
    await registered();
  }

  it("declares the site alone while its name's record is handed over", async () => {
    await create([{ ...play, record: "handover" }]);

    assert.deepEqual(lines(seen), [
      "azure-native:web:StaticSite spa-site",
      "ftl:edge:Frontend spa",
    ]);
    const { inputs } = named(seen, "spa-site");
    assert.equal(inputs.name, "ftl-tst-frontend");
    assert.equal(inputs.location, "eastasia");
    assert.deepEqual(inputs.sku, { name: "Standard", tier: "Standard" });
  });

  it("claims a name whose record somebody else has written", async () => {
    await create([{ ...play, record: "standing" }]);

    assert.deepEqual(lines(seen), [
      "azure-native:web:StaticSite spa-site",
      "azure-native:web:StaticSiteCustomDomain spa-play.ftljeta.cloud-domain",
      "ftl:edge:Frontend spa",
    ]);
    const { inputs } = named(seen, "spa-play.ftljeta.cloud-domain");
    assert.equal(inputs.domainName, "play.ftljeta.cloud");
    assert.equal(inputs.validationMethod, "cname-delegation");
  });

  it("claims a name of its own zone after writing the record", async () => {
    await create([play], "provision");

    assert.deepEqual(lines(seen), [
      "azure-native:web:StaticSite spa-site",
      "azure-native:web:StaticSiteCustomDomain spa-play.ftljeta.cloud-domain",
      "cloudflare:index/dnsRecord:DnsRecord spa-play.ftljeta.cloud-cname",
      "ftl:edge:Frontend spa",
    ]);
    assert.deepEqual(waitsFor(seen, "spa-play.ftljeta.cloud-domain"), [
      "spa-play.ftljeta.cloud-cname",
      "spa-site",
    ]);
    assert.deepEqual(named(seen, "spa-play.ftljeta.cloud-cname").inputs, {
      zoneId: "zone",
      type: "CNAME",
      name: "play.ftljeta.cloud",
      content: "calmrock-1.6.azurestaticapps.net",
      proxied: false,
      ttl: 300,
      comment: "ftl-tst frontend: DNS-only until the cutover is live",
    });
  });

  it("proxies its record once live, if the settings want it", async () => {
    await create([play]);

    const { proxied, ttl } = named(seen, "spa-play.ftljeta.cloud-cname").inputs;
    assert.deepEqual({ proxied, ttl }, { proxied: true, ttl: 1 });
  });

  it("proxies its record only after the domain, which Azure admits while the record shows where it leads", async () => {
    await create([play]);

    assert.ok(
      waitsFor(seen, "spa-play.ftljeta.cloud-cname").includes("spa-play.ftljeta.cloud-domain"),
    );
    assert.deepEqual(waitsFor(seen, "spa-play.ftljeta.cloud-domain"), ["spa-site"]);
  });

  it("keeps the record of a name that is held back DNS-only, while the stack is live", async () => {
    await create([{ ...play, phase: "bind" }]);

    const { proxied, ttl } = named(seen, "spa-play.ftljeta.cloud-cname").inputs;
    assert.deepEqual({ proxied, ttl }, { proxied: false, ttl: 300 });
  });

  it("protects the site, whose generated name others' records point at", async () => {
    await create([play], "live", true);

    assert.deepEqual(protectedNames(seen), ["spa-site"]);
  });
});

describe("handoverRecord", () => {
  it("says what to write, for how long, and how to see that it stands", () => {
    const record = handoverRecord("ftl.jetafutures.com", "calmrock-1.6.azurestaticapps.net");

    assert.deepEqual(
      { ...record, why: "" },
      {
        type: "CNAME",
        name: "ftl.jetafutures.com",
        target: "calmrock-1.6.azurestaticapps.net",
        ttlSec: 300,
        why: "",
        check: "dig +short CNAME ftl.jetafutures.com",
      },
    );
    assert.match(record.why, /^ftl\.jetafutures\.com then serves /);
  });
});
