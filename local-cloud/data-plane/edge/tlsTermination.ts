import https from "node:https";
import type { IncomingMessage, RequestListener } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { SecureContextOptions, SecureVersion } from "node:tls";
import { isDeepStrictEqual } from "node:util";
import type { Zone } from "../../cloudflare/cloudflareState";
import type { Ground } from "../part";
import { peekClientHello } from "./clientHello";
import { EdgeAnswer } from "./edgeAnswer";
import { EdgeCertificates, isCovered } from "./edgeCertificates";
import { proxiedHost, settingOf } from "./proxiedHost";

/** What is done with the requests of visitors. */
export interface RequestListeners {
  readonly request: RequestListener<typeof IncomingMessage, typeof EdgeAnswer>;
  readonly upgrade: (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/** A zone's server, which doesn't listen itself, and what it was given last. */
interface ZoneServer {
  readonly server: https.Server<typeof IncomingMessage, typeof EdgeAnswer>;
  readonly context: SecureContextOptions;
}

/** A fatal alert: handshake_failure. @see https://www.rfc-editor.org/rfc/rfc8446#section-6 */
const handshakeFailure = Buffer.from([21, 3, 3, 0, 2, 2, 40]);

/**
 * Takes visitors' TLS connections for the names that the edge has a certificate for: proxied ones of a zone's apex or
 * first level. All others fail the handshake. Speaks HTTP/1.1 only.
 */
export class TlsTermination {
  private readonly ground: Ground;
  private readonly certificates: EdgeCertificates;
  private readonly listeners: RequestListeners;
  /** By zone id. */
  private readonly servers = new Map<string, ZoneServer>();

  constructor(ground: Ground, listeners: RequestListeners) {
    this.ground = ground;
    this.certificates = new EdgeCertificates(ground);
    this.listeners = listeners;
  }

  /** Gives each zone that has a proxied name its certificate and settings; new connections are served with them. */
  async reconcile(): Promise<void> {
    const { cloudflare } = this.ground;
    for (const zone of cloudflare.zones()) {
      if (!cloudflare.records(zone.id).some(({ proxied }) => proxied)) {
        this.servers.delete(zone.id);
        continue;
      }
      const { certificate, key } = await this.certificates.of(zone);
      const versions = tlsVersions(
        settingOf(cloudflare, zone, "min_tls_version"),
        settingOf(cloudflare, zone, "tls_1_3"),
      );
      this.provide(zone, { cert: certificate, key, ...versions });
    }
  }

  private provide(zone: Zone, context: SecureContextOptions): void {
    const known = this.servers.get(zone.id);
    // A new context ends the sessions that visitors could have resumed.
    if (isDeepStrictEqual(context, known?.context)) return;
    known?.server.setSecureContext(context);
    this.servers.set(zone.id, { server: known?.server ?? this.serve(context), context });
  }

  /** Serves a new connection. */
  async take(socket: Socket): Promise<void> {
    const hello = await peekClientHello(socket);
    const server = this.serverFor(hello?.serverName ?? "");
    if (server !== undefined) return void server.emit("connection", socket);
    // Read on, so that its end is seen.
    socket.resume().end(handshakeFailure);
  }

  private serverFor(name: string): ZoneServer["server"] | undefined {
    const host = proxiedHost(this.ground.cloudflare, name);
    if (host === undefined || !isCovered(host.zone, host.hostname)) return undefined;
    return this.servers.get(host.zone.id)?.server;
  }

  private serve(context: SecureContextOptions): ZoneServer["server"] {
    const server = https.createServer({ ...context, ServerResponse: EdgeAnswer });
    server.on("request", this.listeners.request).on("upgrade", this.listeners.upgrade);
    server.on("tlsClientError", (_error, socket) => socket.destroy());
    server.keepAliveTimeout = keepAliveMs;
    return server;
  }
}

/**
 * How long a visitor's connection may be silent between two requests, in milliseconds.
 *
 * @see https://developers.cloudflare.com/fundamentals/reference/connection-limits/
 */
export const keepAliveMs = 400_000;

/**
 * TLS versions of a zone.
 *
 * @see https://developers.cloudflare.com/ssl/edge-certificates/additional-options/minimum-tls/
 * @see https://developers.cloudflare.com/ssl/edge-certificates/additional-options/tls-13/
 */
function tlsVersions(minimum: string, tls13: string): SecureContextOptions {
  const minVersion = (minimum === "1.0" ? "TLSv1" : `TLSv${minimum}`) as SecureVersion;
  return {
    minVersion,
    maxVersion: tls13 === "off" && minimum !== "1.3" ? "TLSv1.2" : "TLSv1.3",
    // OpenSSL 3 has the old versions only below its first security level.
    ...(minimum < "1.2" && { ciphers: "DEFAULT@SECLEVEL=0" }),
  };
}
