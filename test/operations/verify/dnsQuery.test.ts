import assert from "node:assert/strict";
import dgram from "node:dgram";
import type { AddressInfo } from "node:net";
import { serveDns, type ListeningDns } from "../../../local-cloud/data-plane/dns/dnsServer";
import type { Zone } from "../../../local-cloud/data-plane/dns/zones";
import type { DnsAnswer } from "../../../local-cloud/dnsView";
import { queryDns } from "../../../operations/verify/dnsQuery";
import type { RecordType } from "../../../operations/verify/vantage";

const record = (name: string, type: DnsAnswer["type"], content: string): DnsAnswer => ({
  name,
  type,
  ttl: 120,
  content,
});
const records = [
  record("www.example.com", "CNAME", "host.example.com"),
  record("host.example.com", "A", "203.0.113.5"),
  record("asuid.www.example.com", "TXT", "ABC123"),
  record("example.com", "CAA", '0 issue "digicert.com"'),
  ...Array.from({ length: 60 }, (_, index) =>
    record("long.example.com", "TXT", `${"x".repeat(200)}${index}`),
  ),
];

/** A zone of these records. */
const zone: Zone = {
  name: "example.com",
  nameServers: ["ns.example.com"],
  mailbox: "dns.example.com",
  resolve: (name, type) => {
    const own = records.filter((one) => one.name === name);
    const alias = own.find((one) => one.type === "CNAME");
    const direct = own.filter((one) => one.type === type);
    if (direct.length > 0 || alias === undefined) return direct;
    return [alias, ...zone.resolve(alias.content, type)];
  },
  exists: (name) => records.some((one) => one.name === name),
};

describe("a question to a DNS server", () => {
  let server: ListeningDns;
  before(async () => (server = await serveDns(() => [zone])));
  after(() => server.close());

  const ask = (name: string, type: RecordType) =>
    queryDns({ address: "127.0.0.1", port: server.port }, name, type, 2_000);

  async function contents(name: string, type: RecordType): Promise<string[]> {
    const found = await ask(name, type);
    assert.ok("records" in found, JSON.stringify(found));
    return found.records.map((one) => `${one.type} ${one.content} ${one.ttl}`);
  }

  it("gets the aliases on the way, then the records", async () => {
    assert.deepEqual(await contents("www.example.com", "A"), [
      "CNAME host.example.com 120",
      "A 203.0.113.5 120",
    ]);
  });

  it("gets text without its quotes", async () => {
    assert.deepEqual(await contents("asuid.www.example.com", "TXT"), ["TXT ABC123 120"]);
  });

  it("gets a CAA record as zones show it", async () => {
    assert.deepEqual(await contents("example.com", "CAA"), ['CAA 0 issue "digicert.com" 120']);
  });

  it("gets what is too long for a datagram whole", async () => {
    assert.equal((await contents("long.example.com", "TXT")).length, 60);
  });

  it("tells a name that isn't there from one without such records", async () => {
    const [missing, empty] = await Promise.all([
      ask("nobody.example.com", "A"),
      ask("host.example.com", "CAA"),
    ]);

    const of = (found: typeof missing) =>
      "records" in found && [found.records.length, found.exists];
    assert.deepEqual(
      [of(missing), of(empty)],
      [
        [0, false],
        [0, true],
      ],
    );
  });

  it("can't tell of a name that the server doesn't answer for", async () => {
    const found = await ask("www.elsewhere.example", "A");

    assert.match((found as { unknown: string }).unknown, /REFUSED for www\.elsewhere\.example/);
  });

  it("can't tell where nobody answers", async () => {
    const silent = dgram.createSocket("udp4");
    await new Promise<void>((resolve) => silent.bind(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo;

    const found = await queryDns({ address: "127.0.0.1", port }, "www.example.com", "A", 60);

    silent.close();
    assert.match((found as { unknown: string }).unknown, /no answer for www\.example\.com: silent/);
  });
});
