import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { loadSettings, schema, type Settings } from "../../settings";
import {
  changed,
  configBag,
  projectFolder,
  stackFileSettings,
  type Value,
} from "../support/configBag";

type Place = readonly (string | number)[];

const stacks = ["stg", "prd"] as const;
const prd = stackFileSettings("prd");

/** A folder without other stacks, so that only the settings themselves are judged. */
let emptyFolder: string;

function load(settings: Record<string, Value>, secureKeys: readonly string[] = []): Settings {
  return loadSettings(configBag(settings, secureKeys), "prd", emptyFolder);
}

/** The message of the one error that loading ends with. */
function refusal(settings: Record<string, Value>, secureKeys: readonly string[] = []): string {
  try {
    load(settings, secureKeys);
  } catch (error) {
    assert.ok(pulumi.RunError.isInstance(error), `not a RunError: ${String(error)}`);
    return error.message;
  }
  return assert.fail("the settings were accepted");
}

describe("loadSettings", () => {
  before(() => {
    emptyFolder = fs.mkdtempSync(path.join(os.tmpdir(), "ftl-settings-"));
  });
  after(() => fs.rmSync(emptyFolder, { recursive: true }));

  for (const stack of stacks) {
    it(`accepts Pulumi.${stack}.yaml as it stands`, () => {
      const bag = configBag(stackFileSettings(stack));

      const settings = loadSettings(bag, stack, projectFolder);

      assert.equal(settings.hostnames.zone, "ftljeta.cloud");
    });

    it(`finds every top-level key of the schema in Pulumi.${stack}.yaml, and no other`, () => {
      assert.deepEqual(
        Object.keys(stackFileSettings(stack)).toSorted(),
        Object.keys(schema.shape).toSorted(),
      );
    });
  }

  it("prints an unknown key, a wrong type, a value out of range and a missing key in one error", () => {
    let settings = changed(prd, ["postgres", "storageGb"], 64);
    settings = changed(settings, ["protected"], "yes");
    settings = changed(settings, ["postgres", "backupRetentionDays"], 3);
    settings = changed(settings, ["phase"], undefined);

    assert.equal(
      refusal(settings),
      [
        "Pulumi.prd.yaml has 4 problems:",
        '  ftl:protected found "yes"; allowed: true or false',
        "    fix: pulumi config set --stack prd 'ftl:protected' <value>",
        '  ftl:phase is missing; allowed: one of "provision", "bind", "live"',
        "    fix: pulumi config set --stack prd 'ftl:phase' <value>",
        "  ftl:postgres.backupRetentionDays found 3; allowed: a whole number from 7 to 35",
        "    fix: pulumi config set --stack prd --path 'ftl:postgres.backupRetentionDays' <value>",
        "  ftl:postgres.storageGb is not a setting (found 64); did you mean storageGib?; allowed: version, " +
          "tier, sku, storageGib, backupRetentionDays, geoRedundantBackup, highAvailability, database",
        "    fix: pulumi config rm --stack prd --path 'ftl:postgres.storageGb'",
      ].join("\n"),
    );
  });

  const wrong: readonly (readonly [Place, Value | undefined, RegExp])[] = [
    [["location"], "mars", /ftl:location found "mars"; allowed: "centralindia" or "southindia"/],
    [["postgres"], undefined, /ftl:postgres is missing; allowed: a group with the keys version,/],
    [["postgres"], "big", /ftl:postgres found "big"; allowed: a group with the keys version,/],
    [["postgres"], [], /ftl:postgres found an empty list; allowed: a group/],
    [["hostnames", "ws"], [], /ftl:hostnames\.ws found an empty list; allowed: a list with at/],
    [["hostnames", "ws", 1, "name"], "WS.x.cloud", /ftl:hostnames\.ws\[1\]\.name found "WS\.x/],
    [["hostnames", "zone"], "ftljeta.cloud.", /hostnames\.zone found .*without a trailing dot/],
    [["apps", "api", "cpu"], 0.3, /ftl:apps\.api\.cpu found 0\.3; allowed: one of 0\.25, 0\.5,/],
    [["apps", "api", "maxReplicas"], 1, /apps\.api\.maxReplicas found 1; allowed: minReplicas or/],
    [["apps", "flusher", "port"], 1, /ftl:apps\.flusher\.port is not a setting/],
    [["images", "api", "tag"], "latest", /images\.api\.tag found "latest"; .*but not latest/],
    [["images", "api", "tag"], 1.1, /tag found 1\.1; .*\n.*set --type string --stack prd --path/],
    [
      ["redis", "kind"],
      "manged",
      /ftl:redis\.kind found "manged"; allowed: "managed" or "classic"/,
    ],
    [["redis", "kind"], undefined, /ftl:redis\.kind is missing; allowed: "managed" or "classic"/],
    [["redis", "capacity"], 1, /redis\.capacity is not a setting .*allowed: kind, sku, highAvail/],
    [["flags", "Futures"], true, /ftl:flags\.Futures can't have this name; allowed: a camelCase/],
    [["flags", "x"], "on", /ftl:flags\.x found "on"; allowed: true or false/],
    [["alerts", "emails"], ["nobody"], /alerts\.emails\[0\] found "nobody"; allowed: an e-mail/],
    [
      ["tags", "ftl-workload"],
      "ws",
      /tags\.ftl-workload can't have this name; .*beginning with ftl-/,
    ],
    [["tags", "a.b"], { c: "d" }, /ftl:tags\["a\.b"\] found a group; allowed: text of at most 256/],
    [["postgrse"], { tier: "x" }, /ftl:postgrse is not a setting .*did you mean postgres\?/],
    [["storageGib"], "64", /is not a setting .*did you mean ftl:postgres\.storageGib\?/],
    [["postgres.tier"], "x", /leave out --path\?.*\n.*config rm --stack prd 'ftl:postgres\.tier'$/],
    [["hostnames", "ws", 0, "proxyed"], true, /ws\[0\]\.proxyed is .*did you mean proxied\?/],
    [["it's"], "x", /fix: pulumi config rm --stack prd 'ftl:it'\\''s'/],
  ];
  for (const [place, value, message] of wrong) {
    const found = value === undefined ? "nothing" : JSON.stringify(value);
    it(`rejects ${found} at ${place.join(".")}`, () => {
      const text = refusal(changed(prd, place, value));

      assert.match(text, /^Pulumi\.prd\.yaml has 1 problem:/);
      assert.match(text, message);
    });
  }

  const carried: readonly (readonly [Place, Value, Value])[] = [
    [["apps", "api", "cpu"], "0.5", 0.5],
    [["hostnames", "ws", 0, "proxied"], "true", true],
    [["hostnames", "ws", 0, "proxied"], true, true],
    [["postgres", "storageGib"], "64", 64],
    [["postgres", "version"], 17, "17"],
    [["protected"], "false", false],
    [["tags", "year"], 2026, "2026"],
    [["alerts"], '{"emails":["a@example.com"]}', { emails: ["a@example.com"] }],
    [["alerts", "emails"], '["a@example.com"]', ["a@example.com"]],
  ];
  for (const [place, written, wanted] of carried) {
    it(`reads ${JSON.stringify(written)} at ${place.join(".")} as ${JSON.stringify(wanted)}`, () => {
      const settings = load(changed(prd, place, written));

      const value = place.reduce<unknown>(
        (group, key) => (group as Record<string | number, unknown>)[key],
        settings,
      );
      assert.deepEqual(value, wanted);
    });
  }

  it("rejects secure values without printing any of the group that holds one", () => {
    const settings = changed(prd, ["postgres", "adminPassword"], "hunter2");

    const text = refusal(settings, ["postgres"]);

    assert.match(text, /^Pulumi\.prd\.yaml has 1 problem:\n {2}ftl:postgres holds a secure value/);
    assert.doesNotMatch(text, /hunter2|storageGib|Standard_/);
  });

  for (const key of ["apiToken", "adminPassword", "connectionString", "clientSecret", "sshKey"]) {
    it(`never prints the value of ${key}`, () => {
      const settings = changed(changed(prd, [key], "hunter2"), ["postgres", key], "hunter2");

      const text = refusal(settings);

      assert.match(
        text,
        new RegExp(`ftl:postgres\\.${key} is not a setting \\(found a value that`),
      );
      assert.doesNotMatch(text, /hunter2/);
    });
  }

  it("never prints text that holds a credential, whatever its key", () => {
    const text = refusal(changed(prd, ["postgres", "database"], "postgres://ftl:hunter2@host/db"));

    assert.match(text, /ftl:postgres\.database found text that is not shown/);
    assert.doesNotMatch(text, /hunter2/);
  });

  it("leaves the settings of other namespaces alone", () => {
    configBag(prd);
    pulumi.runtime.setConfig("azure-native:location", "centralindia");

    assert.doesNotThrow(() => loadSettings(new pulumi.Config("ftl"), "prd", emptyFolder));
  });
});
