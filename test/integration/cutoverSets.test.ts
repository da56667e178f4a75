import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { stringify } from "yaml";
import { certificateFor } from "../../local-cloud/arm/types/app/environmentCertificates";
import { writeOwnersRecord } from "../../operations/hostnames/ownersRecord";
import { vaultCertificates, vaultNameOf } from "../../operations/certificate/names";
import { loadSettings } from "../../settings";
import type { FrontendName, Phase, ServedName, Settings } from "../../settings/schema";
import { configBag, stackFileSettings, type Value } from "../support/configBag";
import { CloudInMemory, hostnameBreaches, StackInProcess, vaultOf } from "../support/inProcess";
import { selfSigned } from "../support/selfSigned";
import type { StackName } from "../support/stackSettings";
import { temporaryFolder } from "../support/temporaryFolder";

type Hostnames = Settings["hostnames"];

const zone = "ftljeta.cloud";
/** The zone of somebody else. */
const otherZone = "jetafutures.com";

/** Labels in front of a zone: mostly good ones, now and then one that meets another or is none. */
const label = fc.oneof(
  { weight: 60, arbitrary: fc.stringMatching(/^[a-z]{2,6}(?:[.-][a-z0-9]{1,4})?$/) },
  { weight: 1, arbitrary: fc.constantFrom("x-y", "x.y", "x", "asuid.x", "y.x") },
  { weight: 1, arbitrary: fc.constantFrom("long".repeat(12), "xn--x") },
);
const inZone = label.map((one) => `${one}.${zone}`);
const anywhere = fc.oneof(
  { weight: 100, arbitrary: inZone },
  { weight: 1, arbitrary: fc.constantFrom(zone, `a.${otherZone}`, "xn--a.example.com") },
);

function served(sensible: number): fc.Arbitrary<ServedName> {
  const good = fc.constantFrom<Pick<ServedName, "proxied" | "certificate" | "acceptsRenewalGap">>(
    { proxied: true, certificate: "keyvault" },
    { proxied: false, certificate: "keyvault" },
    { proxied: false, certificate: "managed" },
    { proxied: true, certificate: "origin" },
    { proxied: true, certificate: "managed", acceptsRenewalGap: true },
  );
  const any = fc.record(
    {
      proxied: fc.boolean(),
      certificate: fc.constantFrom<ServedName["certificate"]>("managed", "keyvault", "origin"),
      acceptsRenewalGap: fc.boolean(),
    },
    { requiredKeys: ["proxied", "certificate"] },
  );
  const manner = fc.oneof({ weight: sensible, arbitrary: good }, { weight: 1, arbitrary: any });
  return fc.tuple(anywhere, manner).map(([name, rest]) => ({ name, ...rest }));
}

/** A name as ws wants it. */
function dnsOnly({ name, certificate }: ServedName): ServedName {
  return { name, proxied: false, certificate: certificate === "origin" ? "keyvault" : certificate };
}

const apiName = served(25);
const wsName = fc.oneof(
  { weight: 25, arbitrary: served(25).map(dnsOnly) },
  { weight: 1, arbitrary: served(1) },
);
const frontendName: fc.Arbitrary<FrontendName> = fc
  .tuple(
    label,
    fc.boolean(),
    fc.constantFrom<FrontendName["record"]>("declared", "handover", "standing"),
  )
  .map(([one, proxied, record]) => ({
    name: `${one}.${record === "declared" ? zone : otherZone}`,
    proxied,
    certificate: "managed",
    record,
  }));
const caa = fc.oneof(
  { weight: 8, arbitrary: fc.constant<string[] | undefined>(undefined) },
  {
    weight: 3,
    arbitrary: fc
      .boolean()
      .map((complete) => ["digicert.com", ...(complete ? ["letsencrypt.org"] : [])]),
  },
);
const hostnamesOf = (
  zoneSettings: Hostnames["zoneSettings"],
  admitted: fc.Arbitrary<string[] | undefined>,
): fc.Arbitrary<Hostnames> =>
  fc
    .record({
      zone: fc.constant(zone),
      zoneSettings: fc.oneof(
        { weight: 20, arbitrary: fc.constant(zoneSettings) },
        { weight: 1, arbitrary: fc.constantFrom("declared" as const, "checked" as const) },
      ),
      caa: admitted,
      api: fc.array(apiName, { minLength: 1, maxLength: 3 }),
      ws: fc.array(wsName, { minLength: 1, maxLength: 2 }),
      frontend: fc.array(frontendName, { minLength: 1, maxLength: 2 }),
    })
    .map(({ caa: list, ...hostnames }) =>
      list === undefined ? hostnames : { ...hostnames, caa: list },
    );

/** Hostnames that the stack files themselves have. */
const own = (stack: StackName) => stackFileSettings(stack)["hostnames"] as unknown as Hostnames;

describe("any set of hostnames, over both stacks", function () {
  this.timeout(120_000);

  it("is refused by settings or policy with one clear error, or ends with every name bound", async () => {
    const ofPrd = hostnamesOf("declared", caa);
    const ofStg = hostnamesOf("checked", fc.constant(undefined));
    const ends = { settings: 0, policy: 0, bound: 0 };
    await fc.assert(
      fc.asyncProperty(ofPrd, ofStg, async (prd, stg) => {
        const cloud = await CloudInMemory.withZone(zone);
        await cloud.cloudflare.addZone(otherZone);
        for (const [stack, hostnames, others] of [
          ["prd", prd, stg],
          ["stg", stg, prd],
        ] as const) {
          const end = await endOf(cloud, stack, hostnames, others);
          ends[end]++;
        }
      }),
      { numRuns: 10, examples: [[own("prd"), own("stg")]] },
    );
    assert.ok(ends.bound > 0, JSON.stringify(ends));
  });
});

/** How far a person comes with some hostnames. Any other end than these three is an assertion's failure. */
async function endOf(
  cloud: CloudInMemory,
  stack: StackName,
  hostnames: Hostnames,
  others: Hostnames,
): Promise<"settings" | "policy" | "bound"> {
  const other = stack === "prd" ? "stg" : "prd";
  let settings: Settings;
  try {
    settings = load(stack, hostnames, { [other]: others });
  } catch (error) {
    assert.match(
      (error as Error).message,
      /^Pulumi\.\w+\.yaml has \d+ problem|claimed by more than|declared by more than/,
    );
    assert.match((error as Error).message, /\n {4}fix: /);
    return "settings";
  }
  const breaches = await hostnameBreaches({ ...settings, phase: "live" }, stack);
  if (breaches.length > 0) {
    const names = [...settings.hostnames.api, ...settings.hostnames.ws].map(({ name }) => name);
    for (const breach of breaches) {
      assert.ok(
        names.some((name) => breach.includes(name)),
        breach,
      );
    }
    return "policy";
  }
  await walk(cloud, stack, settings);
  return "bound";
}

function load(
  stack: StackName,
  hostnames: Hostnames,
  otherFiles: Readonly<Record<string, Hostnames>>,
): Settings {
  const folder = temporaryFolder();
  for (const [other, theirs] of Object.entries(otherFiles)) {
    const content = stringify({ config: { "ftl:hostnames": theirs } });
    fs.writeFileSync(path.join(folder, `Pulumi.${other}.yaml`), content);
  }
  const settings = { ...stackFileSettings(stack), hostnames: hostnames as unknown as Value };
  return loadSettings(configBag(settings), stack, folder);
}

/** From nothing to live, as docs/hostnames.md says, and down again. */
async function walk(cloud: CloudInMemory, stack: StackName, settings: Settings): Promise<void> {
  const inProcess = new StackInProcess(cloud, stack);
  const up = async (phase: Phase, frontend = settings.hostnames.frontend) => {
    const now = { ...settings, phase, hostnames: { ...settings.hostnames, frontend } };
    const { refused, breaches } = await inProcess.up(now);
    assert.equal(refused, undefined, `${phase} of ${JSON.stringify(now.hostnames)}`);
    assert.deepEqual(breaches, [], `${phase} of ${JSON.stringify(now.hostnames)}`);
  };

  // Nobody can have written a record to a site that is not there yet.
  const handedOver = settings.hostnames.frontend.map((name) =>
    name.record === "standing" ? { ...name, record: "handover" as const } : name,
  );
  await up("provision", handedOver);
  await writeOwnersRecords(cloud, stack, settings.hostnames.frontend);
  await issue(cloud, stack, settings);
  await up("bind");
  await up("live");

  assertBound(cloud, settings);
  const { refused } = await inProcess.destroy();
  assert.equal(refused, undefined);
}

/** What the owner of the other zone does with a hand-over. */
async function writeOwnersRecords(
  cloud: CloudInMemory,
  stack: StackName,
  names: readonly FrontendName[],
): Promise<void> {
  const { resourceManager } = cloud;
  const id = resourceManager.ids().find((one) => one.endsWith(`/ftl-${stack}-frontend`))!;
  const { properties } = resourceManager.get(id) as { properties: { defaultHostname: string } };
  for (const { name } of names.filter(({ record }) => record === "standing")) {
    const target = properties.defaultHostname;
    await writeOwnersRecord(cloud, { type: "CNAME", name, target, ttlSec: 300 });
  }
}

/** A certificate for each name that has its own in the vault, from nobody in particular. */
async function issue(cloud: CloudInMemory, stack: StackName, settings: Settings): Promise<void> {
  const vault = vaultOf(cloud, vaultNameOf(stack, settings));
  const notBefore = cloud.clock.now();
  const notAfter = new Date(notBefore.getTime() + 90 * 86_400_000);
  for (const { hostname, secretName } of vaultCertificates(settings)) {
    await vault.importPem(secretName, selfSigned({ names: [hostname], notBefore, notAfter }).pem);
  }
}

interface App {
  readonly properties: {
    readonly configuration: {
      readonly ingress?: {
        readonly customDomains?: readonly {
          name: string;
          bindingType: string;
          certificateId: string;
        }[];
      };
    };
  };
}

function assertBound(cloud: CloudInMemory, { hostnames }: Settings): void {
  const { resourceManager, cloudflare } = cloud;
  const ids = resourceManager.ids();
  const bindings = ids
    .filter((id) => /\/containerApps\/[^/]+$/.test(id))
    .map((id) => resourceManager.get(id) as unknown as App)
    .flatMap(({ properties }) => properties.configuration.ingress?.customDomains ?? []);
  const records = cloudflare.records(cloudflare.findZone(zone)!.id);
  const declared = hostnames.frontend.filter(({ record }) => record === "declared");
  for (const { name, proxied } of [...hostnames.api, ...hostnames.ws, ...declared]) {
    assert.equal(
      records.find((one) => one.name === name && one.type === "CNAME")?.proxied,
      proxied,
      name,
    );
  }
  for (const { name } of [...hostnames.api, ...hostnames.ws]) {
    const binding = bindings.find((one) => one.name === name);
    assert.equal(binding?.bindingType, "SniEnabled", name);
    assert.deepEqual(
      certificateFor(resourceManager, binding.certificateId)?.subjectAlternativeNames,
      [name],
    );
  }
  for (const { name, record } of hostnames.frontend) {
    const claimed = ids.some((id) => id.endsWith(`/customDomains/${name}`));
    assert.equal(claimed, record !== "handover", name);
  }
}
