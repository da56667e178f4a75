import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import net, { type Socket } from "node:net";
import tls from "node:tls";
import { promisify } from "node:util";
import { PublicResolver } from "../../../../local-cloud/data-plane/dns/publicResolver";
import { accountZones } from "../../../../local-cloud/data-plane/dns/zones";
import { clientAddress, Gateway } from "../../../../local-cloud/data-plane/gateway/gateway";
import { Network } from "../../../../local-cloud/data-plane/network/network";
import { PublicAuthority } from "../../../../local-cloud/trust/authority";
import { CloudInMemory } from "../../../support/inProcess";
import { temporaryFolder } from "../../../support/temporaryFolder";
import { closeServers, listen } from "../http/servers";

const dayMs = 86_400_000;

describe("the gateway", () => {
  let gateway: Gateway;
  let network: Network;
  const pending = ["replicas of api"];
  beforeEach(async () => {
    const cloud = await CloudInMemory.withZone("example.com");
    const { id } = cloud.cloudflare.findZone("example.com")!;
    for (const [name, content] of [
      ["api.example.com", "203.0.113.7"],
      ["away.example.com", "203.0.113.8"],
    ] as const) {
      await cloud.cloudflare.createRecord(id, { name, type: "A", content });
    }
    network = new Network();
    const zones = accountZones(cloud.cloudflare, cloud.dns);
    gateway = await Gateway.start(
      { resolver: new PublicResolver(zones), network },
      { "/pending": () => pending },
    );
  });
  afterEach(async () => {
    await gateway.close();
    await closeServers();
  });

  async function connect(target: string): Promise<Connected> {
    const request = http.request({
      host: "127.0.0.1",
      port: gateway.port,
      method: "CONNECT",
      path: target,
    });
    request.end();
    const [answer, socket, head] = (await once(request, "connect")) as [
      IncomingMessage,
      Socket,
      Buffer,
    ];
    return { answer, socket, head };
  }

  async function text(stream: NodeJS.ReadableStream): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString();
  }

  it("tells what is still on its way up to whoever asks the gateway itself", async () => {
    const answer = await fetch(`http://127.0.0.1:${gateway.port}/pending`);

    assert.deepEqual(await answer.json(), pending);
  });

  for (const target of ["api.example.com:7000", "203.0.113.7:7000"]) {
    it(`leads to what listens at ${target}, which sees a client of the internet`, async () => {
      const server = net.createServer((socket) => {
        socket.once("data", (data) =>
          socket.end(`${network.sourceOf(socket)} said ${String(data)}`),
        );
      });
      network.listen("203.0.113.7", 7000, await listen(server));

      const { answer, socket } = await connect(target);
      socket.write("hello");

      assert.equal(answer.statusCode, 200);
      assert.equal(await text(socket), `${clientAddress} said hello`);
    });
  }

  it("lets curl reach a server by its name over TLS, with the authority as the only one it trusts", async () => {
    const authority = await PublicAuthority.open(temporaryFolder());
    const { certificate, key } = await authority.issue({
      names: ["api.example.com"],
      notBefore: new Date(Date.now() - dayMs),
      notAfter: new Date(Date.now() + dayMs),
    });
    const server = https.createServer({ cert: certificate, key }, (request, response) =>
      response.end(`${request.headers.host} ${request.url}`),
    );
    network.listen("203.0.113.7", 443, await listen(server));

    const { stdout } = await promisify(execFile)("curl", [
      "--silent",
      "--show-error",
      "--proxy",
      `http://127.0.0.1:${gateway.port}`,
      "--cacert",
      authority.file,
      "https://api.example.com/health",
    ]);

    assert.equal(stdout, "api.example.com /health");
  });

  const refused: readonly [string, string, string, RegExp][] = [
    ["a name of no zone", "example.org:443", "502 dns_error", /^example\.org is in no zone/],
    ["a name without an address", "b.example.com:443", "502 dns_error", /has no address/],
    [
      "a port that nobody listens on",
      "away.example.com:443",
      "502 connection_refused",
      /203\.0\.113\.8/,
    ],
    ["what is no host", "away.example.com", "400 http_request_error", /is no host with a port/],
  ];
  for (const [what, target, status, reason] of refused) {
    it(`refuses ${what}, and says why`, async () => {
      const { answer, head } = await connect(target);
      const [, error] = String(answer.headers["proxy-status"]).split("error=");

      assert.equal(`${answer.statusCode} ${error}`, status);
      assert.match(head.toString(), reason);
    });
  }

  it("refuses where the server has just gone", async () => {
    const server = net.createServer();
    const port = await listen(server);
    network.listen("203.0.113.7", 7000, port);
    await closeServers();

    const { answer } = await connect("api.example.com:7000");

    assert.equal(answer.statusCode, 502);
  });

  async function get(path: string): Promise<{ status: number; body: string }> {
    const request = http.get({ host: "127.0.0.1", port: gateway.port, path });
    const [answer] = (await once(request, "response")) as [IncomingMessage];
    return { status: answer.statusCode!, body: await text(answer) };
  }

  it("passes on plain requests for http addresses", async () => {
    const server = http.createServer((request, response) =>
      response.end(`${request.headers.host} ${request.url}`),
    );
    network.listen("203.0.113.7", 80, await listen(server));

    assert.deepEqual(await get("http://api.example.com/a?b=c"), {
      status: 200,
      body: "api.example.com /a?b=c",
    });
  });

  for (const [what, path, status] of [
    ["a plain request for a name of no zone", "http://example.org/", 502],
    ["a plain request for an https address", "https://api.example.com/", 400],
    ["a request for itself", "/", 400],
  ] as const) {
    it(`refuses ${what}`, async () => {
      assert.equal((await get(path)).status, status);
    });
  }

  it("cuts what goes through when it closes", async () => {
    const server = net.createServer((socket) => void socket.on("error", () => undefined).resume());
    network.listen("203.0.113.7", 7000, await listen(server));
    const { socket } = await connect("api.example.com:7000");
    socket.on("error", () => undefined).resume();
    const cut = once(socket, "close");

    await gateway.close();

    await cut;
    assert.ok(socket.destroyed);
  });

  it("lets a server cut a handshake", async () => {
    network.listen(
      "203.0.113.7",
      443,
      await listen(net.createServer((socket) => socket.destroy())),
    );
    const { socket } = await connect("api.example.com:443");

    const secure = tls.connect({ socket, servername: "api.example.com" });

    await assert.rejects(once(secure, "secureConnect"), { code: "ECONNRESET" });
  });
});

interface Connected {
  readonly answer: IncomingMessage;
  readonly socket: Socket;
  /** What came at once behind the answer's head. */
  readonly head: Buffer;
}
