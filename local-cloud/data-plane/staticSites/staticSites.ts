import fs from "node:fs";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import https from "node:https";
import { listenOnLoopback, type LoopbackServer } from "../http/loopbackServer";
import type { DataPlanePart, Ground } from "../part";
import { answerDeployment } from "./deployment";
import { answerFromSite, errorAnswer, type SiteAnswer } from "./siteAnswer";
import { SiteCertificates } from "./siteCertificates";
import {
  contentHostOf,
  defaultHostnameOf,
  readyDomainsOf,
  siteAddress,
  sitesOf,
} from "./siteNames";
import { SiteStore } from "./siteStore";
import { welcomePage } from "./welcomePage";

/**
 * Static Web Apps: serves what is deployed to the sites of the cloud, at their generated names and their custom domains, and
 * takes deployments. It compresses nothing and speaks HTTP/1.1 alone; sign-in, linked APIs and preview environments are
 * not modelled.
 */
export class StaticSites implements DataPlanePart {
  private readonly ground: Ground;
  private readonly store: SiteStore;
  private readonly certificates: SiteCertificates;
  /** Default hostname of the site behind each name. */
  private names: ReadonlyMap<string, string> = new Map();
  private contentHosts: ReadonlySet<string> = new Set();
  private servers: LoopbackServer[] = [];
  private stopListening: (() => void)[] = [];

  constructor(ground: Ground) {
    this.ground = ground;
    this.store = new SiteStore(ground.folder);
    this.certificates = new SiteCertificates(ground);
  }

  async reconcile(): Promise<void> {
    try {
      await this.follow();
      if (this.servers.length === 0) await this.listen();
    } catch (error) {
      this.ground.say(`static sites: ${(error as Error).message}`);
    }
  }

  async close(): Promise<void> {
    for (const stop of this.stopListening.splice(0)) stop();
    await Promise.all(this.servers.splice(0).map((server) => server.close()));
  }

  private async follow(): Promise<void> {
    const cloud = this.ground.resourceManager;
    const sites = sitesOf(cloud);
    const names = new Map<string, string>();
    const custom: string[] = [];
    for (const site of sites) {
      names.set(defaultHostnameOf(site), defaultHostnameOf(site));
      for (const { name } of readyDomainsOf(cloud, site)) {
        names.set(name.toLowerCase(), defaultHostnameOf(site));
        custom.push(name.toLowerCase());
      }
    }
    await this.certificates.keep(custom);
    this.names = names;
    this.contentHosts = new Set(sites.map(contentHostOf));
    this.store.keepOnly(new Set(sites.map(defaultHostnameOf)));
  }

  private async listen(): Promise<void> {
    const secure = https.createServer(
      {
        SNICallback: (name, done) => {
          const lower = name.toLowerCase();
          done(null, this.certificates.contextOf(lower) ?? this.certificates.generated);
        },
      },
      (request, response) => void this.converse(request, response),
    );
    const plain = http.createServer((request, response) => this.redirect(request, response));
    for (const [server, port] of [
      [secure, 443],
      [plain, 80],
    ] as const) {
      const listening = await listenOnLoopback(server);
      this.servers.push(listening);
      this.stopListening.push(this.ground.network.listen(siteAddress, port, listening.port));
    }
  }

  private async converse(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.on("error", () => undefined);
    response.on("error", () => undefined);
    let answer: SiteAnswer;
    try {
      answer = await this.answer(request);
    } catch (error) {
      this.ground.say(`static sites: ${(error as Error).message}`);
      answer = errorAnswer(500);
    }
    // What was not read of the body is not kept, and not taken for the next request.
    if (!request.complete) response.shouldKeepAlive = false;
    request.resume();
    send(answer, request.method === "HEAD", response);
  }

  private async answer(request: IncomingMessage): Promise<SiteAnswer> {
    const host = hostOf(request);
    if (this.contentHosts.has(host)) {
      const { resourceManager: cloud, say } = this.ground;
      return answerDeployment({ cloud, store: this.store, say }, host, request);
    }
    const site = this.names.get(host);
    if (site === undefined) return errorAnswer(404);
    const content = this.store.of(site);
    if (content === undefined) return welcomePage;
    const [rawPath = "/", query] = (request.url ?? "/").split(/\?(.*)/s);
    const asked = decoded(rawPath);
    if (asked === undefined) return errorAnswer(400);
    return answerFromSite(content, {
      method: request.method ?? "GET",
      path: asked,
      query: query === undefined ? "" : `?${query}`,
      ifNoneMatch: request.headers["if-none-match"],
    });
  }

  private redirect(request: IncomingMessage, response: ServerResponse): void {
    request.on("error", () => undefined).resume();
    response.on("error", () => undefined);
    const host = hostOf(request);
    const location = `https://${host}${request.url ?? "/"}`;
    const answer: SiteAnswer = this.names.has(host)
      ? { status: 301, headers: { location }, text: "" }
      : errorAnswer(404);
    send(answer, request.method === "HEAD", response);
  }
}

function hostOf({ headers }: IncomingMessage): string {
  return (headers.host ?? "").toLowerCase().replace(/:\d+$/, "");
}

/** A path without its escapes; undefined when it is none. */
function decoded(rawPath: string): string | undefined {
  try {
    const text = decodeURIComponent(rawPath);
    return text.startsWith("/") && !text.includes("\0") ? text : undefined;
  } catch {
    return undefined;
  }
}

function send(answer: SiteAnswer, isHead: boolean, response: ServerResponse): void {
  if (response.destroyed) return;
  const { status, headers, file, text } = answer;
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (file === undefined) {
    if (text !== undefined) response.setHeader("content-length", Buffer.byteLength(text));
    response.end(isHead ? undefined : text);
    return;
  }
  // Opened before anything is sent: a deployment may take the file away at any time, and not what is open.
  fs.open(file, (error, descriptor) => {
    if (error !== null) return send(errorAnswer(503), isHead, response);
    const { size } = fs.fstatSync(descriptor);
    response.setHeader("content-length", size);
    if (isHead) {
      fs.close(descriptor, () => undefined);
      response.end();
      return;
    }
    const stream = fs.createReadStream(file, { fd: descriptor });
    stream.on("error", () => response.destroy());
    response.on("close", () => stream.destroy());
    stream.pipe(response);
  });
}
