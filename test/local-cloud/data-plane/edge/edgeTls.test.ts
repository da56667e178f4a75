import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import tls, { type ConnectionOptions, type SecureVersion } from "node:tls";
import { dayMs, EdgeWorld, originAddress } from "./edgeWorld";

describe("The edge's TLS", () => {
  let world: EdgeWorld;
  beforeEach(async () => {
    world = await EdgeWorld.open();
  });
  afterEach(() => world.close());

  /** The protocol that was agreed on, or how the handshake failed; and the certificate. */
  async function handshake(hostname: string, options: ConnectionOptions = {}) {
    const socket = tls.connect({ ...world.connection(hostname), ...options });
    try {
      await once(socket, "secureConnect");
      return {
        outcome: socket.getProtocol() ?? "",
        certificate: socket.getPeerX509Certificate()!,
      };
    } catch (error) {
      const { code = "" } = error as NodeJS.ErrnoException;
      // Newer versions of OpenSSL have another name for it.
      return { outcome: code.replace("SSL/TLS_ALERT", "SSLV3_ALERT") };
    } finally {
      socket.destroy();
    }
  }

  it("shows a public certificate for the zone's apex and its first level", async () => {
    const { certificate } = await handshake("api.example.com");

    assert.equal(certificate?.subjectAltName, "DNS:example.com, DNS:*.example.com");
    assert.equal(certificate?.issuer, "CN=WE1\nO=Google Trust Services\nC=US");
  });

  it("renews its certificate by the cloud's clock, and while the machine's takes it too", async () => {
    const before = await handshake("api.example.com");
    await world.clock.advance(70 * dayMs);

    await world.edge.reconcile();

    const { certificate } = await handshake("api.example.com");
    assert.notEqual(certificate!.serialNumber, before.certificate!.serialNumber);
    assert.ok(new Date(certificate!.validFrom) < new Date());
    assert.ok(new Date(certificate!.validTo).getTime() > world.clock.now().getTime() + 80 * dayMs);
  });

  it("keeps its certificate while it lasts", async () => {
    const before = await handshake("api.example.com");
    await world.clock.advance(20 * dayMs);

    await world.edge.reconcile();

    const after = await handshake("api.example.com");
    assert.equal(after.certificate!.serialNumber, before.certificate!.serialNumber);
  });

  it("takes a name in whatever letters", async () => {
    await world.httpsOrigin();

    const answer = await world.visit("https://api.example.com/", {
      servername: "API.example.com",
      headers: { host: "Api.Example.com:443" },
    });

    assert.equal(answer.status, 200);
  });

  const alert = "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE";
  for (const [what, hostname] of [
    ["a name below the first level", "deep.api.example.com"],
    ["a name that isn't proxied", "ws.example.com"],
    ["a name that isn't there", "nothing.example.com"],
    ["somebody else's name", "www.example.org"],
    ["a client that names no host", ""],
  ] as const) {
    it(`fails the handshake with ${what}`, async () => {
      await world.record("A", "deep.api", originAddress, { proxied: true });
      await world.record("A", "ws", originAddress);

      assert.equal((await handshake(hostname)).outcome, alert);
    });
  }

  it("takes a name from the moment on that its record is proxied", async () => {
    const { id } = await world.record("A", "ws", originAddress);
    const before = await handshake("ws.example.com");

    await world.cloudflare.editRecord(world.zoneId, id, { proxied: true });

    const after = await handshake("ws.example.com");
    assert.deepEqual([before.outcome, after.outcome], [alert, "TLSv1.3"]);
  });

  it("has no certificate for a zone without proxied names", async () => {
    const [record] = world.cloudflare.records(world.zoneId);
    await world.cloudflare.editRecord(world.zoneId, record!.id, { proxied: false });
    await world.edge.reconcile();

    assert.equal((await handshake("api.example.com")).outcome, alert);
  });

  const tooOld = "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION";
  for (const [minimum, tls13, client, outcome] of [
    ["1.0", "on", "TLSv1", "TLSv1"],
    ["1.0", "on", "TLSv1.3", "TLSv1.3"],
    ["1.2", "on", "TLSv1.1", tooOld],
    ["1.2", "on", "TLSv1.2", "TLSv1.2"],
    ["1.3", "on", "TLSv1.2", tooOld],
    ["1.3", "on", "TLSv1.3", "TLSv1.3"],
    ["1.2", "off", "TLSv1.3", "TLSv1.2"],
  ] as const satisfies readonly (readonly [string, string, SecureVersion, string])[]) {
    it(`with minimum ${minimum} and TLS 1.3 ${tls13}, gives a client of ${client} ${outcome}`, async () => {
      await world.set("min_tls_version", minimum);
      await world.set("tls_1_3", tls13);
      await world.edge.reconcile();

      const got = await handshake("api.example.com", {
        minVersion: "TLSv1",
        maxVersion: client,
        ciphers: "DEFAULT@SECLEVEL=0",
      });

      assert.equal(got.outcome, outcome);
    });
  }

  it("takes a hello that comes byte by byte", async () => {
    const { port } = world.connection("api.example.com");
    const slow = net.createServer((client) => {
      const edge = net.connect(port!, "127.0.0.1");
      edge.setNoDelay(true).pipe(client);
      client.on("data", (bytes) => {
        for (const byte of bytes) edge.write(Buffer.from([byte]));
      });
      for (const socket of [edge, client]) socket.on("error", () => undefined);
      client.once("close", () => edge.destroy());
    });
    slow.listen(0, "127.0.0.1");
    await once(slow, "listening");

    const got = await handshake("api.example.com", {
      port: (slow.address() as net.AddressInfo).port,
    });

    slow.close();
    assert.equal(got.outcome, "TLSv1.3");
  });

  it("lets a connection be that says nothing, and ends it when it closes", async () => {
    const socket = net.connect(world.connection("api.example.com").port!, "127.0.0.1");
    await once(socket, "connect");
    const closed = once(socket.on("error", () => undefined).resume(), "close");

    await world.edge.close();

    await closed;
    assert.deepEqual(world.said, []);
  });
});
