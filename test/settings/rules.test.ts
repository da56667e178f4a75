import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { loadSettings } from "../../settings";
import { changed, configBag, stackFileSettings, type Value } from "../support/configBag";

type Place = readonly (string | number)[];
type Change = readonly [Place, Value];

/** Settings at odds with each other, the one key that is reported, and what is said to be allowed there. */
const atOdds: readonly (readonly [string, readonly Change[], string, RegExp])[] = [
  [
    "an api name outside the zone",
    [[["hostnames", "api", 1, "name"], "api.example.com"]],
    "ftl:hostnames.api[1].name",
    /a name below the zone ftljeta\.cloud/,
  ],
  [
    "a ws name that only ends in the zone's letters",
    [[["hostnames", "ws", 0, "name"], "ws.notftljeta.cloud"]],
    "ftl:hostnames.ws[0].name",
    /a name below the zone ftljeta\.cloud/,
  ],
  [
    "the zone itself as an api name",
    [[["hostnames", "api", 0, "name"], "ftljeta.cloud"]],
    "ftl:hostnames.api[0].name",
    /a name below the zone ftljeta\.cloud/,
  ],
  [
    "a declared frontend name outside the zone",
    [[["hostnames", "frontend", 0, "record"], "declared"]],
    "ftl:hostnames.frontend[0].name",
    /for a zone that somebody else runs, record must be "handover" or "standing"/,
  ],
  [
    "a name that two apps have",
    [[["hostnames", "ws", 1, "name"], "prd-api.ftljeta.cloud"]],
    "ftl:hostnames.ws[1].name",
    /a name of its own; ftl:hostnames\.api\[1\] has this one/,
  ],
  [
    "an origin certificate on a name that is not proxied",
    [[["hostnames", "ws", 0, "certificate"], "origin"]],
    "ftl:hostnames.ws[0].certificate",
    /browsers don't trust a Cloudflare Origin CA certificate/,
  ],
  [
    "a name that is too long for its certificate's",
    [[["hostnames", "ws", 0, "name"], `${"w".repeat(40)}.ftljeta.cloud`]],
    "ftl:hostnames.ws[0].name",
    /a name that a certificate can be called by: .* 2 to 60 characters/,
  ],
  [
    "two names whose certificates would have one name",
    [
      [["hostnames", "api", 0, "name"], "a.b.ftljeta.cloud"],
      [["hostnames", "ws", 0, "name"], "a-b.ftljeta.cloud"],
    ],
    "ftl:hostnames.ws[0].name",
    /is not called ftl-prd-cert-a-b-ftljeta-cloud, as that of a\.b\.ftljeta\.cloud is/,
  ],
  [
    "more frontend names than the plan has",
    [
      [["frontend", "sku"], "Free"],
      [["hostnames", "frontend"], frontendNames(3)],
    ],
    "ftl:hostnames.frontend",
    /at most 2 names while ftl:frontend\.sku is "Free"/,
  ],
  [
    "an apex as a frontend name",
    [[["hostnames", "frontend", 0, "name"], "jetafutures.com"]],
    "ftl:hostnames.frontend[0].name",
    /a name below a domain, such as app\.example\.com/,
  ],
  [
    "an international frontend name",
    [[["hostnames", "frontend", 0, "name"], "xn--a.example.com"]],
    "ftl:hostnames.frontend[0].name",
    /not in Punycode/,
  ],
  [
    "CAA records that leave out an authority",
    [
      [
        ["hostnames", "caa"],
        ["digicert.com", "pki.goog"],
      ],
    ],
    "ftl:hostnames.caa",
    /a list with digicert\.com and letsencrypt\.org in it/,
  ],
  [
    "CAA records of a zone whose settings another stack declares",
    [
      [["hostnames", "zoneSettings"], "checked"],
      [
        ["hostnames", "caa"],
        ["digicert.com", "letsencrypt.org"],
      ],
    ],
    "ftl:hostnames.caa",
    /nothing while ftl:hostnames\.zoneSettings is "checked"/,
  ],
  [
    "a certificate of its own on a frontend name",
    [[["hostnames", "frontend", 0, "certificate"], "keyvault"]],
    "ftl:hostnames.frontend[0].certificate",
    /allowed: "managed"/,
  ],
  [
    "a phase that is none on one name",
    [[["hostnames", "api", 0, "phase"], "later"]],
    "ftl:hostnames.api[0].phase",
    /one of "provision", "bind", "live"/,
  ],
  [
    "high availability on a burstable server",
    [
      [["postgres", "tier"], "Burstable"],
      [["postgres", "sku"], "Standard_B1ms"],
    ],
    "ftl:postgres.highAvailability",
    /"Disabled" while ftl:postgres\.tier is "Burstable"/,
  ],
  [
    "zone-redundant high availability where the region doesn't offer it",
    [[["postgres", "highAvailability"], "ZoneRedundant"]],
    "ftl:postgres.highAvailability",
    /"Disabled" or "SameZone", which centralindia offers to new servers/,
  ],
  [
    "a size of another tier",
    [[["postgres", "sku"], "Standard_E2ds_v5"]],
    "ftl:postgres.sku",
    /a size of the GeneralPurpose tier, such as Standard_D2ds_v5/,
  ],
  [
    "a size that can't join the virtual network",
    [[["postgres", "sku"], "Standard_D2ds_v6"]],
    "ftl:postgres.sku",
    /v6 can't join a virtual network/,
  ],
];

/** Settings that look odd and are nobody's error here. */
const inOrder: readonly (readonly [string, readonly Change[]])[] = [
  ["a proxied ws name, which the policy judges", [[["hostnames", "ws", 0, "proxied"], true]]],
  [
    "a managed certificate on a proxied name, which the policy judges",
    [[["hostnames", "api", 0, "certificate"], "managed"]],
  ],
  [
    "a managed certificate on a proxied name that somebody renews by hand",
    [
      [["hostnames", "api", 0, "certificate"], "managed"],
      [["hostnames", "api", 0, "acceptsRenewalGap"], true],
    ],
  ],
  ["a name that is held back", [[["hostnames", "ws", 0, "phase"], "provision"]]],
  [
    "CAA records with an authority more than needed",
    [
      [
        ["hostnames", "caa"],
        ["digicert.com", "letsencrypt.org", "pki.goog"],
      ],
    ],
  ],
  ["as many frontend names as the plan has", [[["hostnames", "frontend"], frontendNames(5)]]],
  ["an origin certificate on a proxied name", [[["hostnames", "api", 0, "certificate"], "origin"]]],
  [
    "a frontend name of another zone that stands",
    [[["hostnames", "frontend", 0, "record"], "standing"]],
  ],
  [
    "zone-redundant high availability where the region offers it",
    [
      [["location"], "southindia"],
      [["postgres", "highAvailability"], "ZoneRedundant"],
    ],
  ],
  [
    "a v6 size in a public network",
    [
      [["network"], "public"],
      [["postgres", "sku"], "Standard_D2ds_v6"],
    ],
  ],
];

function frontendNames(count: number): Value[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `app${index}.jetafutures.com`,
    proxied: false,
    certificate: "managed",
    record: "handover",
  }));
}

describe("relations between settings", () => {
  let folder: string;
  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "ftl-rules-"));
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  function load(changes: readonly Change[]): void {
    const settings = changes.reduce(
      (all, [place, value]) => changed(all, place, value),
      stackFileSettings("prd"),
    );
    loadSettings(configBag(settings), "prd", folder);
  }

  for (const [name, changes, key, allowed] of atOdds) {
    it(`rejects ${name}`, () => {
      assert.throws(
        () => load(changes),
        ({ message }: Error) => {
          const [head, line = ""] = message.split("\n");
          assert.equal(head, "Pulumi.prd.yaml has 1 problem:");
          assert.ok(line.startsWith(`  ${key} found `), line);
          assert.match(line, allowed);
          return true;
        },
      );
    });
  }

  for (const [name, changes] of inOrder) {
    it(`accepts ${name}`, () => {
      assert.doesNotThrow(() => load(changes));
    });
  }

  it("reports a broken relation beside a value that is wrong elsewhere", () => {
    assert.throws(
      () =>
        load([
          [["phase"], "later"],
          [["postgres", "highAvailability"], "ZoneRedundant"],
        ]),
      /has 2 problems:[^]*ftl:phase found "later"[^]*ftl:postgres\.highAvailability found/,
    );
  });

  it("says nothing about the relations of a group that is wrong itself", () => {
    assert.throws(
      () =>
        load([
          [["postgres", "storageGib"], 33],
          [["postgres", "highAvailability"], "ZoneRedundant"],
        ]),
      /has 1 problem:\n {2}ftl:postgres\.storageGib/,
    );
  });
});
