import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import type { DetailedPeerCertificate, TLSSocket } from "node:tls";
import type { JsonObject } from "../../../../local-cloud/json";
import { selfSigned } from "../../../support/selfSigned";
import {
  appBody,
  appId,
  environmentId,
  identityId,
  secretId,
  secretUrl,
  serve,
  textIn,
  withDomains,
} from "../../arm/app/platform";
import { pkcs12 } from "../../arm/app/pkcs12";
import { IngressWorld } from "./ingressWorld";

const hostname = "api.example.com";
const ownId = `${environmentId}/certificates/api`;
const managedId = `${environmentId}/managedCertificates/api`;

/** A certificate of somebody's own, that holds from the first of November 2026 to the first of a month of 2027. */
function brought(until: string) {
  return selfSigned({
    names: [hostname],
    notBefore: new Date("2026-11-01T00:00:00Z"),
    notAfter: new Date(`2027-${until}-01T00:00:00Z`),
  });
}

function uploaded(pem: string): JsonObject {
  return {
    location: "centralindia",
    properties: { value: Buffer.from(pem).toString("base64") },
  };
}

describe("TLS of the ingress", () => {
  let world: IngressWorld;
  beforeEach(async () => {
    world = await IngressWorld.open();
    serve(world.cloud, hostname, "api");
    await world.cloud.put(appId("api"), withDomains({ name: hostname }));
  });
  afterEach(() => world.close());

  const put = (id: string, body: JsonObject) => world.cloud.put(id, body);
  const bind = (certificateId: string, name = hostname) =>
    put(appId("api"), withDomains({ name, bindingType: "SniEnabled", certificateId }));
  const issueManaged = () =>
    put(managedId, {
      location: "centralindia",
      properties: { subjectName: hostname, domainControlValidation: "CNAME" },
    });
  const domain = () => textIn(world.cloud.get(environmentId), "properties.defaultDomain");

  /** The chain that is presented for a name, the leaf first. */
  async function chainFor(servername: string): Promise<DetailedPeerCertificate[]> {
    const socket = world.connect(servername) as TLSSocket;
    await once(socket, "secureConnect");
    const chain = [socket.getPeerCertificate(true)];
    for (;;) {
      const { issuerCertificate } = chain.at(-1)!;
      if (issuerCertificate === undefined || issuerCertificate === chain.at(-1)) break;
      chain.push(issuerCertificate);
    }
    socket.destroy();
    return chain;
  }

  /** What the certificate that is presented for a name says. */
  async function presentedFor(servername: string) {
    const leaf = new X509Certificate((await chainFor(servername))[0]!.raw);
    return {
      names: leaf.subjectAltName,
      issuer: leaf.issuer.split("\n").join(", "),
      notBefore: leaf.validFrom,
      notAfter: leaf.validTo,
    };
  }

  /** Whether what is presented for a name leads to the authority that clients trust. */
  async function isTrusted(servername: string): Promise<boolean> {
    const presented = (await chainFor(servername)).map(({ raw }) => new X509Certificate(raw));
    const chain = [...presented, new X509Certificate(world.authority.root)];
    return presented.every((certificate, index) => {
      const signer = chain[index + 1]!;
      return certificate.checkIssued(signer) && certificate.verify(signer.publicKey);
    });
  }

  it("serves generated names with the service's wildcard, whether there is such an app or not", async () => {
    const own = await presentedFor(`api.${domain()}`);
    const other = await presentedFor(`other.${domain()}`);

    assert.equal(own.names, `DNS:*.${domain()}, DNS:*.internal.${domain()}`);
    assert.equal(
      own.issuer,
      "CN=Microsoft Azure RSA TLS Issuing CA 04, O=Microsoft Corporation, C=US",
    );
    assert.deepEqual(other, own);
    assert.ok(await isTrusted(`api.${domain()}`));
  });

  for (const years of [0, 1, 5]) {
    it(`serves generated names with a certificate that is valid in ${years} years`, async () => {
      world.cloud.advance({ days: years * 365 });

      const { notBefore, notAfter } = await presentedFor(`api.${domain()}`);

      assert.ok(new Date(notBefore) <= world.cloud.now());
      assert.ok(new Date(notAfter) > world.cloud.now());
    });
  }

  it("serves a managed certificate with what the cloud says of it", async () => {
    await issueManaged();
    await bind(managedId);

    assert.deepEqual(await presentedFor(hostname), {
      names: `DNS:${hostname}`,
      issuer: "CN=GeoTrust TLS RSA CA G1, OU=www.digicert.com, O=DigiCert Inc, C=US",
      notBefore: "Nov 20 12:00:00 2026 GMT",
      notAfter: "May 19 12:00:00 2027 GMT",
    });
    assert.ok(await isTrusted(hostname));
  });

  it("serves a managed certificate that was renewed without listening anew", async () => {
    await issueManaged();
    await bind(managedId);
    const before = await presentedFor(hostname);
    const port = world.network.route(world.address, 443);

    world.cloud.advance({ days: 140 });
    const after = await presentedFor(hostname);

    assert.ok(new Date(after.notAfter) > new Date(before.notAfter));
    assert.equal(world.network.route(world.address, 443), port);
  });

  it("goes on serving a certificate that has expired", async () => {
    await put(ownId, uploaded(brought("02").pem));
    await bind(ownId);

    world.cloud.advance({ days: 190 });

    assert.equal((await presentedFor(hostname)).notAfter, "Feb  1 00:00:00 2027 GMT");
  });

  it("serves the same certificate to every client", async () => {
    await issueManaged();
    await bind(managedId);

    const [first, second] = [await chainFor(hostname), await chainFor(hostname)];

    assert.equal(first[0]!.fingerprint256, second[0]!.fingerprint256);
  });

  it("serves a certificate that somebody brought as PEM with its own key and chain", async () => {
    const { certificate } = await world.authority.issue({
      names: ["other.example.com"],
      notBefore: world.cloud.now(),
      notAfter: new Date("2027-01-01"),
    });
    const { pem } = brought("02");
    await put(ownId, uploaded(`${pem}${certificate}`));
    await bind(ownId);

    const { issuer, notAfter } = await presentedFor(hostname);

    assert.deepEqual([issuer, notAfter], [`CN=${hostname}`, "Feb  1 00:00:00 2027 GMT"]);
  });

  it("serves a certificate that somebody brought as PKCS #12", async () => {
    const { value, password, hostname: name, thumbprint } = pkcs12;
    serve(world.cloud, name);
    await put(ownId, { location: "centralindia", properties: { value, password } });
    await bind(ownId, name);

    const [leaf] = await chainFor(name);

    assert.equal(leaf!.fingerprint.replaceAll(":", ""), thumbprint);
  });

  describe("with a certificate of the vault", () => {
    beforeEach(async () => {
      await put(secretId("cert"), { properties: { value: brought("02").pem } });
      await put(ownId, {
        location: "centralindia",
        properties: {
          certificateKeyVaultProperties: { identity: identityId, keyVaultUrl: secretUrl("cert") },
        },
      });
      await bind(ownId);
    });
    const end = async () => (await presentedFor(hostname)).notAfter;

    it("serves the version that the environment has taken up, until it takes up the next", async () => {
      assert.equal(await end(), "Feb  1 00:00:00 2027 GMT");

      world.cloud.advance({ hours: 1 });
      await put(secretId("cert"), { properties: { value: brought("05").pem } });
      assert.equal(await end(), "Feb  1 00:00:00 2027 GMT");

      world.cloud.advance({ hours: 12 });
      assert.equal(await end(), "May  1 00:00:00 2027 GMT");
    });

    it("goes on serving it when the secret is gone", async () => {
      await end();

      await world.cloud.delete(secretId("cert"));

      assert.equal(await end(), "Feb  1 00:00:00 2027 GMT");
    });
  });

  const cut: readonly [string, () => Promise<unknown>, string][] = [
    ["a name that the app has without a certificate", async () => undefined, hostname],
    [
      "a name whose certificate the app waits for",
      () => put(appId("api"), withDomains({ name: hostname, bindingType: "Auto" })),
      hostname,
    ],
    ["a name that no app has", async () => undefined, "other.example.com"],
    ["a name below a generated one", async () => undefined, "a.b.azurecontainerapps.io"],
    [
      "a name that is bound no longer",
      async () => {
        await put(ownId, uploaded(brought("02").pem));
        await bind(ownId);
        await presentedFor(hostname);
        await put(appId("api"), appBody());
      },
      hostname,
    ],
  ];
  for (const [what, arrange, name] of cut) {
    it(`cuts the handshake for ${what}`, async () => {
      await arrange();

      const handshake = once(world.connect(name), "secureConnect");

      await assert.rejects(handshake, { code: "ECONNRESET" });
    });
  }

  it("serves a name as soon as the certificate that its binding waits for is there", async () => {
    await put(appId("api"), withDomains({ name: hostname, bindingType: "Auto" }));

    await issueManaged();

    assert.match((await presentedFor(hostname)).issuer, /DigiCert/);
  });
});
