import type net from "node:net";
import tls from "node:tls";
import { edgeAddresses } from "../../cloudflare/publicDns";
import type { Ground } from "../part";
import { EdgeError } from "./edgeError";
import { presentedBy, refusalOf, requirementsOf } from "./originCertificate";
import type { Origin } from "./origin";

/** How the edge speaks with an origin. */
export interface OriginProtocol {
  readonly scheme: "http" | "https";
  /** Whether the origin's certificate has to be a good one. */
  readonly isStrict: boolean;
}

/**
 * How the edge speaks with an origin, by the zone's setting `ssl`.
 *
 * @param visitorScheme What the visitor came by.
 * @see https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/
 */
export function originProtocol(ssl: string, visitorScheme: "http" | "https"): OriginProtocol {
  if (ssl === "off" || ssl === "flexible") return { scheme: "http", isStrict: false };
  if (ssl === "origin_pull") return { scheme: "https", isStrict: true };
  return { scheme: visitorScheme, isStrict: ssl === "strict" };
}

/** The address that origins see the edge come from; Cloudflare's own come from many. @see https://www.cloudflare.com/ips/ */
const [outboundAddress] = edgeAddresses.A;

/** How long a connection may take, and until when it is wanted. */
export interface Patience {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Opens a connection to an origin.
 *
 * @param hostname What the visitor asked for; the origin hears it as the name of the server.
 * @throws EdgeError 521, 522, 525 or 526.
 */
export async function connectToOrigin(
  ground: Ground,
  origin: Origin,
  { scheme, isStrict }: OriginProtocol,
  hostname: string,
  { timeoutMs, signal }: Patience,
): Promise<net.Socket> {
  const deadline = Date.now() + timeoutMs;
  const plain = await openSocket(ground, origin, scheme === "http" ? 80 : 443, {
    timeoutMs,
    signal,
  });
  if (scheme === "http") return plain;
  const left = { timeoutMs: deadline - Date.now(), signal };
  const secure = await shakeHands(plain, hostname, left);
  if (isStrict) {
    const presented = presentedBy(secure.getPeerX509Certificate());
    const refusal = refusalOf(presented, await requirementsOf(ground, origin.names));
    if (refusal !== undefined) {
      secure.destroy();
      throw new EdgeError(526, refusal);
    }
  }
  return secure;
}

/** An address that is nobody's doesn't answer either (522); the local cloud's network doesn't tell the two apart. */
async function openSocket(
  { network }: Ground,
  { addresses }: Origin,
  port: number,
  patience: Patience,
): Promise<net.Socket> {
  const where = `${addresses.join(", ")}, port ${port}`;
  const address = addresses.find((one) => network.route(one, port) !== undefined);
  const socket = address && network.connect(address, port, outboundAddress);
  if (!socket) throw new EdgeError(521, `Nobody listens at ${where}.`);
  await opened(socket, "connect", patience, (cause) => {
    return new EdgeError(521, `The origin at ${where} refused the connection.`, { cause });
  });
  return socket;
}

/** Made once, as it takes milliseconds. */
let context: tls.SecureContext | undefined;

async function shakeHands(
  socket: net.Socket,
  hostname: string,
  patience: Patience,
): Promise<tls.TLSSocket> {
  const secure = tls.connect({
    socket,
    secureContext: (context ??= tls.createSecureContext()),
    servername: hostname,
    ALPNProtocols: ["http/1.1"],
    // The certificate is judged by the cloud's clock, and only where the zone asks for it.
    rejectUnauthorized: false,
  });
  await opened(secure, "secureConnect", patience, (cause) => {
    return new EdgeError(525, `The origin broke off the TLS handshake: ${cause.message}`, {
      cause,
    });
  });
  return secure;
}

/** Waits until a connection is there; it is destroyed when it takes too long, or isn't wanted any more. */
async function opened(
  socket: net.Socket,
  event: "connect" | "secureConnect",
  { timeoutMs, signal }: Patience,
  failure: (cause: Error) => EdgeError,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const abandon = () => socket.destroy();
  try {
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => {
        reject(new EdgeError(522, "The origin did not take the connection in time."));
        socket.destroy();
      }, timeoutMs);
      signal.addEventListener("abort", abandon);
      // It stays: an open connection may fail later, and whoever uses it sees it closed.
      socket.on("error", (error) => reject(failure(error)));
      socket.once("close", () => reject(failure(new Error("it closed the connection"))));
      socket.once(event, () => resolve());
      if (signal.aborted) socket.destroy();
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abandon);
  }
}
