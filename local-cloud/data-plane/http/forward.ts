import {
  request,
  type ClientRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from "node:http";
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";
import { rawWithoutConnection, withoutConnection } from "./connectionHeaders";
import { openTunnel, passOn, type Tunnel } from "./tunnel";

export type { Tunnel } from "./tunnel";

/** How a request goes on. */
export interface Forwarding {
  /** An open socket to the server behind, plain or TLS. It serves this request only and is closed at its end. */
  readonly connection: Duplex;
  /** What the server behind receives; headers that are meant for one connection only are left out. */
  readonly headers: OutgoingHttpHeaders;
  /** How long the answer's head may take once the request has been received whole. @default as long as it takes */
  readonly answerTimeoutMs?: number | undefined;
}

/** The server behind gave no answer. */
export class ForwardError extends Error {
  /** It went away, or said what is no HTTP; or it didn't begin to answer in time. */
  readonly reason: "closed" | "timeout";

  constructor(reason: "closed" | "timeout", options?: ErrorOptions) {
    super(
      reason === "closed"
        ? "the server behind closed the connection without an answer"
        : "the server behind did not begin to answer in time",
      options,
    );
    this.name = "ForwardError";
    this.reason = reason;
  }
}

/**
 * Passes a request on, and its answer back, as they come, bodies and trailers included. Informational answers (1xx) stay
 * behind.
 *
 * @returns When the answer has been passed on, or the client is gone. An answer that breaks off breaks off for the
 * client too.
 * @throws ForwardError, and only while nothing of an answer has been passed on.
 */
export async function forwardRequest(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  forwarding: Forwarding,
): Promise<void> {
  const sent = send(incoming, forwarding, framing(incoming));
  incoming.once("end", () => {
    if (isChunked(incoming)) sent.addTrailers(pairs(incoming.rawTrailers));
  });
  incoming.pipe(sent);
  // A client that goes away takes its request along.
  const abandon = () => sent.destroy();
  outgoing.once("close", abandon);
  try {
    const { answer, upgraded } = await answerTo(sent, incoming, forwarding.answerTimeoutMs);
    if (upgraded !== undefined) {
      upgraded.connection.destroy();
      throw new ForwardError("closed", { cause: new Error("101 was not asked for") });
    }
    outgoing.writeHead(answer.statusCode!, answer.statusMessage!, [
      ...rawWithoutConnection(answer.rawHeaders, answer.headers),
      ...announcedTrailers(answer, incoming),
    ]);
    answer.once("end", () => {
      if (isChunked(answer)) outgoing.addTrailers(pairs(answer.rawTrailers));
    });
    // Where one of the two goes away, the pipeline closes the other, and there is nobody to tell.
    await pipeline(answer, outgoing).catch(() => undefined);
  } catch (error) {
    if (!outgoing.destroyed) throw error;
  } finally {
    outgoing.off("close", abandon);
    // What the server behind didn't want of the body must not keep the client's connection from its next request.
    incoming.unpipe(sent);
    incoming.resume();
    forwarding.connection.destroy();
  }
}

/**
 * Passes on a request that asks for another protocol, such as WebSocket, and connects the two ends when the server
 * behind agrees. Any other answer is passed on as it is, and the client's connection closed behind it.
 *
 * @param socket The client's connection, and `head` what came on it behind the request: as Node.js gives them with an
 * `upgrade` event.
 * @throws ForwardError, and only while nothing of an answer has been passed on.
 */
export async function forwardUpgrade(
  incoming: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  forwarding: Forwarding,
): Promise<Tunnel> {
  const sent = send(incoming, forwarding, {
    connection: "Upgrade",
    upgrade: incoming.headers.upgrade,
  });
  const abandon = () => sent.destroy();
  socket.on("error", abandon).once("close", abandon);
  sent.end();
  const { answer, upgraded } = await answerTo(sent, undefined, forwarding.answerTimeoutMs);
  socket.off("error", abandon).off("close", abandon);

  if (upgraded === undefined) {
    const headers = rawWithoutConnection(answer.rawHeaders, answer.headers);
    socket.write(headText(answer, [...headers, "Connection", "close"]));
    // What else the client says has no meaning any more, but unread it would cost it the answer's end.
    socket.resume();
    const tunnel = passOn([[answer, socket]]);
    void tunnel.closed.then(() => forwarding.connection.destroy());
    return tunnel;
  }
  socket.write(headText(answer, answer.rawHeaders));
  socket.write(upgraded.head);
  upgraded.connection.write(head);
  return openTunnel(socket, upgraded.connection);
}

/** Begins the request to the server behind. */
function send(
  incoming: IncomingMessage,
  { connection, headers }: Forwarding,
  ownHeaders: OutgoingHttpHeaders,
): ClientRequest {
  return request({
    createConnection: () => connection as never,
    method: incoming.method,
    path: incoming.url,
    // A server that is told that the connection closes cuts it behind an early answer, and the answer may be lost.
    headers: { ...withoutConnection(headers), connection: "keep-alive", ...ownHeaders },
    setHost: false,
  });
}

interface Answered {
  readonly answer: IncomingMessage;
  /** The connection, once it speaks the other protocol, and what has come on it. */
  readonly upgraded?: { readonly connection: Duplex; readonly head: Buffer };
}

/** The head of the answer. @param body What the time for it begins behind. */
function answerTo(
  sent: ClientRequest,
  body: IncomingMessage | undefined,
  timeoutMs: number | undefined,
): Promise<Answered> {
  return new Promise<Answered>((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const limit = () => {
      timer = setTimeout(() => {
        reject(new ForwardError("timeout"));
        sent.destroy();
      }, timeoutMs);
    };
    const settle = (answered: Answered) => {
      body?.off("end", limit);
      clearTimeout(timer);
      resolve(answered);
    };
    const fail = (cause?: Error) => {
      body?.off("end", limit);
      clearTimeout(timer);
      reject(new ForwardError("closed", { cause }));
    };
    if (timeoutMs !== undefined) {
      if (body === undefined) limit();
      else body.once("end", limit);
    }
    sent.once("response", (answer) => settle({ answer }));
    sent.once("upgrade", (answer, connection, head) =>
      settle({ answer, upgraded: { connection, head } }),
    );
    // It stays: writing may fail after the answer has come.
    sent.on("error", fail).once("close", () => fail());
  });
}

/** How the request's body is framed: as it came. */
function framing(message: IncomingMessage): OutgoingHttpHeaders {
  if (!isChunked(message)) return {};
  const { trailer } = message.headers;
  return { "transfer-encoding": "chunked", ...(trailer !== undefined && { trailer }) };
}

/** The answer's announcement of trailers, where the client's connection can carry them. */
function announcedTrailers(answer: IncomingMessage, incoming: IncomingMessage): string[] {
  const { trailer } = answer.headers;
  const canCarry =
    isChunked(answer) && incoming.httpVersion === "1.1" && incoming.method !== "HEAD";
  return trailer !== undefined && canCarry ? ["Trailer", trailer] : [];
}

function isChunked(message: IncomingMessage): boolean {
  return /\bchunked\b/i.test(message.headers["transfer-encoding"] ?? "");
}

function pairs(raw: readonly string[]): [string, string][] {
  return Array.from({ length: raw.length / 2 }, (_, index) => [
    raw[index * 2]!,
    raw[index * 2 + 1]!,
  ]);
}

/** An answer's head as it goes over the wire. */
function headText(answer: IncomingMessage, rawHeaders: readonly string[]): Buffer {
  const lines = pairs(rawHeaders).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(
    `HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\n${lines.join("")}\r\n`,
    "latin1",
  );
}
