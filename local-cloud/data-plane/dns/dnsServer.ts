import dgram from "node:dgram";
import net from "node:net";
import { PortTaken } from "../../portTaken";
import { answerQuery } from "./answerQuery";
import type { Zones } from "./zones";

/** A DNS server that listens on loopback. */
export interface ListeningDns {
  /** Port of both UDP and TCP. */
  readonly port: number;
  close(): Promise<void>;
}

const address = "127.0.0.1";
/** How long a TCP connection may be silent, in milliseconds. */
const idleMs = 10_000;

/**
 * Serves zones on loopback, over UDP and TCP.
 *
 * @param wanted Port to listen on; 0 takes one that is free for both.
 * @throws PortTaken when somebody else listens there.
 */
export async function serveDns(zones: Zones, wanted = 0): Promise<ListeningDns> {
  const udp = dgram.createSocket("udp4");
  const tcp = net.createServer();
  const connections = new Set<net.Socket>();
  const port = await listen(udp, tcp, wanted);
  udp.on("message", (message, sender) => {
    const answer = answerQuery(message, zones(), "udp");
    if (answer !== undefined) udp.send(answer, sender.port, sender.address);
  });
  // What a client that has gone leaves behind, as Windows reports it (WSAECONNRESET).
  udp.on("error", () => undefined);
  // Who can't be taken, as for want of file descriptors, is not; that is no reason to end the process.
  tcp.on("error", () => undefined);
  tcp.on("connection", (socket) => {
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
    converse(socket, zones);
  });
  return {
    port,
    close: async () => {
      await new Promise<void>((resolve) => udp.close(resolve));
      for (const socket of connections) socket.destroy();
      await new Promise((resolve) => tcp.close(resolve));
    },
  };
}

/** Binds both sockets to one port. A free port of UDP may be taken on TCP: then another one is tried. */
async function listen(udp: dgram.Socket, tcp: net.Server, wanted: number): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const port = await bindTcp(tcp, wanted);
    try {
      await bindUdp(udp, port);
      return port;
    } catch (error) {
      await new Promise((resolve) => tcp.close(resolve));
      if (wanted !== 0 || attempt === 10) {
        udp.close();
        throw error;
      }
    }
  }
}

function bindTcp(tcp: net.Server, wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const refuse = (error: Error) => reject(new PortTaken(wanted, error));
    tcp.once("error", refuse).listen(wanted, address, () => {
      tcp.off("error", refuse);
      resolve((tcp.address() as net.AddressInfo).port);
    });
  });
}

function bindUdp(udp: dgram.Socket, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (error: Error) => reject(new PortTaken(port, error));
    udp.once("error", refuse).bind({ port, address, exclusive: true }, () => {
      udp.off("error", refuse);
      resolve();
    });
  });
}

/** Answers the messages of a TCP connection, each behind its length in two bytes (RFC 1035 §4.2.2). */
function converse(socket: net.Socket, zones: Zones): void {
  let received = Buffer.alloc(0);
  socket.setTimeout(idleMs, () => socket.destroy());
  socket.on("error", () => socket.destroy());
  socket.on("data", (bytes) => {
    received = Buffer.concat([received, bytes]);
    while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
      const end = 2 + received.readUInt16BE(0);
      const answer = answerQuery(received.subarray(2, end), zones(), "tcp");
      received = received.subarray(end);
      // What gets no answer over UDP ends the conversation here.
      if (answer === undefined) return void socket.destroy();
      const length = Buffer.alloc(2);
      length.writeUInt16BE(answer.length);
      socket.write(Buffer.concat([length, answer]));
    }
  });
}
