import http from "node:http";
import https from "node:https";
import net, { type AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import tls from "node:tls";
import { PublicAuthority } from "../../../local-cloud/trust/authority";
import {
  type DnsRecord,
  type RecordType,
  Unreached,
  type Vantage,
} from "../../../operations/verify/vantage";
import { temporaryFolder } from "../../support/temporaryFolder";

/** What a host answers a request with. */
export interface Reply {
  readonly status: number;
  readonly headers?: http.OutgoingHttpHeaders;
  readonly body?: string;
}

/** How a host answers: by the request, whatever its method. */
export type Responder = (request: http.IncomingMessage, host: string) => Reply;

/** Certificate that a host shows, by the name that it is asked for; undefined cuts the handshake. */
export interface ShownCertificate {
  readonly certificate: string;
  readonly key: string;
}

const day = 86_400_000;

/**
 * A small internet on loopback: names, and hosts with certificates of one authority. Addresses are those of the tables;
 * every connection ends at one server, which knows hosts by their SNI.
 */
export class SmallInternet implements Vantage {
  readonly authority: PublicAuthority;
  readonly records: DnsRecord[] = [];
  /** Why nothing is answered, by name. */
  readonly silent = new Map<string, string>();
  readonly roots: string;
  time = new Date();
  private readonly server: https.Server;
  /** What answers on port 80. */
  private readonly plain: http.Server;
  /** How requests without TLS are answered; tests replace it. */
  redirect: Responder = ({ url = "/" }, host) => ({
    status: 301,
    headers: { location: `https://${host}${url}` },
  });
  private readonly shown = new Map<string, ShownCertificate>();
  private readonly responders = new Map<string, Responder>();
  private readonly sockets = new Set<Duplex>();

  private constructor(authority: PublicAuthority, first: ShownCertificate) {
    this.authority = authority;
    this.roots = authority.root;
    this.server = https.createServer({
      cert: first.certificate,
      key: first.key,
      SNICallback: (name, done) => {
        const found = this.shown.get(name);
        if (found === undefined) return done(new Error(`no certificate for ${name}`));
        done(null, tls.createSecureContext({ cert: found.certificate, key: found.key }));
      },
    });
    this.plain = http.createServer((request, response) => {
      const reply = this.redirect(request, request.headers.host ?? "");
      response.writeHead(reply.status, reply.headers).end(reply.body);
    });
    for (const server of [this.server, this.plain]) {
      server.on("connection", (socket: Duplex) => {
        this.sockets.add(socket);
        socket.on("close", () => this.sockets.delete(socket));
        socket.on("error", () => undefined);
      });
    }
    this.server.on("tlsClientError", () => undefined);
    this.server.on("request", (request, response) => {
      const { status, headers = {}, body = "" } = this.replyTo(request);
      response.writeHead(status, headers).end(body);
    });
    this.server.on("upgrade", (request, socket) => {
      const { status, headers = {} } = this.replyTo(request);
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`);
      socket.end([`HTTP/1.1 ${status} x`, ...lines, "", ""].join("\r\n"));
    });
  }

  /** @param own Who signs certificates. @default an authority of its own */
  static async start(own?: PublicAuthority): Promise<SmallInternet> {
    const authority = own ?? (await PublicAuthority.open(temporaryFolder()));
    const now = new Date();
    const first = await authority.issue({
      names: ["nobody.invalid"],
      notBefore: now,
      notAfter: new Date(now.getTime() + day),
    });
    const internet = new SmallInternet(authority, first);
    for (const server of [internet.server, internet.plain]) {
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    }
    return internet;
  }

  /** A host with a certificate for its own name, of so many days. */
  async host(name: string, respond: Responder, days = 60, issuer?: string): Promise<void> {
    this.responders.set(name, respond);
    await this.certify(name, days, { issuer });
  }

  /** Another certificate for a host. @param days Until it ends, by the internet's time; negative for an expired one. */
  async certify(
    name: string,
    days: number,
    { names = [name], issuer, authority = this.authority }: CertifyOptions = {},
  ): Promise<void> {
    const begin = new Date(this.time.getTime() - 90 * day);
    const end = new Date(this.time.getTime() + days * day + 1000);
    const request = { names: names as [string], notBefore: begin, notAfter: end };
    const issued = await authority.issue({ ...request, ...(issuer !== undefined && { issuer }) });
    this.shown.set(name, issued);
  }

  /** From now on the handshake is cut for a name. */
  uncertify(name: string): void {
    this.shown.delete(name);
  }

  respond(name: string, respond: Responder): void {
    this.responders.set(name, respond);
  }

  record(type: RecordType, name: string, content: string, ttl = 300): void {
    this.records.push({ type, name, content, ttl });
  }

  /** Takes a name's records away. */
  forget(name: string): void {
    const left = this.records.filter((one) => one.name !== name);
    this.records.splice(0, this.records.length, ...left);
  }

  readonly resolve: Vantage["resolve"] = async (name, type) => {
    const reason = this.silent.get(name);
    if (reason !== undefined) return { unknown: reason };
    const found: DnsRecord[] = [];
    let at = name;
    for (;;) {
      const own = this.records.filter((one) => one.name === at);
      const wanted = own.filter((one) => one.type === type);
      const alias = own.find((one) => one.type === "CNAME");
      found.push(...(wanted.length > 0 ? wanted : alias === undefined ? [] : [alias]));
      if (wanted.length > 0 || alias === undefined || type === "CNAME") {
        return { records: found, exists: own.length > 0, by: "the small internet" };
      }
      at = alias.content;
    }
  };

  readonly isEdge = (address: string) => address.startsWith("192.0.2.");

  /** Hosts that refuse connections. */
  readonly refusing = new Set<string>();

  /** Hosts that are reached past the edge: their certificates are those of another server. */
  readonly origins = new Map<string, SmallInternet>();

  readonly connect: Vantage["connect"] = (host, port) => {
    const origin = this.origins.get(host);
    if (origin !== undefined) return origin.connect(host, port);
    if (this.refusing.has(host)) {
      const reason = `${host}:${port} can't be reached: ECONNREFUSED`;
      return Promise.reject(new Unreached(reason, true));
    }
    const server = port === 443 ? this.server : this.plain;
    return Promise.resolve(net.connect((server.address() as AddressInfo).port, "127.0.0.1"));
  };

  readonly now = () => this.time;

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    for (const server of [this.server, this.plain]) {
      await new Promise((resolve) => server.close(resolve));
    }
  }

  private replyTo(request: http.IncomingMessage): Reply {
    const host = request.headers.host ?? "";
    return this.responders.get(host)?.(request, host) ?? { status: 404, body: "no such host" };
  }
}

interface CertifyOptions {
  readonly names?: readonly string[];
  readonly issuer?: string | undefined;
  readonly authority?: PublicAuthority;
}
