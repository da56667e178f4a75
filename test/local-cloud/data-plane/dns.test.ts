import assert from "node:assert/strict";
import dgram from "node:dgram";
import dns from "node:dns";
import net from "node:net";
import dnsPacket, { type DecodedPacket, type Question } from "dns-packet";
import fc from "fast-check";
import { serveDns, type ListeningDns } from "../../../local-cloud/data-plane/dns/dnsServer";
import { answerQuery } from "../../../local-cloud/data-plane/dns/answerQuery";
import type { Zone } from "../../../local-cloud/data-plane/dns/zones";
import { startLocalCloud, type LocalCloud } from "../../../local-cloud";
import { localSubscriptionId } from "../../../local-cloud/arm/resourceManager";
import { temporaryFolder } from "../../support/temporaryFolder";

describe("the local cloud's public DNS", () => {
  let cloud: LocalCloud;
  let zoneId: string;
  let resolver: dns.promises.Resolver;
  let port: number;

  before(async () => {
    cloud = await startLocalCloud({
      folder: temporaryFolder(),
      zones: ["example.com"],
      dnsPort: 0,
    });
    zoneId = cloud.cloudflare.findZone("example.com")!.id;
    port = cloud.listeningDns!.port;
    resolver = new dns.promises.Resolver();
    resolver.setServers([`127.0.0.1:${port}`]);
    const add = (type: string, name: string, content?: string, more = {}) =>
      cloud.cloudflare.createRecord(zoneId, { type, name, ...more, ...(content && { content }) });

    await add("CNAME", "api", "api.azure.example", { proxied: true });
    await add("CNAME", "ws", "gate.example.com", { ttl: 120 });
    await add("A", "gate", "192.0.2.77", { ttl: 60 });
    await add("CNAME", "away", "elsewhere.example.net");
    await add("TXT", "asuid.ws", '"one" "two"');
    await add("TXT", "long", `"${"x".repeat(700)}"`);
    await add("CAA", "@", undefined, { data: { flags: 0, tag: "issue", value: "digicert.com" } });
    await add("MX", "@", "mail.example.com", { priority: 10 });
    await add("A", "*.wild", "192.0.2.78");
    for (let index = 0; index < 120; index++) await add("A", "many", `10.1.0.${index}`);
  });
  after(() => cloud.close());

  describe("asked by Node's own resolver", () => {
    it("answers a proxied name with the edge's addresses", async () => {
      assert.deepEqual(await resolver.resolve4("api.example.com"), ["192.0.2.10", "192.0.2.11"]);
    });

    it("keeps the target of a proxied name to itself", async () => {
      await assert.rejects(resolver.resolveCname("api.example.com"), { code: "ENODATA" });
    });

    it("answers a DNS-only name with its chain of aliases, and their times to live", async () => {
      assert.deepEqual(await resolver.resolveCname("ws.example.com"), ["gate.example.com"]);
      assert.deepEqual(await resolver.resolve4("ws.example.com", { ttl: true }), [
        { address: "192.0.2.77", ttl: 60 },
      ]);
    });

    it("joins the strings of a TXT record, and cuts a long one into pieces", async () => {
      assert.deepEqual(await resolver.resolveTxt("asuid.ws.example.com"), [["onetwo"]]);
      const [pieces] = await resolver.resolveTxt("long.example.com");
      assert.deepEqual(
        pieces!.map(({ length }) => length),
        [255, 255, 190],
      );
    });

    it("answers CAA, MX, NS and SOA at the zone's apex", async () => {
      assert.deepEqual(await resolver.resolveCaa("example.com"), [
        { critical: 0, issue: "digicert.com" },
      ]);
      assert.deepEqual(await resolver.resolveMx("example.com"), [
        { exchange: "mail.example.com", priority: 10 },
      ]);
      assert.deepEqual(await resolver.resolveNs("example.com"), [
        "ada.ns.cloudflare.com",
        "bob.ns.cloudflare.com",
      ]);
      assert.equal((await resolver.resolveSoa("example.com")).nsname, "ada.ns.cloudflare.com");
    });

    it("says that a name is not there, and that a type is not", async () => {
      await assert.rejects(resolver.resolve4("nobody.example.com"), { code: "ENOTFOUND" });
      await assert.rejects(resolver.resolveTxt("gate.example.com"), { code: "ENODATA" });
    });

    it("knows a name that is only the parent of another", async () => {
      await assert.rejects(resolver.resolve4("asuid.example.com"), { code: "ENOTFOUND" });
      await cloud.cloudflare.createRecord(zoneId, { type: "A", name: "a.b", content: "10.0.0.1" });
      await assert.rejects(resolver.resolve4("b.example.com"), { code: "ENODATA" });
    });

    it("sees a record from the moment it is written until it is deleted", async () => {
      const record = { type: "TXT", name: "_acme-challenge", content: '"token"' };
      const { id } = await cloud.cloudflare.createRecord(zoneId, record);
      assert.deepEqual(await resolver.resolveTxt("_acme-challenge.example.com"), [["token"]]);
      await cloud.cloudflare.deleteRecord(zoneId, id);
      await assert.rejects(resolver.resolveTxt("_acme-challenge.example.com"), {
        code: "ENOTFOUND",
      });
    });

    it("takes names in any case", async () => {
      assert.deepEqual(await resolver.resolve4("GaTe.EXAMPLE.com"), ["192.0.2.77"]);
    });

    it("gets an answer that is too large for a datagram over TCP", async () => {
      assert.equal((await resolver.resolve4("many.example.com")).length, 120);
    });

    it("leads from a hostname to the ingress of the environment that Azure named", async () => {
      const group = `/subscriptions/${localSubscriptionId}/resourceGroups/rg`;
      const id = `${group}/providers/Microsoft.App/managedEnvironments/env`;
      await cloud.resourceManager.put(group, { location: "centralindia" });
      const { properties } = (await cloud.resourceManager.put(id, {
        location: "centralindia",
        properties: {},
      })) as { properties: { defaultDomain: string; staticIp: string } };
      const { defaultDomain, staticIp } = properties;
      await cloud.cloudflare.createRecord(zoneId, {
        type: "CNAME",
        name: "served",
        content: `app.${defaultDomain}`,
      });

      assert.deepEqual(await resolver.resolve4("served.example.com"), [staticIp]);
    });
  });

  describe("on the wire", () => {
    const askUdp = (question: Question, more: Partial<dnsPacket.Packet> = {}) =>
      overUdp(port, query(question, more)).then((answer) => dnsPacket.decode(answer));

    it("is authoritative, offers no recursion, and repeats the question as it was asked", async () => {
      const answer = await askUdp({ type: "A", name: "Gate.Example.COM" });

      assert.equal(answer.flag_aa, true);
      assert.equal(answer.flag_ra, false);
      assert.equal(answer.flag_rd, true);
      assert.equal(answer.questions![0]!.name, "Gate.Example.COM");
      assert.equal(answer.answers![0]!.name, "Gate.Example.COM");
    });

    it("gives each record of a chain the name that the one before it leads to", async () => {
      const answer = await askUdp({ type: "A", name: "ws.example.com" });

      assert.deepEqual(shown(answer), [
        "ws.example.com CNAME gate.example.com",
        "gate.example.com A 192.0.2.77",
      ]);
    });

    it("gives a wildcard's records the name that was asked for", async () => {
      const answer = await askUdp({ type: "A", name: "any.wild.example.com" });

      assert.deepEqual(shown(answer), ["any.wild.example.com A 192.0.2.78"]);
    });

    it("ends a chain that leaves its zones where it leaves them", async () => {
      const answer = await askUdp({ type: "A", name: "away.example.com" });

      assert.equal(codeOf(answer), "NOERROR");
      assert.deepEqual(shown(answer), ["away.example.com CNAME elsewhere.example.net"]);
      assert.deepEqual(answer.authorities, []);
    });

    for (const [what, name, type, code] of [
      ["a name that is not there", "nobody.example.com", "A", "NXDOMAIN"],
      ["a type that the name has not", "gate.example.com", "TXT", "NOERROR"],
      ["a type that is not modelled", "gate.example.com", "SRV", "NOERROR"],
    ] as const) {
      it(`answers ${what} with ${code} and the zone's SOA`, async () => {
        const answer = await askUdp({ type, name });

        assert.equal(codeOf(answer), code);
        assert.deepEqual(answer.answers, []);
        assert.deepEqual(
          answer.authorities!.map((record) => `${record.name} ${record.type}`),
          ["example.com SOA"],
        );
      });
    }

    it("refuses a name outside its zones, and says why to a client that reads it", async () => {
      const answer = await askUdp(
        { type: "A", name: "example.org" },
        { additionals: [edns(1232)] },
      );

      assert.equal(codeOf(answer), "REFUSED");
      assert.equal(answer.flag_aa, false);
      const { code, text } = extendedError(answer);
      assert.equal(code, 20);
      assert.match(
        text,
        /^the local cloud does not answer for example\.org; its zones: example\.com/,
      );
    });

    it("answers a record that no packet can carry with SERVFAIL", () => {
      const zone: Zone = {
        name: "example.com",
        nameServers: ["ns.example.com"],
        mailbox: "admin.example.com",
        resolve: (name, type) => [{ name, type, ttl: 60, content: "no address" }],
        exists: () => true,
      };

      const answer = answerQuery(query({ type: "AAAA", name: "odd.example.com" }), [zone], "udp");

      assert.equal(codeOf(dnsPacket.decode(answer!)), "SERVFAIL");
    });

    for (const [client, additionals, largest] of [
      ["that says nothing", [], 512],
      ["that takes 1,000 bytes", [edns(1_000)], 1_000],
      ["that takes more than one packet carries", [edns(65_000)], 1_232],
    ] as const) {
      it(`fits its datagrams to a client ${client}: ${largest} bytes`, async () => {
        for (const count of [10, 28, 60]) {
          const name = await manyAddresses(cloud, zoneId, `of${count}-${largest}`, count);
          const asked = query({ type: "A", name }, { additionals: [...additionals] });
          const answer = await overUdp(port, asked);
          const whole = (await overTcp(port, asked)).length;

          assert.equal(dnsPacket.decode(answer).flag_tc, whole > largest, `${count} addresses`);
          assert.ok(answer.length <= largest, `${answer.length} bytes`);
        }
      });
    }

    it("answers several questions of one TCP connection in turn, however they are cut", async () => {
      const asked = ["gate", "api"].map((name) =>
        framed(query({ type: "A", name: `${name}.example.com` })),
      );

      const answers = await conversation(port, Buffer.concat(asked), 2);

      assert.deepEqual(
        answers.map((answer) => shown(dnsPacket.decode(answer))[0]),
        ["gate.example.com A 192.0.2.77", "api.example.com A 192.0.2.10"],
      );
    });

    for (const [what, message, code] of [
      [
        "cut off in its question",
        query({ type: "A", name: "gate.example.com" }).subarray(0, 20),
        1,
      ],
      ["with no question", dnsPacket.encode({ type: "query", id: 7, questions: [] }), 1],
      ["with two questions", twoQuestions(), 1],
      ["with another opcode", withFlags(0x2800), 4],
      ["of another class", query({ type: "TXT", name: "gate.example.com", class: "CH" }), 5],
    ] as const) {
      it(`answers a message ${what} with response code ${code}`, async () => {
        const answer = await overUdp(port, message);

        assert.equal(answer.readUInt16BE(0), message.readUInt16BE(0), "the same id");
        assert.equal(answer.readUInt16BE(2) & 0xf, code);
      });
    }

    it("says nothing to what is too short to have an id, or is an answer itself", () => {
      assert.equal(answerQuery(Buffer.alloc(11), [], "udp"), undefined);
      assert.equal(answerQuery(withFlags(0x8000), [], "udp"), undefined);
    });

    it("survives any message", () => {
      const anything = fc.uint8Array({ maxLength: 600 });
      const almost = fc.tuple(fc.nat({ max: 60 }), fc.nat({ max: 255 })).map(([place, byte]) => {
        const message = query(
          { type: "A", name: "gate.example.com" },
          { additionals: [edns(900)] },
        );
        message[place % message.length] = byte;
        return message;
      });
      fc.assert(
        fc.property(fc.oneof(anything, almost), (bytes) => {
          const answer = answerQuery(Buffer.from(bytes), [], "udp");
          assert.ok(answer === undefined || answer.length >= 12);
        }),
        { numRuns: 2_000 },
      );
    });
  });
});

describe("a DNS server", () => {
  let listening: ListeningDns | undefined;
  afterEach(() => listening?.close());

  it("rejects a port that somebody else listens on", async () => {
    listening = await serveDns(() => []);

    await assert.rejects(
      serveDns(() => [], listening.port),
      { name: "PortTaken" },
    );
  });

  it("gives its port back", async () => {
    const first = await serveDns(() => []);
    await first.close();

    listening = await serveDns(() => [], first.port);

    assert.equal(listening.port, first.port);
  });
});

function query(question: Question, more: Partial<dnsPacket.Packet> = {}): Buffer {
  return dnsPacket.encode({
    type: "query",
    id: 4711,
    flags: dnsPacket.RECURSION_DESIRED,
    questions: [{ class: "IN", ...question }],
    ...more,
  });
}

function edns(udpPayloadSize: number) {
  const rest = { extendedRcode: 0, ednsVersion: 0, flags: 0, flag_do: false, options: [] };
  return { type: "OPT" as const, name: ".", udpPayloadSize, ...rest };
}

function twoQuestions(): Buffer {
  const question: Question = { type: "A", name: "gate.example.com", class: "IN" };
  return dnsPacket.encode({ type: "query", id: 7, questions: [question, question] });
}

function withFlags(flags: number): Buffer {
  const message = query({ type: "A", name: "gate.example.com" });
  message.writeUInt16BE(flags, 2);
  return message;
}

function overUdp(port: number, message: Uint8Array): Promise<Buffer> {
  const socket = dgram.createSocket("udp4");
  return new Promise<Buffer>((resolve, reject) => {
    socket.once("message", resolve).once("error", reject);
    socket.send(message, port, "127.0.0.1");
  }).finally(() => socket.close());
}

async function overTcp(port: number, message: Buffer): Promise<Buffer> {
  const [answer] = await conversation(port, framed(message), 1);
  return answer!;
}

function framed(message: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}

/** Sends bytes in two halves, cut at an odd place, and waits for so many answers. */
function conversation(port: number, bytes: Buffer, answers: number): Promise<Buffer[]> {
  const socket = net.connect(port, "127.0.0.1");
  return new Promise<Buffer[]>((resolve, reject) => {
    let received = Buffer.alloc(0);
    const found: Buffer[] = [];
    socket.once("error", reject).on("data", (more) => {
      received = Buffer.concat([received, more]);
      while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
        const end = 2 + received.readUInt16BE(0);
        found.push(received.subarray(2, end));
        received = received.subarray(end);
      }
      if (found.length === answers) resolve(found);
    });
    socket.write(bytes.subarray(0, 13), () => socket.write(bytes.subarray(13)));
  }).finally(() => socket.destroy());
}

async function manyAddresses(cloud: LocalCloud, zoneId: string, name: string, count: number) {
  for (let index = 0; index < count; index++) {
    const content = `10.2.0.${index}`;
    await cloud.cloudflare.createRecord(zoneId, { type: "A", name, content });
  }
  return `${name}.example.com`;
}

function shown(answer: DecodedPacket): string[] {
  return (answer.answers ?? []).map((record) => {
    assert.ok("data" in record && typeof record.data === "string", record.type);
    return `${record.name} ${record.type} ${record.data}`;
  });
}

function codeOf(answer: DecodedPacket): string {
  return (answer as DecodedPacket & { rcode: string }).rcode;
}

function extendedError(answer: DecodedPacket): { code: number; text: string } {
  const opt = answer.additionals!.find((record) => record.type === "OPT")!;
  const [{ data }] = opt.options as unknown as [{ data: Buffer }];
  return { code: data.readUInt16BE(0), text: data.toString("utf8", 2) };
}
