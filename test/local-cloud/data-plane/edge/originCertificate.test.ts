import assert from "node:assert/strict";
import { webcrypto, X509Certificate } from "node:crypto";
import * as x509 from "@peculiar/x509";
import { refusalOf } from "../../../../local-cloud/data-plane/edge/originCertificate";
import type { Credentials } from "../../../../local-cloud/trust/authority";
import { PublicAuthority } from "../../../../local-cloud/trust/authority";
import { temporaryFolder } from "../../../support/temporaryFolder";
import { dayMs, EdgeWorld } from "./edgeWorld";

describe("The edge's judgement of an origin's certificate", () => {
  let world: EdgeWorld;
  beforeEach(async () => {
    world = await EdgeWorld.open();
  });
  afterEach(() => world.close());

  const days = (count: number) => new Date(world.clock.now().getTime() + count * dayMs);
  async function statusWith(credentials: Credentials): Promise<string> {
    await world.httpsOrigin(undefined, credentials);
    const { status, body } = await world.visit("https://api.example.com/");
    return status === 200 ? "200" : `${status} ${body}`;
  }

  const table: readonly [string, RegExp, () => Promise<Credentials>][] = [
    ["a public authority's", /^200$/, () => world.certificate()],
    ["a public authority's own root's", /^200$/, () => world.certificate({ issuer: undefined })],
    ["a wildcard's", /^200$/, () => world.certificate({ names: ["*.example.com"] })],
    ["the Origin CA's", /^200$/, () => world.originCaCertificate()],
    [
      "a revoked one of the Origin CA",
      /^526 .*is revoked/s,
      async () => {
        const credentials = await world.originCaCertificate();
        await world.cloudflare.originCa.revoke(credentials.signed.id);
        return credentials;
      },
    ],
    [
      "an expired one",
      /^526 .*expired on/s,
      () => world.certificate({ notBefore: days(-2), notAfter: days(-1) }),
    ],
    [
      "one that isn't valid yet",
      /^526 .*is valid from/s,
      () => world.certificate({ notBefore: days(1), notAfter: days(2) }),
    ],
    [
      "another name's",
      /^526 .*is for DNS:www\.example\.com, not for api\.example\.com/s,
      () => world.certificate({ names: ["www.example.com"] }),
    ],
    [
      "an unknown authority's",
      /^526 .*signed neither by/s,
      async () => {
        const stranger = await PublicAuthority.open(temporaryFolder());
        return stranger.issue({
          names: ["api.example.com"],
          notBefore: days(-1),
          notAfter: days(1),
        });
      },
    ],
    [
      "one without the authority's certificate that signed it",
      /^526 .*signed neither by/s,
      async () => {
        const { certificate, key } = await world.certificate();
        return { certificate: certificate.split(/(?<=-----END CERTIFICATE-----\n)/)[0]!, key };
      },
    ],
  ];
  for (const [whose, outcome, make] of table) {
    it(`${outcome.source.startsWith("^200") ? "accepts" : "rejects"} ${whose}`, async () => {
      assert.match(await statusWith(await make()), outcome);
    });
  }

  it("rejects one of which the authority's own certificate is not signed by the root", async () => {
    const stranger = await PublicAuthority.open(temporaryFolder());
    const { certificate, key } = await stranger.issue({
      names: ["api.example.com"],
      notBefore: days(-1),
      notAfter: days(1),
      issuer: "CN=GeoTrust TLS RSA CA G1, O=DigiCert Inc, C=US",
    });

    const status = await statusWith({ certificate: `${certificate}${stranger.root}`, key });

    assert.match(status, /^526/);
  });

  it("rejects one that another server's certificate signed", async () => {
    const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
    const keys = await Promise.all(
      [1, 2, 3].map(() => webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"])),
    );
    const signed = async (subject: number, signer: number, isAuthority: boolean) => {
      const made = await x509.X509CertificateGenerator.create(
        {
          subject: `CN=${subject}.example.com`,
          issuer: `CN=${signer}.example.com`,
          publicKey: (keys[subject] as CryptoKeyPair).publicKey,
          signingKey: (keys[signer] as CryptoKeyPair).privateKey,
          signingAlgorithm: algorithm,
          notBefore: days(-1),
          notAfter: days(1),
          extensions: [new x509.BasicConstraintsExtension(isAuthority)],
        },
        webcrypto as Crypto,
      );
      return new X509Certificate(made.toString("pem"));
    };
    const [root, authority, server, leaf] = await Promise.all([
      signed(0, 0, true),
      signed(1, 0, true),
      signed(1, 0, false),
      signed(2, 1, false),
    ]);
    const refusal = (between: X509Certificate) =>
      refusalOf([leaf, between], {
        roots: [root],
        names: ["2.example.com"],
        now: world.clock.now(),
        isRevoked: () => false,
      });

    assert.equal(refusal(authority), undefined);
    assert.match(refusal(server) ?? "", /signed neither by/);
  });

  it("accepts one for the target of the hostname's CNAME", async () => {
    await world.record("A", "target", "203.0.113.7");
    await world.record("CNAME", "www", "target.example.com", { proxied: true });
    await world.httpsOrigin(undefined, await world.certificate({ names: ["target.example.com"] }));

    assert.equal((await world.visit("https://www.example.com/")).status, 200);
  });

  describe("is made by the cloud's clock", () => {
    it("accepts one of the machine's future", async () => {
      await world.clock.advance(190 * dayMs);
      const credentials = await world.certificate();

      assert.equal(await statusWith(credentials), "200");
    });

    it("rejects one that has expired by the cloud's clock only", async () => {
      const credentials = await world.certificate({ notAfter: days(100) });
      await world.clock.advance(190 * dayMs);

      assert.match(await statusWith(credentials), /^526 .*expired on/s);
    });
  });

  for (const [ssl, status] of [
    ["full", 200],
    ["strict", 526],
    ["origin_pull", 526],
  ] as const) {
    it(`answers ${status} for an expired one in the mode ${ssl}`, async () => {
      await world.set("ssl", ssl);
      const credentials = await world.certificate({ notBefore: days(-2), notAfter: days(-1) });
      await world.httpsOrigin(undefined, credentials);

      assert.equal((await world.visit("https://api.example.com/")).status, status);
    });
  }
});
