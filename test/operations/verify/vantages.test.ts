import assert from "node:assert/strict";
import net, { type AddressInfo } from "node:net";
import fc from "fast-check";
import { Gateway } from "../../../local-cloud/data-plane/gateway/gateway";
import { type ListeningDns, serveDns } from "../../../local-cloud/data-plane/dns/dnsServer";
import { PublicResolver } from "../../../local-cloud/data-plane/dns/publicResolver";
import type { Zone } from "../../../local-cloud/data-plane/dns/zones";
import { Network } from "../../../local-cloud/data-plane/network/network";
import { PublicAuthority } from "../../../local-cloud/trust/authority";
import { localVantage } from "../../../operations/verify/localVantage";
import { open, withinRanges } from "../../../operations/verify/realVantage";
import { Unreached, type Vantage } from "../../../operations/verify/vantage";
import { temporaryFolder } from "../../support/temporaryFolder";

describe("the addresses of an edge", () => {
  it("are those in its ranges, of either family", () => {
    const isEdge = withinRanges(["104.16.0.0/13", "2606:4700::/32"]);

    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const [first, second] = address.split(".").map(Number);
        assert.equal(isEdge(address), first === 104 && second! >= 16 && second! <= 23);
      }),
    );
    assert.equal(isEdge("2606:4700::6810:84e5"), true);
    assert.equal(isEdge("2606:4701::1"), false);
  });
});

describe("a connection", () => {
  it("that is refused says so", async () => {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));

    const refused = open("127.0.0.1", port, 2_000);

    await assert.rejects(refused, (error: Unreached) => error.isRefused);
  });
});

describe("a client of the local cloud", () => {
  let server: net.Server;
  let gateway: Gateway;
  let dns: ListeningDns;
  let vantage: Vantage;
  beforeEach(async () => {
    server = net.createServer((socket) => {
      socket.on("error", () => undefined);
      socket.pipe(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const network = new Network();
    network.listen("203.0.113.5", 443, (server.address() as AddressInfo).port);
    const zones = (): Zone[] => [
      {
        name: "example.com",
        nameServers: ["ns.example.com"],
        mailbox: "dns.example.com",
        exists: () => true,
        resolve: (name, type) =>
          name === "www.example.com" && type === "A"
            ? [{ name, type, ttl: 60, content: "203.0.113.5" }]
            : [],
      },
    ];
    const resolver = new PublicResolver(zones);
    gateway = await Gateway.start({ resolver, network });
    dns = await serveDns(zones);
    vantage = localVantage({
      dnsPort: dns.port,
      gatewayPort: gateway.port,
      authorityFile: (await PublicAuthority.open(temporaryFolder())).file,
      now: () => new Date(0),
      timeoutMs: 2_000,
    });
  });
  afterEach(async () => {
    await gateway.close();
    await dns.close();
    server.close();
  });

  async function echoOf(host: string): Promise<string> {
    const socket = await vantage.connect(host, 443);
    socket.write("hello");
    const text = await new Promise((resolve) => socket.once("data", resolve));
    socket.destroy();
    return String(text);
  }

  it("reaches a server by name, and by address", async () => {
    assert.equal(await echoOf("www.example.com"), "hello");
    assert.equal(await echoOf("203.0.113.5"), "hello");
  });

  it("knows of no name outside the zones that there are", async () => {
    const found = await vantage.resolve("www.elsewhere.example", "CNAME");

    assert.deepEqual(found, { records: [], exists: false, by: "the local cloud" });
  });

  it("is refused where nobody listens", async () => {
    await assert.rejects(
      vantage.connect("203.0.113.6", 443),
      (error: Unreached) => error.isRefused && /connection_refused/.test(error.message),
    );
  });

  it("can't tell of a name without an address", async () => {
    await assert.rejects(
      vantage.connect("nobody.example.com", 443),
      (error: Unreached) => !error.isRefused && /dns_error/.test(error.message),
    );
  });
});
