import type { X509Certificate } from "node:crypto";
import tls from "node:tls";
import { Refusal } from "../refusal";

/** Where to connect. */
export interface Peer {
  /** Name that is looked up in DNS. */
  readonly host: string;
  /** @default 443 */
  readonly port?: number | undefined;
  /** Milliseconds in which the handshake is to be done. @default 15 seconds */
  readonly timeoutMs?: number | undefined;
}

/**
 * The certificate that a server presents for a hostname (SNI). Nothing is sent to it, so that a certificate that
 * has expired, or is for another name, can be looked at too.
 *
 * Container Apps cuts the handshake for a name that it has no usable certificate for. So may a firewall on the way;
 * the two are told apart by a second handshake, for the server's own name.
 *
 * @returns undefined when the server has no certificate for the hostname, and has one for its own name.
 * @throws Refusal, exit code 2, when the server can't be reached.
 * @see https://github.com/microsoft/azure-container-apps/issues/1275 (how such a handshake ends)
 */
export async function peerCertificate(
  peer: Peer,
  hostname: string,
): Promise<X509Certificate | undefined> {
  const presented = await handshake(peer, hostname);
  if ("certificate" in presented) return presented.certificate;
  const { reason, isCut } = presented;
  if (isCut && "certificate" in (await handshake(peer, peer.host))) return undefined;
  throw new Refusal(
    `${hostname}: ${peer.host}:${peer.port ?? 443} can't be reached: ${reason}\n` +
      "Look whether the app is deployed and takes calls from outside, mend the way to it, and run this again.",
    2,
  );
}

type Presented =
  | { readonly certificate: X509Certificate }
  /** `isCut`: the server took the connection and then ended it. */
  | { readonly reason: string; readonly isCut: boolean };

function handshake(
  { host, port = 443, timeoutMs = 15_000 }: Peer,
  servername: string,
): Promise<Presented> {
  return new Promise((resolve) => {
    let isConnected = false;
    const socket = tls.connect({ host, port, servername, rejectUnauthorized: false });
    const timer = setTimeout(
      () => end({ reason: `no answer within ${timeoutMs / 1000} s`, isCut: false }),
      timeoutMs,
    );
    const end = (presented: Presented) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(presented);
    };
    socket
      .once("connect", () => (isConnected = true))
      .once("secureConnect", () => {
        const certificate = socket.getPeerX509Certificate();
        end(certificate ? { certificate } : { reason: "no certificate came", isCut: false });
      })
      .on("error", (error) => end({ reason: reasonOf(error), isCut: isConnected }));
  });
}

/** A name with several addresses fails with an error that has a code and no message. */
function reasonOf({ message, code, name }: NodeJS.ErrnoException): string {
  return message || code || name;
}
