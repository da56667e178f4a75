import type { Socket } from "node:net";

/** What a TLS client says first. */
export interface ClientHello {
  /** Name of the server that it wants, lower-case (SNI); undefined when it doesn't say. */
  readonly serverName: string | undefined;
}

const record = { handshake: 22, headerBytes: 5 };
const message = { clientHello: 1, headerBytes: 4 };
const serverNameExtension = 0;
const hostNameType = 0;
/** Longer than any client's. */
const longestHello = 65_536;

/**
 * Reads a TLS client's first message without taking it: whoever reads from the socket next gets it all.
 *
 * @returns undefined when it is no TLS, or the client went away before it was whole.
 */
export async function peekClientHello(socket: Socket): Promise<ClientHello | undefined> {
  let received = Buffer.alloc(0);
  for (;;) {
    const hello = readClientHello(received);
    if (hello !== "incomplete") {
      socket.unshift(received);
      return hello === "malformed" ? undefined : hello;
    }
    if (socket.destroyed || socket.readableEnded) return undefined;
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) await readableOrGone(socket);
    else received = Buffer.concat([received, chunk]);
  }
}

/**
 * Reads a ClientHello.
 *
 * @param received Bytes from the connection's start on: anything at all.
 * @see https://www.rfc-editor.org/rfc/rfc8446#section-4.1.2
 */
export function readClientHello(received: Buffer): ClientHello | "incomplete" | "malformed" {
  const fragments: Buffer[] = [];
  for (let start = 0; ;) {
    if (received.length > start && received[start] !== record.handshake) return "malformed";
    const content = start + record.headerBytes;
    if (received.length < content) return "incomplete";
    const end = content + received.readUInt16BE(content - 2);
    fragments.push(received.subarray(content, end));
    const handshake = Buffer.concat(fragments);
    if (handshake.length > 0 && handshake[0] !== message.clientHello) return "malformed";
    if (handshake.length >= message.headerBytes) {
      const length = handshake.readUIntBE(1, 3);
      if (length > longestHello) return "malformed";
      const body = handshake.subarray(message.headerBytes);
      if (body.length >= length) return parsed(body.subarray(0, length));
    }
    if (received.length < end) return "incomplete";
    start = end;
  }
}

function parsed(body: Buffer): ClientHello | "malformed" {
  try {
    return { serverName: serverNameIn(body) };
  } catch (error) {
    // A length that leads out of the message.
    if (error instanceof RangeError) return "malformed";
    throw error;
  }
}

function serverNameIn(body: Buffer): string | undefined {
  // Version and random come first, then three lists, each behind its length.
  let at = 2 + 32;
  at += 1 + body.readUInt8(at); // session id
  at += 2 + body.readUInt16BE(at); // cipher suites
  at += 1 + body.readUInt8(at); // compression methods
  if (at >= body.length) return undefined;
  const end = at + 2 + body.readUInt16BE(at);
  at += 2;
  while (at < end) {
    const type = body.readUInt16BE(at);
    const length = body.readUInt16BE(at + 2);
    at += 4;
    if (type === serverNameExtension) return hostNameIn(body.subarray(at, at + length));
    at += length;
  }
  return undefined;
}

/** @see https://www.rfc-editor.org/rfc/rfc6066#section-3 */
function hostNameIn(extension: Buffer): string | undefined {
  if (extension.readUInt8(2) !== hostNameType) return undefined;
  const length = extension.readUInt16BE(3);
  return extension.toString("latin1", 5, 5 + length).toLowerCase();
}

function readableOrGone(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const events = ["readable", "end", "close"] as const;
    const settle = () => {
      for (const event of events) socket.off(event, settle);
      resolve();
    };
    for (const event of events) socket.on(event, settle);
  });
}
