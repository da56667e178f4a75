import assert from "node:assert/strict";
import fs from "node:fs";
import { X509Certificate } from "node:crypto";
import { startLocalCloud, type LocalCloud } from "../../../local-cloud";
import { localAuthority } from "../../../operations/certificate/localAuthority";
import { localVault } from "../../../operations/certificate/localVault";
import type { VaultCertificate } from "../../../operations/certificate/names";
import { obtainAll, statuses, type Workplace } from "../../../operations/certificate/obtain";
import { temporaryFolder } from "../../support/temporaryFolder";
import { makeVault, vaultName } from "./vault";

const certificates: VaultCertificate[] = [
  { hostname: "api.example.com", kind: "keyvault", secretName: "cert-api-example-com" },
  { hostname: "old-api.example.com", kind: "origin", secretName: "cert-old-api-example-com" },
];
const dayMs = 86_400_000;

describe("obtaining certificates from the local cloud's own authority", () => {
  let cloud: LocalCloud;
  let folder: string;
  let said: string[];
  let place: Workplace;

  beforeEach(async () => {
    folder = temporaryFolder();
    cloud = await startLocalCloud({ folder, zones: ["example.com"] });
    await makeVault(cloud);
    said = [];
    const say = (line: string) => void said.push(line);
    const now = () => cloud.clock.now();
    place = {
      vault: localVault(cloud, { name: vaultName, stack: "prd" }, say),
      now,
      say,
      authority: (kind) => localAuthority(cloud, kind),
    };
  });
  afterEach(() => cloud.close());

  const states = async () => (await statuses(certificates, place, 30)).map(({ state }) => state);
  const issue = () => obtainAll(certificates, place, ["missing", "expired", "unfit"], 30);
  const renew = () => obtainAll(certificates, place, ["missing", "expired", "unfit", "due"], 30);

  it("fills an empty vault with one certificate a hostname, 90 days from a public authority and a year from Cloudflare", async () => {
    const outcomes = await issue();

    assert.deepEqual(
      outcomes.map(({ result }) => result),
      ["obtained", "obtained"],
    );
    const found = await statuses(certificates, place, 30);
    assert.deepEqual(
      found.map(({ hostname, issuer, daysLeft }) => [hostname, issuer, daysLeft]),
      [
        ["api.example.com", "R12", 89],
        ["old-api.example.com", "CloudFlare Origin SSL Certificate Authority", 364],
      ],
    );
  });

  it("keeps what serves, and says until when", async () => {
    await issue();
    const before = await place.vault.secret("cert-api-example-com");

    const [outcome] = await issue();

    assert.equal(outcome!.result, "kept");
    assert.equal(await place.vault.secret("cert-api-example-com"), before);
    assert.match(said.at(-2)!, /^api\.example\.com: valid, until 20\d\d-/);
  });

  it("renews what is due by the local cloud's clock, and nothing else", async () => {
    await issue();
    await cloud.advance(61 * dayMs);
    assert.deepEqual(await states(), ["due", "valid"]);

    const outcomes = await renew();

    assert.deepEqual(
      outcomes.map(({ result }) => result),
      ["obtained", "kept"],
    );
    assert.deepEqual(await states(), ["valid", "valid"]);
  });

  it("leaves a certificate that is due but serves to whoever renews", async () => {
    await issue();
    await cloud.advance(61 * dayMs);

    const [outcome] = await issue();

    assert.deepEqual([outcome!.result, outcome!.state], ["kept", "due"]);
  });

  it("takes a new key for every certificate", async () => {
    await issue();
    const before = await place.vault.certificate("cert-api-example-com");
    await cloud.advance(91 * dayMs);
    await issue();
    const after = await place.vault.certificate("cert-api-example-com");

    assert.ok(!before!.publicKey.equals(after!.publicKey));
  });

  const verified = async (secretName: string, hostname: string, root: string) =>
    verifiedIssuer((await place.vault.secret(secretName))!, hostname, root);

  it("signs for the public with what leads to the root that all clients trust, and for origins with Cloudflare's", async () => {
    await issue();

    const { root, file } = await cloud.authority();
    const originRoot = await cloud.cloudflare.originCa.root();
    assert.equal(
      await verified("cert-api-example-com", "api.example.com", root),
      "CN=R12, O=Let's Encrypt, C=US",
    );
    assert.match(
      await verified("cert-old-api-example-com", "old-api.example.com", originRoot.certificate),
      /^OU=CloudFlare Origin SSL Certificate Authority/,
    );
    assert.equal(fs.statSync(`${file}.key`).mode & 0o077, 0, "the key is the owner's alone");
  });

  it("goes on with the others when one fails", async () => {
    const outcomes = await obtainAll(
      certificates,
      {
        ...place,
        authority: async (kind) =>
          kind === "keyvault"
            ? Promise.reject(new Error("too many requests"))
            : place.authority(kind),
      },
      ["missing"],
      30,
    );

    assert.deepEqual(
      outcomes.map(({ result, state, message }) => [result, state, message]),
      [
        ["failed", "missing", "too many requests"],
        ["obtained", "valid", undefined],
      ],
    );
  });

  it("keeps nothing that is for another name", async () => {
    const right = await place.authority("keyvault");
    const authority = async () => ({
      ...right,
      sign: (_hostname: string, csr: string) => right.sign("evil.example.com", csr),
    });

    const [outcome] = await obtainAll(certificates, { ...place, authority }, ["missing"], 30);

    assert.match(outcome!.message!, /api\.example\.com is for DNS:evil\.example\.com$/);
    assert.deepEqual(await states(), ["missing", "missing"]);
  });

  it("never tells the key, not even when the vault repeats what it refuses", async () => {
    const importPem = async (_name: string, pem: string) => {
      throw new Error(`BadParameter: ${pem}`);
    };

    const outcomes = await obtainAll(
      certificates,
      { ...place, vault: { ...place.vault, importPem } },
      ["missing"],
      30,
    );

    const told = `${said.join("\n")}${JSON.stringify(outcomes)}`;
    assert.match(told, /BadParameter: \[private key\]/);
    assert.doesNotMatch(told, /BEGIN [A-Z ]*PRIVATE KEY/);
  });

  it("rejects a vault that is not there, with the way to one", () => {
    assert.throws(() => localVault(cloud, { name: "ftl-stg-kv-cin", stack: "stg" }, place.say), {
      name: "Refusal",
      message:
        "The local cloud has no vault ftl-stg-kv-cin. Deploy it first: npx ftl local -- up --stack stg",
    });
  });

  it("says that a private vault takes calls from inside its network only", async () => {
    await makeVault(cloud, { publicNetworkAccess: "Disabled" });

    localVault(cloud, { name: vaultName, stack: "prd" }, place.say);

    assert.deepEqual(said, [
      "ftl-prd-kv-cin takes calls from inside its virtual network only. In Azure, run this there.",
    ]);
  });
});

/** A chain of certificates in PEM that leads to a root, the leaf for a hostname. @returns The leaf's issuer. */
function verifiedIssuer(pem: string, hostname: string, root: string): string {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)!;
  const chain = [...blocks, root].map((block) => new X509Certificate(block));
  const [leaf] = chain;
  for (const [index, certificate] of chain.slice(0, -1).entries()) {
    const signer = chain[index + 1]!;
    assert.ok(certificate.checkIssued(signer) && certificate.verify(signer.publicKey) && signer.ca);
  }
  assert.equal(leaf!.checkHost(hostname), hostname);
  return leaf!.issuer.split("\n").join(", ");
}
