import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import net from "node:net";
import tls from "node:tls";
import type { NamedServers, Reached } from "../../../../local-cloud/data-plane/part";
import { staticIpOf } from "../../../../local-cloud/arm/types/app/environmentFacts";
import type { Json } from "../../../../local-cloud/json";
import { environmentId, fqdn } from "../../arm/app/platform";
import { Stage } from "./stage";

/** Begins a script whose `tell` writes a line of JSON. */
const tell = `const tell = (what) => console.log(JSON.stringify(what));
const told = (error) => tell({ ...error, message: error.message });
const net = require("node:net"), tls = require("node:tls"), dns = require("node:dns");
setInterval(() => {}, 1000);
`;
const database = "pg.postgres.database.azure.com";

describe("the network of a replica", () => {
  let stage: Stage;
  /** Where the named servers lead. */
  let reached: Record<string, Reached>;
  /** What was asked for. */
  let asked: string[];
  const servers: (net.Server | tls.Server)[] = [];

  beforeEach(async () => {
    reached = {};
    asked = [];
    const named: NamedServers = {
      reach: (host, port, environment) => {
        asked.push(`${host}:${port} ${environment.name}`);
        return reached[host];
      },
    };
    stage = await Stage.open([named]);
  });
  afterEach(async () => {
    await stage.close();
    for (const server of servers.splice(0)) server.close();
  });

  /** What a script, run by an app without probes, writes. */
  async function written(script: string): Promise<Record<string, Json | undefined>> {
    stage.image("v1", tell + script);
    await stage.deploy("v1", { "properties.template.containers.0.probes": [] });
    return stage.written("api--v1");
  }

  async function listen(server: net.Server): Promise<number> {
    servers.push(server);
    server.on("connection", (socket: net.Socket) => socket.on("error", () => socket.destroy()));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port;
  }

  it("leads to a named server, whose certificate of the public authority is trusted", async () => {
    const { certificate, key } = await stage.authority.issue({
      names: [database],
      notBefore: new Date("2026-01-01"),
      notAfter: new Date("2048-01-01"),
    });
    const server = tls.createServer({ cert: certificate, key }, (socket) => socket.end("welcome"));
    reached[database] = { port: await listen(server) };

    const line = await written(`
      const socket = tls.connect({ host: "${database}", port: 5432, servername: "${database}" });
      socket.on("data", (data) => tell({ said: String(data), authorized: socket.authorized }));
      socket.on("error", told);`);

    assert.deepEqual(line, { said: "welcome", authorized: true });
    assert.deepEqual(asked, [`${database}:5432 env`]);
  });

  it("checks a certificate against the name that was asked for", async () => {
    const { certificate, key } = await stage.authority.issue({
      names: ["other.example"],
      notBefore: new Date("2026-01-01"),
      notAfter: new Date("2048-01-01"),
    });
    const server = tls.createServer({ cert: certificate, key }, (socket) => socket.end("welcome"));
    reached[database] = { port: await listen(server) };

    const line = await written(`
      tls.connect({ host: "${database}", port: 5432 }).on("error", ({ code }) => tell({ code }));`);

    assert.deepEqual(line, { code: "ERR_TLS_CERT_ALTNAME_INVALID" });
  });

  it("has no variable of the trust store for the program to see", async () => {
    const line = await written(
      `tell({ seen: Object.keys(process.env).filter((name) => /NODE/.test(name)), send: typeof process.send });`,
    );
    assert.deepEqual(line, { seen: [], send: "undefined" });
  });

  const connecting: readonly (readonly [string, Reached | undefined, Record<string, Json>])[] = [
    [
      "doesn't know a name that nobody has",
      undefined,
      {
        errno: -3008,
        code: "ENOTFOUND",
        syscall: "getaddrinfo",
        hostname: database,
        message: `getaddrinfo ENOTFOUND ${database}`,
      },
    ],
    [
      "is refused where nothing listens",
      { code: "ECONNREFUSED" },
      {
        errno: -111,
        code: "ECONNREFUSED",
        syscall: "connect",
        address: database,
        port: 5432,
        message: `connect ECONNREFUSED ${database}:5432`,
      },
    ],
    [
      "gets no answer where the network lets nothing through",
      { code: "ETIMEDOUT" },
      {
        errno: -110,
        code: "ETIMEDOUT",
        syscall: "connect",
        address: database,
        port: 5432,
        message: `connect ETIMEDOUT ${database}:5432`,
      },
    ],
  ];
  for (const [title, where, error] of connecting) {
    it(`${title}, in the words of Node.js`, async () => {
      if (where !== undefined) reached[database] = where;
      const line = await written(`net.connect(5432, "${database}").on("error", told);`);
      assert.deepEqual(line, error);
    });
  }

  it("sends what is written before it is connected, through fetch and pools as well", async () => {
    const port = await listen(
      net.createServer((socket) =>
        socket.on("data", () =>
          socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi"),
        ),
      ),
    );
    reached["api.example"] = { port };
    const line = await written(`
      fetch("http://api.example:8000/path").then((answer) => answer.text()).then((text) => tell({ text }), told);`);
    assert.deepEqual(line, { text: "hi" });
  });

  it("leads to an address that the program has looked up itself", async () => {
    reached[database] = { port: await listen(net.createServer((socket) => socket.end("welcome"))) };
    const line = await written(`
      dns.promises.lookup("${database}").then(({ address, family }) => {
        net.connect(5432, address).on("data", (data) => tell({ said: String(data), family }));
      });`);
    assert.deepEqual(line, { said: "welcome", family: 4 });
  });

  it("has no address for a name that nobody has", async () => {
    const line = await written(`dns.lookup("nowhere.example", (error) => told(error));`);
    assert.equal(line.message, "getaddrinfo ENOTFOUND nowhere.example");
  });

  for (const [title, host] of [
    ["its short name", () => "api"],
    ["its generated name", () => fqdn(stage.cloud, "api")],
  ] as const) {
    it(`leads to the environment's ingress for an app by ${title}`, async () => {
      const address = staticIpOf(stage.cloud.find(environmentId)!);
      const server = net.createServer((socket) => socket.end("ingress"));
      stage.network.listen(address, 80, await listen(server));
      const line = await written(`
        net.connect(80, "${host()}").on("data", (data) => tell({ said: String(data) })).on("error", told);`);
      assert.deepEqual(line, { said: "ingress" });
    });
  }

  it("keeps loopback to the replica itself", async () => {
    const outside = await listen(net.createServer((socket) => socket.end("the machine's")));
    const line = await written(`
      const server = net.createServer((socket) => socket.end("own")).listen(8080, "0.0.0.0", () => {
        const { port } = server.address();
        net.connect(8080, "localhost").on("data", (data) =>
          net.connect(${outside}, "127.0.0.1").on("error", ({ code }) => tell({ port, said: String(data), code })));
      });`);
    assert.deepEqual(line, { port: 8080, said: "own", code: "ECONNREFUSED" });
  });

  it("refuses a host that is no text, and goes on", async () => {
    const line = await written(`
      net.connect({ port: 5432, host: {} }).on("error", ({ code }) =>
        dns.lookup("nowhere.example", (error) => tell({ code, next: error.code })));`);
    assert.deepEqual(line, { code: "ECONNREFUSED", next: "ENOTFOUND" });
  });

  it("has each port once", async () => {
    const line = await written(`
      net.createServer().listen(8080, () => net.createServer().on("error", told).listen(8080));`);
    assert.deepEqual(line, {
      errno: -98,
      code: "EADDRINUSE",
      syscall: "listen",
      port: 8080,
      message: "listen EADDRINUSE: address already in use :::8080",
    });
  });
});
