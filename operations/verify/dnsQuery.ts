import { randomInt } from "node:crypto";
import dgram from "node:dgram";
import net from "node:net";
import dnsPacket, { type Answer, type Packet } from "dns-packet";
import type { DnsRecord, RecordType, Resolution } from "./vantage";

/** A DNS server. */
export interface DnsServer {
  readonly address: string;
  /** @default 53 */
  readonly port?: number;
}

/** How often a datagram is sent before the server counts as silent. */
const tries = 2;
const portOfDns = 53;

/**
 * Asks a DNS server for a name's records, over UDP, and over TCP where the answer is too long for that.
 *
 * @param timeoutMs Milliseconds that each attempt may take.
 */
export async function queryDns(
  server: DnsServer,
  name: string,
  type: RecordType,
  timeoutMs: number,
): Promise<Resolution> {
  const question: Packet = {
    type: "query",
    id: randomInt(0x1_0000),
    flags: dnsPacket.RECURSION_DESIRED,
    questions: [{ name, type, class: "IN" }],
  };
  const by = server.port === undefined ? server.address : `${server.address}:${server.port}`;
  try {
    let packet = await overUdp(server, dnsPacket.encode(question), timeoutMs);
    if (isCutShort(packet))
      packet = await overTcp(server, dnsPacket.streamEncode(question), timeoutMs);
    return resolutionOf(packet, name, by);
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    return { unknown: `${by} gives no answer for ${name}: ${message || code || "no reason"}` };
  }
}

function resolutionOf(packet: Packet, name: string, by: string): Resolution {
  // The types leave out what a decoded packet says of its response code.
  const { rcode = "NOERROR" } = packet as { rcode?: string };
  if (rcode !== "NOERROR" && rcode !== "NXDOMAIN") {
    return {
      unknown: `${by} answers ${rcode} for ${name}`,
      isFailure: rcode === "SERVFAIL",
      isRefused: rcode === "REFUSED",
    };
  }
  return {
    records: (packet.answers ?? []).flatMap(recordOf),
    exists: rcode === "NOERROR",
    by,
  };
}

function recordOf(answer: Answer): DnsRecord[] {
  const { type } = answer;
  const content = contentOf(answer);
  if (content === undefined) return [];
  const ttl = "ttl" in answer ? (answer.ttl ?? 0) : 0;
  return [{ name: plain(answer.name), type, ttl, content }];
}

/** @returns undefined for a type that nobody asks for. */
function contentOf(answer: Answer): string | undefined {
  if (answer.type === "A" || answer.type === "AAAA") return answer.data;
  if (answer.type === "CNAME") return plain(answer.data);
  if (answer.type === "TXT") return [answer.data].flat().map(String).join("");
  if (answer.type !== "CAA") return undefined;
  const { flags = 0, tag, value } = answer.data;
  return `${flags} ${tag} "${value}"`;
}

/** Whether more was to be said than a datagram holds. */
function isCutShort({ flags = 0 }: Packet): boolean {
  return (flags & dnsPacket.TRUNCATED_RESPONSE) !== 0;
}

/** A name as it is compared: in lower case, without the dot of the root. */
function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}

function overUdp(server: DnsServer, message: Buffer, timeoutMs: number): Promise<Packet> {
  return new Promise((resolve, reject) => {
    const socket = dgram.createSocket(net.isIPv6(server.address) ? "udp6" : "udp4");
    let sent = 0;
    const end = (settle: () => void) => {
      clearInterval(timer);
      socket.close();
      settle();
    };
    const send = () => {
      if (sent++ === tries) return end(() => reject(new Error(`silent for ${timeoutMs} ms`)));
      socket.send(message, server.port ?? portOfDns, server.address);
    };
    const timer = setInterval(send, timeoutMs / tries);
    socket.on("error", (error) => end(() => reject(error)));
    socket.on("message", (answer) => {
      const packet = decoded(answer);
      // Anything else is an answer to somebody else's question.
      if (packet?.id === message.readUInt16BE(0)) end(() => resolve(packet));
    });
    send();
  });
}

function decoded(answer: Buffer): Packet | undefined {
  try {
    return dnsPacket.decode(answer);
  } catch {
    return undefined;
  }
}

function overTcp(server: DnsServer, message: Buffer, timeoutMs: number): Promise<Packet> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(server.port ?? portOfDns, server.address);
    const parts: Buffer[] = [];
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`silent for ${timeoutMs} ms`)));
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("the connection ended")));
    socket.on("connect", () => socket.write(message));
    socket.on("data", (part) => {
      parts.push(part);
      const all = Buffer.concat(parts);
      if (all.length < 2 || all.length < 2 + all.readUInt16BE(0)) return;
      const packet = dnsPacket.streamDecode(all);
      if (packet === null) socket.destroy(new Error("the answer can't be read"));
      else resolve(packet);
      socket.destroy();
    });
  });
}
