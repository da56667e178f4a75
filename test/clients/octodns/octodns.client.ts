import assert from "node:assert/strict";
import { CloudflareApi } from "../../../local-cloud/http/cloudflare/cloudflareApi";
import { servePlainly, token } from "../../local-cloud/http/cloudflare/testApi";
import { CloudInMemory, StackInProcess } from "../../support/inProcess";
import { stackSettings } from "../../support/stackSettings";
import { temporaryFolder } from "../../support/temporaryFolder";
import { installPythonClient } from "../pythonClient";
import { Octodns, type OctoRecord } from "./octodns";

const zoneName = "ftljeta.cloud";

/** octoDNS on the zone that prd makes. What a test leaves in the zone, the next one finds. */
describe("octoDNS", () => {
  let cloud: CloudInMemory;
  let octodns: Octodns;
  let close: (() => Promise<void>) | undefined;
  let expected: string[];
  const unmodelled: string[] = [];

  before(async function () {
    const commands = await installPythonClient(this, "octoDNS", __dirname);
    cloud = await CloudInMemory.withZone(zoneName);
    const { refused } = await new StackInProcess(cloud, "prd").up(stackSettings("prd"));
    assert.equal(refused, undefined);
    const front = new CloudflareApi(cloud.cloudflare, cloud.clock, (message) =>
      unmodelled.push(message),
    );
    const served = await servePlainly(front);
    ({ close } = served);
    octodns = new Octodns(commands, temporaryFolder(), zoneName, { url: served.url, token });
    expected = held();
  });

  after(() => close?.());

  afterEach(() => {
    assert.deepEqual(held(), expected);
    assert.deepEqual(unmodelled.splice(0), []);
  });

  const zoneId = () => cloud.cloudflare.findZone(zoneName)!.id;

  /** The records that the account has. */
  function held(): string[] {
    return cloud.cloudflare
      .records(zoneId())
      .map(({ name, type, content, proxied }) => `${name} ${type} ${content} ${proxied}`)
      .toSorted();
  }

  it("has nothing to do with what it dumped", async () => {
    await octodns.dump();

    assert.deepEqual(await octodns.plan(), []);
  });

  it("plans what was added and taken away, and changes nothing", async () => {
    const zone = octodns.read();
    // A name with one record, so that the name is all that there is to take away.
    const gone = Object.keys(zone).find((name) => !Array.isArray(zone[name]))!;
    delete zone[gone];
    octodns.write(Object.assign(zone, added));

    const planned = await octodns.plan();

    const creates = Object.values(added)
      .flat()
      .map(() => "Create");
    assert.deepEqual(planned.toSorted(), [...creates, "Delete"]);
  });

  it("applies its plan, and has nothing left to do", async () => {
    const zone = octodns.read();
    const names = Object.keys(zone).map((name) => (name === "" ? zoneName : `${name}.${zoneName}`));
    const kept = held().filter((one) => names.includes(one.split(" ")[0]!));

    const planned = await octodns.plan();

    const applied = await octodns.apply();

    assert.deepEqual(applied, planned);
    assert.deepEqual(await octodns.plan(), []);
    expected = [...kept, ...addedHere].toSorted();
  });

  it("sees drift, and mends it", async () => {
    const { id } = cloud.cloudflare
      .records(zoneId())
      .find(({ name }) => name === `new.${zoneName}`)!;
    await cloud.cloudflare.editRecord(zoneId(), id, { content: "192.0.2.99", proxied: false });

    const applied = await octodns.apply();

    assert.deepEqual(applied, ["Update"]);
    assert.deepEqual(await octodns.plan(), []);
  });
});

/** What is added to the zone's file. */
const added: Record<string, OctoRecord | OctoRecord[]> = {
  new: { type: "A", ttl: 300, value: "192.0.2.1", octodns: { cloudflare: { proxied: true } } },
  many: [
    { type: "A", ttl: 600, values: ["192.0.2.1", "192.0.2.2"] },
    { type: "AAAA", ttl: 600, value: "2001:db8::1" },
    { type: "TXT", ttl: 600, values: ["v=spf1 -all", "k".repeat(300)] },
    { type: "MX", ttl: 600, values: [{ preference: 10, exchange: "mail.example.net." }] },
  ],
  "caa.test": {
    type: "CAA",
    ttl: 3600,
    values: [
      { flags: 0, tag: "issue", value: "digicert.com" },
      { flags: 0, tag: "iodef", value: "mailto:a@example.com" },
    ],
  },
  "_sip._tls": {
    type: "SRV",
    ttl: 300,
    values: [
      { priority: 1, weight: 1, port: 443, target: "a.example.net." },
      { priority: 1, weight: 1, port: 444, target: "a.example.net." },
    ],
  },
};

/** What the account then has of it. */
const addedHere = [
  `new.${zoneName} A 192.0.2.1 true`,
  `many.${zoneName} A 192.0.2.1 false`,
  `many.${zoneName} A 192.0.2.2 false`,
  `many.${zoneName} AAAA 2001:db8::1 false`,
  `many.${zoneName} TXT "v=spf1 -all" false`,
  // Strings of 255 letters at most: octoDNS cuts a longer text.
  `many.${zoneName} TXT "${"k".repeat(255)}" "${"k".repeat(45)}" false`,
  `many.${zoneName} MX mail.example.net false`,
  `caa.test.${zoneName} CAA 0 issue "digicert.com" false`,
  `caa.test.${zoneName} CAA 0 iodef "mailto:a@example.com" false`,
  `_sip._tls.${zoneName} SRV 1 1 443 a.example.net false`,
  `_sip._tls.${zoneName} SRV 1 1 444 a.example.net false`,
];
