import { X509Certificate } from "node:crypto";
import tls from "node:tls";
import { Unreached, type Vantage } from "./vantage";

/** What a server presented. */
export interface Presented {
  /** The leaf first, as they were sent. */
  readonly chain: readonly [X509Certificate, ...X509Certificate[]];
  /** What OpenSSL has against the chain by this machine's clock; names are not part of it. */
  readonly objection: string | undefined;
}

/** A server took the connection and cut the handshake, as one does that has no certificate for the name. */
export class HandshakeCut extends Error {
  constructor(message: string) {
    super(message);
    this.name = "HandshakeCut";
  }
}

/**
 * Opens a TLS connection, whatever certificate comes: it is judged on its own.
 *
 * @param host A name, or an address.
 * @param servername Name that is asked for (SNI).
 * @throws Unreached, HandshakeCut
 */
export async function openTls(
  vantage: Vantage,
  host: string,
  servername: string,
  timeoutMs: number,
): Promise<tls.TLSSocket> {
  const tcp = await vantage.connect(host, 443);
  return new Promise((resolve, reject) => {
    const socket = tls.connect({
      socket: tcp,
      servername,
      ALPNProtocols: ["http/1.1"],
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      ...(vantage.roots !== undefined && { ca: vantage.roots }),
    });
    const end = (error: Error) => {
      clearTimeout(timer);
      socket.destroy();
      tcp.destroy();
      reject(error);
    };
    const timer = setTimeout(
      () => end(new Unreached(`${host}: no handshake within ${timeoutMs / 1000} s`)),
      timeoutMs,
    );
    socket.on("error", ({ message, code }: NodeJS.ErrnoException) =>
      end(new HandshakeCut(`${host} cuts the handshake for ${servername}: ${message || code}`)),
    );
    socket.once("secureConnect", () => {
      clearTimeout(timer);
      resolve(socket);
    });
  });
}

/**
 * The certificates that a server presents for a name. Nothing is sent to it.
 *
 * @throws Unreached, HandshakeCut
 */
export async function presented(
  vantage: Vantage,
  host: string,
  servername: string,
  timeoutMs: number,
): Promise<Presented> {
  const socket = await openTls(vantage, host, servername, timeoutMs);
  try {
    const chain: X509Certificate[] = [];
    let at: tls.DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
    // The last one is its own issuer.
    while (at?.raw !== undefined && !chain.some(({ raw }) => raw.equals(at!.raw))) {
      chain.push(new X509Certificate(at.raw));
      at = at.issuerCertificate;
    }
    const [leaf, ...issuers] = chain;
    if (leaf === undefined) throw new HandshakeCut(`${host} shows no certificate`);
    // `authorizationError` is declared as an Error, and is a code.
    const objection = socket.authorizationError as unknown as string | null;
    return { chain: [leaf, ...issuers], objection: objection ?? undefined };
  } finally {
    socket.destroy();
  }
}
