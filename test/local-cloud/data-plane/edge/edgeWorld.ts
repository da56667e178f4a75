import { once } from "node:events";
import { webcrypto } from "node:crypto";
import http, { type RequestListener } from "node:http";
import https from "node:https";
import type { Server } from "node:net";
import type { ConnectionOptions } from "node:tls";
import * as x509 from "@peculiar/x509";
import type { WebSocket } from "ws";
import { ResourceManager } from "../../../../local-cloud/arm/resourceManager";
import type { Clock } from "../../../../local-cloud/clock";
import { Cloudflare, type RecordInput } from "../../../../local-cloud/cloudflare/cloudflare";
import type { OriginCertificate } from "../../../../local-cloud/cloudflare/cloudflareState";
import { PublicDns } from "../../../../local-cloud/cloudflare/publicDns";
import { PublicResolver } from "../../../../local-cloud/data-plane/dns/publicResolver";
import { accountZones } from "../../../../local-cloud/data-plane/dns/zones";
import { Edge } from "../../../../local-cloud/data-plane/edge/edge";
import type { EdgeLimits } from "../../../../local-cloud/data-plane/edge/limits";
import { Network } from "../../../../local-cloud/data-plane/network/network";
import {
  PublicAuthority,
  type CertificateRequest,
  type Credentials,
} from "../../../../local-cloud/trust/authority";
import { temporaryFolder } from "../../../support/temporaryFolder";
import { temporaryStore } from "../../store";
import { closeServers, listen, openSocket } from "../http/servers";

export const dayMs = 86_400_000;
/** Where the origins of the tests are. */
export const originAddress = "203.0.113.7";

/** What a visitor got. */
export interface Visit {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** The edge before the zone `example.com`, with origins that tests make. */
export class EdgeWorld {
  readonly cloudflare: Cloudflare;
  readonly clock: Clock;
  readonly network = new Network();
  readonly authority: PublicAuthority;
  readonly edge: Edge;
  /** What the person was told. */
  readonly said: string[] = [];
  zoneId = "";
  private readonly remove: () => void;

  private constructor(authority: PublicAuthority, limits: Partial<EdgeLimits>) {
    const { store, clock, remove } = temporaryStore();
    const dns = new PublicDns(store);
    this.authority = authority;
    this.clock = clock;
    this.cloudflare = new Cloudflare(store, clock);
    this.remove = remove;
    this.edge = new Edge(
      {
        resourceManager: new ResourceManager(store, clock, dns),
        cloudflare: this.cloudflare,
        clock,
        authority,
        resolver: new PublicResolver(accountZones(this.cloudflare, dns)),
        network: this.network,
        folder: temporaryFolder(),
        say: (line) => this.said.push(line),
      },
      limits,
    );
  }

  /** Close it after the test. The zone is Full (strict), and has the proxied name `api`. */
  static async open(limits: Partial<EdgeLimits> = {}): Promise<EdgeWorld> {
    const world = new EdgeWorld(await PublicAuthority.open(temporaryFolder()), limits);
    world.zoneId = (await world.cloudflare.addZone("example.com")).id;
    await world.set("ssl", "strict");
    await world.record("A", "api", originAddress, { proxied: true });
    await world.edge.reconcile();
    return world;
  }

  async close(): Promise<void> {
    await this.edge.close();
    await closeServers();
    this.remove();
  }

  record(type: string, name: string, content: string, more: Partial<RecordInput> = {}) {
    return this.cloudflare.createRecord(this.zoneId, { type, name, content, ...more });
  }

  set(setting: string, value: string) {
    return this.cloudflare.setSetting(this.zoneId, setting, value);
  }

  /** A certificate of the public authority: for `api.example.com`, and good, unless it is said otherwise. */
  certificate(more: Partial<CertificateRequest> = {}): Promise<Credentials> {
    const now = this.clock.now().getTime();
    return this.authority.issue({
      names: ["api.example.com"],
      notBefore: new Date(now - dayMs),
      notAfter: new Date(now + dayMs),
      issuer: "CN=GeoTrust TLS RSA CA G1, O=DigiCert Inc, C=US",
      ...more,
    });
  }

  /** A certificate of the Origin CA for the zone. */
  async originCaCertificate(): Promise<Credentials & { readonly signed: OriginCertificate }> {
    const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
    const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
    const csr = await x509.Pkcs10CertificateRequestGenerator.create(
      { name: "CN=origin", keys: keys as CryptoKeyPair, signingAlgorithm: algorithm },
      webcrypto as Crypto,
    );
    const signed = await this.cloudflare.originCa.sign({
      csr: csr.toString("pem"),
      hostnames: ["example.com", "*.example.com"],
      requestType: "origin-ecc",
      requestedValidity: 7,
    });
    const key = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey as CryptoKey);
    return {
      certificate: signed.certificate,
      key: x509.PemConverter.encode(key, "PRIVATE KEY"),
      signed,
    };
  }

  /** An origin that speaks HTTPS. @param credentials Default: good ones. */
  async httpsOrigin(
    answer: RequestListener = (_request, response) => response.end("hello"),
    credentials?: Credentials,
  ): Promise<https.Server> {
    const { key, certificate } = credentials ?? (await this.certificate());
    const server = https.createServer({ key, cert: certificate }, answer);
    await this.origin(server, 443);
    return server;
  }

  /** Has a server listen at the origin's address. */
  async origin(server: Server, port: 80 | 443): Promise<void> {
    this.network.listen(originAddress, port, await listen(server));
  }

  /** How a client reaches the edge for a hostname. */
  connection(hostname: string, port: 80 | 443 = 443, address = "192.0.2.10"): ConnectionOptions {
    return {
      host: "127.0.0.1",
      port: this.network.route(address, port)!,
      servername: hostname,
      ca: this.authority.root,
    };
  }

  /** Asks as a browser does that resolved the name to the edge's address. */
  async visit(url: string, options: https.RequestOptions = {}): Promise<Visit> {
    const { hostname, protocol, pathname, search } = new URL(url);
    const { headers, ...others } = options;
    const [library, port] = protocol === "https:" ? [https, 443 as const] : [http, 80 as const];
    const request = library.request({
      ...this.connection(hostname, port),
      path: `${pathname}${search}`,
      headers: { host: hostname, ...(headers as http.OutgoingHttpHeaders) },
      agent: false,
      ...others,
    });
    request.end();
    const [response] = (await once(request, "response")) as [http.IncomingMessage];
    const chunks = (await response.toArray()) as Buffer[];
    return {
      status: response.statusCode!,
      headers: response.headers,
      body: Buffer.concat(chunks).toString(),
    };
  }

  /** An open WebSocket to `api.example.com`. */
  openSocket(): Promise<WebSocket> {
    const { port, ca, servername } = this.connection("api.example.com");
    const options = { ca, servername, headers: { host: "api.example.com" } };
    return openSocket(`wss://127.0.0.1:${port}/`, options);
  }
}
