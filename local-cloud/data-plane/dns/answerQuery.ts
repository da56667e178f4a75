import dnsPacket, {
  type Answer,
  type DecodedPacket,
  type Packet,
  type PacketOpt,
} from "dns-packet";
import type { DnsAnswer } from "../../dnsView";
import { resourceRecord, startOfAuthority } from "./resourceRecords";
import { heldTypes, zoneOf, type Zone } from "./zones";

const responseCodes = { noError: 0, formErr: 1, servFail: 2, nxDomain: 3, notImp: 4, refused: 5 };
type ResponseCode = keyof typeof responseCodes;

/** Largest answer to a client that says nothing of larger ones (RFC 1035 §4.2.1), in bytes. */
const smallestLimit = 512;
/** Largest answer over UDP, in bytes: it fits into one packet of any path. @see https://www.dnsflagday.net/2020/ */
const largestDatagram = 1_232;
const largestMessage = 65_535;
const headerBytes = 12;

/** What a query is answered with, before it is a packet. */
interface Reply {
  readonly code: ResponseCode;
  readonly answers?: Answer[];
  readonly authorities?: Answer[];
  /** Why there is no answer, for whoever reads it: goes along as an extended error (RFC 8914). */
  readonly reason?: string;
}

/**
 * Answers a query as an authoritative server does.
 *
 * @param message What came over the wire: anything at all.
 * @returns The answer, or undefined for what gets none: too short to have an id, or an answer itself.
 */
export function answerQuery(
  message: Buffer,
  zones: readonly Zone[],
  transport: "udp" | "tcp",
): Buffer | undefined {
  if (message.length < headerBytes || isResponse(message)) return undefined;
  if (opcodeOf(message) !== 0) return bare(message, "notImp");
  let query: DecodedPacket;
  try {
    query = dnsPacket.decode(message);
  } catch {
    return bare(message, "formErr");
  }
  const limit = transport === "tcp" ? largestMessage : datagramLimit(query);
  try {
    return fitted(query, reply(query, zones), limit);
  } catch (error) {
    // A record's content that no packet can carry, such as an IPv6 address that is none.
    const reason = error instanceof Error ? error.message : String(error);
    return fitted(query, { code: "servFail", reason }, limit);
  }
}

function reply(query: DecodedPacket, zones: readonly Zone[]): Reply {
  const [question, ...more] = query.questions ?? [];
  if (question === undefined || more.length > 0) return { code: "formErr" };
  const asked = question.name.toLowerCase();
  const zone = zoneOf(zones, asked);
  if (zone === undefined || question.class !== "IN") {
    const known = zones.map(({ name }) => name).join(", ") || "none";
    return {
      code: "refused",
      reason: `the local cloud does not answer for ${asked}; its zones: ${known}`,
    };
  }
  if (asked === zone.name && question.type === "SOA") {
    return { code: "noError", answers: [startOfAuthority(zone)] };
  }
  if (asked === zone.name && question.type === "NS") {
    return { code: "noError", answers: nameServers(zone) };
  }
  const type = heldTypes.find((held) => held === question.type);
  const found = type === undefined ? [] : resolveAcross(zones, asked, type);
  return { ...ending(zones, found, asked, type), answers: records(found, question.name) };
}

/** A name's records, with the chain of aliases that leads to them as far as the zones here know it. */
export function resolveAcross(
  zones: readonly Zone[],
  name: string,
  type: DnsAnswer["type"],
): DnsAnswer[] {
  const found = zoneOf(zones, name)?.resolve(name, type) ?? [];
  const target = openEnd(found, type);
  const there = target === undefined ? undefined : zoneOf(zones, target);
  if (target === undefined || there === undefined || there === zoneOf(zones, name)) return found;
  return [...found, ...resolveAcross(zones, target, type)];
}

/** Where a chain of aliases leads that has not come to a record of the wanted type. */
function openEnd(found: readonly DnsAnswer[], type: DnsAnswer["type"]): string | undefined {
  const last = found.at(-1);
  return last?.type === "CNAME" && type !== "CNAME" ? last.content.toLowerCase() : undefined;
}

/** How the search came to its end: the code is the last name's of the chain (RFC 6604). */
function ending(
  zones: readonly Zone[],
  found: readonly DnsAnswer[],
  asked: string,
  type: DnsAnswer["type"] | undefined,
): Pick<Reply, "code" | "authorities"> {
  const target = type === undefined ? undefined : openEnd(found, type);
  if (found.length > 0 && target === undefined) return { code: "noError" };
  const last = target ?? asked;
  const zone = zoneOf(zones, last);
  if (zone === undefined) return { code: "noError" };
  const code = zone.exists(last) ? "noError" : "nxDomain";
  return { code, authorities: [startOfAuthority(zone)] };
}

/** The first record stands under the name as it was asked, each later one under what the alias before it says. */
function records(found: readonly DnsAnswer[], asked: string): Answer[] {
  let owner = asked;
  return found.map((answer) => {
    const record = resourceRecord(answer, owner);
    if (answer.type === "CNAME") owner = answer.content;
    return record;
  });
}

function nameServers({ name, nameServers: servers }: Zone): Answer[] {
  return servers.map((content) => resourceRecord({ name, type: "NS", ttl: 86_400, content }, name));
}

/** The packet of a reply; one that doesn't fit tells the client to come back over TCP (RFC 2181 §9). */
function fitted(query: DecodedPacket, reply: Reply, limit: number): Buffer {
  const whole = dnsPacket.encode(packet(query, reply, 0));
  if (whole.length <= limit) return whole;
  return dnsPacket.encode(packet(query, { code: reply.code }, dnsPacket.TRUNCATED_RESPONSE));
}

function packet(query: DecodedPacket, reply: Reply, flags: number): Packet {
  const authoritative = reply.code === "noError" || reply.code === "nxDomain";
  return {
    type: "response",
    id: query.id ?? 0,
    flags:
      flags |
      responseCodes[reply.code] |
      (query.flag_rd ? dnsPacket.RECURSION_DESIRED : 0) |
      (authoritative ? dnsPacket.AUTHORITATIVE_ANSWER : 0),
    questions: query.questions ?? [],
    answers: reply.answers ?? [],
    authorities: reply.authorities ?? [],
    additionals: extension(query) === undefined ? [] : [extensionOf(reply)],
  };
}

/** The OPT record of a client that speaks EDNS (RFC 6891). */
function extension(query: DecodedPacket) {
  return query.additionals?.find((record) => record.type === "OPT");
}

function datagramLimit(query: DecodedPacket): number {
  const offered = extension(query)?.udpPayloadSize ?? smallestLimit;
  return Math.min(largestDatagram, Math.max(smallestLimit, offered));
}

function extensionOf({ reason, code }: Reply): Answer {
  return {
    type: "OPT",
    name: ".",
    udpPayloadSize: largestDatagram,
    extendedRcode: 0,
    ednsVersion: 0,
    flags: 0,
    flag_do: false,
    options: reason === undefined ? [] : [extendedError(code, reason)],
  };
}

const extendedErrorOption = 15;
/** @see https://www.rfc-editor.org/rfc/rfc8914#section-4 */
const extendedErrorCodes = { other: 0, notAuthoritative: 20 };

function extendedError(code: ResponseCode, text: string): PacketOpt {
  const info = Buffer.alloc(2);
  info.writeUInt16BE(
    code === "refused" ? extendedErrorCodes.notAuthoritative : extendedErrorCodes.other,
  );
  // The package takes any option as bytes; its types know only those that it reads by itself.
  const option = { code: extendedErrorOption, data: Buffer.concat([info, Buffer.from(text)]) };
  return option as unknown as PacketOpt;
}

function isResponse(message: Buffer): boolean {
  return (message.readUInt16BE(2) & 0x8000) !== 0;
}

function opcodeOf(message: Buffer): number {
  return (message.readUInt16BE(2) >> 11) & 0xf;
}

/** An answer of a header alone, to a message whose questions can't be read. */
function bare(message: Buffer, code: ResponseCode): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.writeUInt16BE(message.readUInt16BE(0), 0);
  const kept = message.readUInt16BE(2) & 0x7900;
  header.writeUInt16BE(0x8000 | kept | responseCodes[code], 2);
  return header;
}
