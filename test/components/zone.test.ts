import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { checkedZoneId, type Zone, ZoneSettings } from "../../components/zone";
import type { Settings } from "../../settings/schema";
import { recordResources, registered, type Registration, settled } from "../support/mocks";
import { named } from "../support/registrations";
import { stackSettings } from "../support/stackSettings";
import { declared } from "../support/topology";

const stg = stackSettings("stg");
const zone = (changes: Partial<Settings> = {}): Zone => ({
  id: pulumi.output("zone"),
  settings: { ...stg, ...changes },
});
const zoneSettings = (seen: readonly Registration[]) =>
  seen
    .filter(({ type }) => type === "cloudflare:index/zoneSetting:ZoneSetting")
    .map(({ inputs }) => `${inputs.settingId} ${inputs.value}`)
    .toSorted();

describe("ZoneSettings", () => {
  it("sets what the topology relies on, and no CAA records unasked", async () => {
    const seen = await recordResources();

    new ZoneSettings("zone", zone());
    await registered();

    assert.deepEqual(zoneSettings(seen), [
      "always_use_https on",
      "cname_flattening flatten_at_root",
      "min_tls_version 1.2",
      "ssl strict",
      "websockets on",
    ]);
    assert.equal(seen.length, 6, "the component and its five settings");
  });

  it("writes a CAA record at the zone's apex for each authority that is admitted", async () => {
    const seen = await recordResources();

    new ZoneSettings("zone", zone({ hostnames: { ...stg.hostnames, caa: ["digicert.com"] } }));
    await registered();

    assert.deepEqual(named(seen, "zone-caa-digicert.com").inputs, {
      zoneId: "zone",
      name: "ftljeta.cloud",
      type: "CAA",
      data: { flags: 0, tag: "issue", value: "digicert.com" },
      ttl: 300,
      comment: "digicert.com may issue certificates for names in ftljeta.cloud",
    });
  });

  it("is declared by the one stack that says so", async () => {
    assert.equal(zoneSettings((await declared("prd")).seen).length, 5);
    assert.deepEqual(zoneSettings((await declared("stg")).seen), []);
  });
});

describe("checkedZoneId", () => {
  const caaRecords = "cloudflare:index/getDnsRecords:getDnsRecords";
  const zoneSetting = "cloudflare:index/getZoneSetting:getZoneSetting";
  const declares = { ...stg.hostnames, zoneSettings: "declared" as const };

  /** What a program would ask of the zone. */
  async function asked(hostnames: Settings["hostnames"]): Promise<string[]> {
    const found: string[] = [];
    const note = (args: Record<string, unknown>, answer: object) => {
      found.push(String(args["settingId"] ?? args["type"]));
      return { ...args, ...answer };
    };
    await recordResources("stg", {
      answers: {
        [zoneSetting]: (args) => note(args, { value: "flatten_at_root" }),
        [caaRecords]: (args) => note(args, { results: [] }),
      },
    });
    await settled(checkedZoneId(zone({ hostnames }), {}));
    return found.toSorted();
  }

  it("reads the settings and the CAA records of a zone that another stack declares", async () => {
    assert.deepEqual(await asked(stg.hostnames), [
      "CAA",
      "always_use_https",
      "cname_flattening",
      "min_tls_version",
      "ssl",
      "websockets",
    ]);
  });

  it("reads the CAA records alone where the stack declares the settings", async () => {
    assert.deepEqual(await asked(declares), ["CAA"]);
  });

  it("reads nothing where the stack declares both", async () => {
    assert.deepEqual(await asked({ ...declares, caa: ["digicert.com"] }), []);
  });

  /** The check's end on a zone whose CNAME flattening is like this; the settings are those of stg. */
  async function checked(flattening: string, phase: Settings["phase"]): Promise<string> {
    await recordResources("stg", {
      answers: {
        [zoneSetting]: ({ settingId }) => ({
          settingId,
          value: settingId === "cname_flattening" ? flattening : "off",
        }),
      },
    });
    return promised(checkedZoneId(zone({ phase }), {}));
  }

  it("is the zone's id while nothing is proxied, however weak its settings for proxied names are", async () => {
    assert.equal(await checked("flatten_at_root", "bind"), "zone");
  });

  it("fails when names of the stack would not work, with all that is wrong and the mend", async () => {
    await assert.rejects(checked("flatten_all", "live"), (error: Error) => {
      assert.ok(pulumi.RunError.isInstance(error));
      assert.deepEqual(
        error.message.split("\n").map((line) => line.split(":")[0]),
        [
          "The zone ftljeta.cloud can't serve this stack's names",
          '  ssl is "off", wanted "strict"',
          '  cname_flattening is "flatten_all", wanted "flatten_at_root"',
          "    fix",
        ],
      );
      return true;
    });
  });
});

/** The value of an Output, or its failure: what `apply` hands to nobody. */
function promised<T>(output: pulumi.Output<T>): Promise<T> {
  return (output as unknown as { promise(): Promise<T> }).promise();
}
