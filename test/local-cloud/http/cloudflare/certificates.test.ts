import assert from "node:assert/strict";
import { webcrypto, X509Certificate } from "node:crypto";
import * as x509 from "@peculiar/x509";
import { BadRequestError, NotFoundError } from "cloudflare";
import { refusedWith, TestApi } from "./testApi";

const ecdsa = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

describe("Cloudflare's client, with the Origin CA", () => {
  let api: TestApi;
  let csr: string;
  /** The same with another signature. */
  let forged: string;
  before(async () => {
    const keys = await webcrypto.subtle.generateKey(ecdsa, true, ["sign", "verify"]);
    const request = await x509.Pkcs10CertificateRequestGenerator.create(
      { name: "CN=anything", keys: keys as CryptoKeyPair, signingAlgorithm: ecdsa },
      webcrypto as Crypto,
    );
    csr = request.toString("pem");
    const bytes = new Uint8Array(request.rawData);
    bytes[bytes.length - 1]! ^= 1;
    forged = x509.PemConverter.encode(bytes.buffer, "CERTIFICATE REQUEST");
  });
  beforeEach(async () => {
    api = await TestApi.open();
  });
  afterEach(() => api.close());

  const create = (more: object = {}) =>
    api.client.originCACertificates.create({
      csr,
      hostnames: ["example.com", "*.example.com"],
      request_type: "origin-ecc",
      requested_validity: 365,
      ...more,
    });

  it("gets a certificate for its names, signed by the account's root", async () => {
    const { id, certificate, expires_on: expires } = await create();

    const leaf = new X509Certificate(certificate!);
    const root = new X509Certificate((await api.account.originCa.root()).certificate);
    assert.ok(leaf.verify(root.publicKey) && leaf.checkIssued(root), "signed by the root");
    assert.equal(leaf.subjectAltName, "DNS:example.com, DNS:*.example.com");
    assert.equal(BigInt(`0x${leaf.serialNumber}`).toString(), id);
    const days = (Date.parse(leaf.validTo) - Date.parse(leaf.validFrom)) / 86_400_000;
    assert.equal(days, 365);
    assert.equal(Math.floor(Date.parse(expires!) / 1000), Date.parse(leaf.validTo) / 1000);
  });

  it("gets one for fifteen years where it doesn't say for how long", async () => {
    assert.equal((await create({ requested_validity: undefined })).requested_validity, 5475);
  });

  it("gets one by the local cloud's clock", async () => {
    await api.clock.advance(1000 * 86_400_000);
    const { certificate } = await create();
    assert.ok(Date.parse(new X509Certificate(certificate!).validFrom) > Date.now());
  });

  it("has one root, whoever asks for it at the same time", async () => {
    const { originCa } = api.account;
    const [first, second] = await Promise.all([originCa.root(), originCa.root()]);
    assert.deepEqual(first, second);
  });

  it("finds a certificate again: by its id, and in the list of its zone alone", async () => {
    const other = await api.account.addZone("example.org");
    const created = await create();
    const listed = async (zone_id: string) =>
      (await api.client.originCACertificates.list({ zone_id })).result;

    assert.deepEqual(await api.client.originCACertificates.get(created.id!), created);
    assert.deepEqual(await listed(api.zone.id), [created]);
    assert.deepEqual(await listed(other.id), []);
  });

  it("revokes a certificate, which is then in no list", async () => {
    const { id } = await create();
    const revoked = await api.client.originCACertificates.delete(id!);

    assert.equal(revoked.id, id);
    assert.ok(!Number.isNaN(Date.parse(revoked.revoked_at!)));
    const { body } = await api.fetch(`/certificates/${id}`);
    assert.equal((body.result as typeof revoked).revoked_at, revoked.revoked_at);
    const { result } = await api.client.originCACertificates.list({ zone_id: api.zone.id });
    assert.deepEqual(result, []);
  });

  const refusals: readonly [what: string, body: object, code: number, message: RegExp][] = [
    [
      "a name of somebody else's zone",
      { hostnames: ["example.net"] },
      1010,
      /Failed to validate requested hostname example\.net: This zone is either not part/,
    ],
    ["a name that only ends alike", { hostnames: ["myexample.com"] }, 1010, /myexample/],
    ["a wildcard in the middle", { hostnames: ["a.*.example.com"] }, 1010, /a\.\*/],
    ["two wildcards", { hostnames: ["*.*.example.com"] }, 1010, /\*\.\*/],
    ["no names", { hostnames: [] }, 1016, /at least one host/],
    ["a time that is not offered", { requested_validity: 100 }, 1016, /one of 7, 30, 90/],
    ["a kind that there is not", { request_type: "origin" }, 1016, /'origin' is unknown/],
    ["a key of another kind", { request_type: "origin-rsa" }, 1016, /is none for origin-rsa/],
    ["a request that is none", { csr: "csr" }, 1016, /can't be read/],
    ["names that are no list", { hostnames: "example.com" }, 9207, /Request body is invalid/],
  ];
  for (const [what, body, code, message] of refusals) {
    it(`is refused ${what}`, () => refusedWith(create(body), BadRequestError, code, message));
  }

  it("is refused a request that its own key has not signed", () =>
    refusedWith(create({ csr: forged }), BadRequestError, 1016, /not signed with its own key/));

  it("is refused a certificate that is not there", () =>
    refusedWith(api.client.originCACertificates.get("42"), NotFoundError, 1101));

  for (const zone of ["", "0".repeat(32), "constructor"]) {
    it(`is refused the list of the zone '${zone}', which is none of the account's`, () =>
      refusedWith(api.client.originCACertificates.list({ zone_id: zone }), BadRequestError, 1001));
  }
});
