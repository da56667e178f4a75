import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { startLocalCloud, type LocalCloud } from "../../../local-cloud";
import { acmeAuthority, type AcmeOptions } from "../../../operations/certificate/acmeAuthority";
import { localVault } from "../../../operations/certificate/localVault";
import { localZone } from "../../../operations/certificate/localZone";
import { vaultCertificates } from "../../../operations/certificate/names";
import { obtainAll, type Workplace } from "../../../operations/certificate/obtain";
import type { CertificateVault } from "../../../operations/certificate/places";
import { getPebble } from "../../support/pebble/buildPebble";
import { startPebble, type Pebble } from "../../support/pebble/startPebble";
import { stackSettings } from "../../support/stackSettings";
import { temporaryFolder } from "../../support/temporaryFolder";
import { makeVault, vaultName } from "./vault";

/** Half a minute for the one build of Pebble. */
const buildMs = 180_000;

describe("certificates from an ACME server that looks at the local cloud's DNS", function () {
  this.timeout(60_000);
  const settings = stackSettings("prd");
  let cloud: LocalCloud;
  let pebble: Pebble;
  let vault: CertificateVault;
  let said: string[];

  before(async function () {
    this.timeout(buildMs);
    const program = await getPebble();
    if (program === undefined) {
      process.stderr.write("skipped: there is no Go on PATH to build Pebble with\n");
      assert.ok(!process.env["CI"], "CI has Go");
      this.skip();
    }
    const zones = [settings.hostnames.zone];
    cloud = await startLocalCloud({ folder: temporaryFolder(), zones, dnsPort: 0 });
    await makeVault(cloud);
    pebble = await startPebble(program, cloud.listeningDns!.port);
  });
  beforeEach(() => {
    said = [];
    vault = localVault(cloud, { name: vaultName, stack: "prd" }, () => undefined);
  });
  after(async () => {
    await pebble?.close();
    await cloud?.close();
  });

  const zone = () => localZone(cloud, settings.hostnames.zone);
  const challenges = () =>
    cloud.cloudflare
      .records(cloud.cloudflare.findZone(settings.hostnames.zone)!.id)
      .filter(({ name }) => name.startsWith("_acme-challenge."));
  const acme = (changes: Partial<AcmeOptions> = {}): AcmeOptions => ({
    directoryUrl: pebble.directoryUrl,
    directoryCa: pebble.directoryCa,
    zone: zone(),
    contact: "oncall@jetafutures.com",
    vault,
    say: (line) => void said.push(line),
    patience: { timeoutMs: 2_000, pollMs: 50 },
    ...changes,
  });
  /** Obtains the certificates of a stack, whether it has any or not. */
  const obtain = (options: AcmeOptions, certificates = vaultCertificates(settings)) => {
    const authority = () => acmeAuthority(options);
    const place: Workplace = { vault, now: () => cloud.clock.now(), say: options.say, authority };
    return obtainAll(certificates, place, ["missing", "valid"], 30);
  };
  const api = vaultCertificates(settings).slice(0, 1);

  it("obtains one for each name of a stack, proxied or not there at all, and takes the challenges away", async () => {
    const outcomes = await obtain(acme());

    assert.deepEqual(
      outcomes.map(({ hostname, result, state }) => `${hostname} ${result} ${state}`),
      ["api.ftljeta.cloud obtained valid", "prd-api.ftljeta.cloud obtained valid"],
    );
    assert.deepEqual(challenges(), []);
  });

  it("keeps key, leaf and chain as one PEM text, for that name and no other, up to the authority's root", async () => {
    const pem = (await vault.secret("cert-api-ftljeta-cloud"))!;
    const [leaf, intermediate, ...more] = certificatesIn(pem);
    const root = new X509Certificate(await pebble.root());

    assert.match(pem, /^-----BEGIN PRIVATE KEY-----\n/);
    assert.ok(leaf!.checkPrivateKey(createPrivateKey(pem)));
    assert.equal(leaf!.subjectAltName, "DNS:api.ftljeta.cloud");
    assert.ok(leaf!.checkIssued(intermediate!) && leaf!.verify(intermediate!.publicKey));
    assert.ok(intermediate!.verify(root.publicKey));
    assert.deepEqual(more, []);
  });

  it("stays one customer of the authority, with the key that the vault keeps", async () => {
    const setSecret = () => assert.fail("another account's key");

    const [outcome] = await obtain(acme({ vault: { ...vault, setSecret } }), api);

    assert.equal(outcome!.result, "obtained");
  });

  it("fails when the challenge says something else, with the authority's reason, and takes it away", async () => {
    const addTxt = (name: string) => zone().addTxt(name, "something else");
    const servers = async () => [];

    const [outcome] = await obtain(acme({ zone: { ...zone(), addTxt, servers } }), api);

    assert.equal(outcome!.result, "failed");
    assert.match(outcome!.message!, /Correct value not found for DNS challenge/);
    assert.deepEqual(challenges(), []);
  });

  it("does not ask the authority to look before the zone's servers show the challenge", async () => {
    const addTxt = (name: string, text: string) => zone().addTxt(`elsewhere-${name}`, text);

    const [outcome] = await obtain(acme({ zone: { ...zone(), addTxt } }), api);

    assert.match(
      outcome!.message!,
      /127\.0\.0\.1:\d+ does not show the TXT record _acme-challenge\.api\.ftljeta\.cloud after 2 s: ENOTFOUND/,
    );
    assert.deepEqual(challenges(), []);
  });

  it("fails on a directory whose certificate it is not told to trust", async () => {
    const [outcome] = await obtain(acme({ directoryCa: undefined }), api);

    assert.match(
      outcome!.message!,
      /^https:\/\/localhost:\d+\/dir can't be used: self-signed certificate$/,
    );
  });
});

function certificatesIn(pem: string): X509Certificate[] {
  return [...pem.matchAll(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g)].map(
    ([text]) => new X509Certificate(text),
  );
}
