import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import type { IncomingHttpHeaders } from "node:http";
import http from "node:http";
import https from "node:https";
import path from "node:path";
import type { TLSSocket } from "node:tls";
import { strToU8, zipSync } from "fflate";
import type { Clock } from "../../../../local-cloud/clock";
import type { Cloudflare } from "../../../../local-cloud/cloudflare/cloudflare";
import { azureZones } from "../../../../local-cloud/data-plane/dns/azureZones";
import { PublicResolver } from "../../../../local-cloud/data-plane/dns/publicResolver";
import type { Zone } from "../../../../local-cloud/data-plane/dns/zones";
import { Network } from "../../../../local-cloud/data-plane/network/network";
import { siteAddress } from "../../../../local-cloud/data-plane/staticSites/siteNames";
import { StaticSites } from "../../../../local-cloud/data-plane/staticSites/staticSites";
import { PublicAuthority } from "../../../../local-cloud/trust/authority";
import { temporaryFolder } from "../../../support/temporaryFolder";
import { propertiesOf, resourceId, TestCloud } from "../../arm/cloud";

const siteId = resourceId("Microsoft.Web/staticSites", "site");
const site = { location: "eastasia", sku: { name: "Standard", tier: "Standard" } };
const contentHost = "content-eastasia.infrastructure.azurestaticapps.net";
const page = { "index.html": strToU8("the page") };

interface Seen {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** What the server showed; undefined without TLS. */
  readonly certificate: X509Certificate | undefined;
}

/** An archive whose one file has so many bytes, as its directory says. @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3.12) */
function sayingThatItHas(bytes: number): Uint8Array {
  const zip = Buffer.from(zipSync(page));
  zip.writeUInt32LE(bytes, zip.indexOf("PK\x01\x02", 0, "latin1") + 24);
  return zip;
}

/** A cloud with static sites that listen. */
class World {
  readonly cloud: TestCloud;
  readonly said: string[] = [];
  readonly network = new Network();
  readonly resolver: PublicResolver;
  private readonly folder = temporaryFolder();
  private readonly authority: PublicAuthority;
  sites: StaticSites;

  private constructor(cloud: TestCloud, authority: PublicAuthority) {
    this.cloud = cloud;
    this.authority = authority;
    const azure = azureZones(cloud.resourceManager);
    const example: Zone = {
      name: "example.com",
      nameServers: ["ns.example.com"],
      mailbox: "dns.example.com",
      resolve: (name, type) => {
        const found = cloud.dns.resolve(name, type);
        return found.length > 0 ? found : cloud.dns.resolve(name, "CNAME");
      },
      exists: () => true,
    };
    this.resolver = new PublicResolver(() => [...azure(), example]);
    this.sites = this.newSites();
  }

  static async open(folder = temporaryFolder()): Promise<World> {
    const cloud = await TestCloud.open();
    await cloud.put(siteId, site);
    const world = new World(cloud, await PublicAuthority.open(path.join(folder, "https")));
    await world.sites.reconcile();
    return world;
  }

  newSites(): StaticSites {
    const { cloud } = this;
    return new StaticSites({
      resourceManager: cloud.resourceManager,
      cloudflare: undefined as unknown as Cloudflare,
      clock: { now: () => cloud.now() } as Clock,
      authority: this.authority,
      resolver: this.resolver,
      network: this.network,
      folder: this.folder,
      say: (line) => void this.said.push(line),
    });
  }

  get hostname(): string {
    return propertiesOf(this.cloud.get(siteId)).defaultHostname as string;
  }

  async token(): Promise<string> {
    const secrets = (await this.cloud.act(siteId, "listSecrets")) as {
      properties: { apiKey: string };
    };
    return secrets.properties.apiKey;
  }

  deploy(files: Record<string, Uint8Array>, token: string): Promise<Seen> {
    return this.ask(contentHost, "/deployments", {
      method: "POST",
      headers: { authorization: `token ${token}` },
      body: zipSync(files),
    });
  }

  /** Asks the address that a name leads to, by the certificate authority that clients trust. */
  ask(
    host: string,
    url: string,
    options: {
      method?: string;
      headers?: Record<string, string>;
      body?: Uint8Array;
      port?: 80 | 443;
    } = {},
  ): Promise<Seen> {
    const { method = "GET", headers = {}, body, port = 443 } = options;
    const { request } = port === 443 ? https : http;
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          host: "127.0.0.1",
          port: this.network.route("198.51.100.10", port),
          method,
          path: url,
          headers: { host, ...headers },
          servername: host,
          ca: this.authority.root,
          agent: false,
        },
        (response) => {
          const certificate =
            port === 443 ? (response.socket as TLSSocket).getPeerX509Certificate() : undefined;
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("end", () =>
            resolve({
              status: response.statusCode!,
              headers: response.headers,
              text: Buffer.concat(chunks).toString("utf8"),
              certificate,
            }),
          );
        },
      );
      sent.on("error", reject).end(body);
    });
  }

  async close(): Promise<void> {
    await this.sites.close();
    this.cloud.close();
  }
}

describe("hosting of static sites", () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open();
  });
  afterEach(() => world.close());

  it("answers public DNS for the generated name, and for no other", () => {
    assert.deepEqual(world.resolver.addresses(world.hostname), ["198.51.100.10"]);
    assert.deepEqual(world.resolver.addresses("nobody-0.1.azurestaticapps.net"), []);
  });

  it("shows the welcome page until something is deployed", async () => {
    const { status, text } = await world.ask(world.hostname, "/stadium");
    assert.equal(status, 200);
    assert.match(text, /Congratulations on your new site!/);
  });

  it("shows a certificate of Microsoft's for the generated name", async () => {
    const { certificate } = await world.ask(world.hostname, "/");
    assert.match(certificate!.issuer, /O=Microsoft Corporation/);
  });

  it("leads from HTTP to HTTPS", async () => {
    const { status, headers } = await world.ask(world.hostname, "/a?b", { port: 80 });
    assert.equal(status, 301);
    assert.equal(headers.location, `https://${world.hostname}/a?b`);
  });

  it("answers 404 for a name that no site has", async () => {
    assert.equal((await world.ask("other.1.azurestaticapps.net", "/")).status, 404);
  });

  it("serves what was deployed with the site's token, and not its configuration", async () => {
    const config = strToU8(
      '{"navigationFallback":{"rewrite":"/index.html","exclude":["/*.json"]}}',
    );
    const files = { ...page, "staticwebapp.config.json": config };
    const { status, text } = await world.deploy(files, await world.token());
    assert.equal(status, 200, text);
    assert.equal((await world.ask(world.hostname, "/stadium")).text, "the page");
    assert.equal((await world.ask(world.hostname, "/staticwebapp.config.json")).status, 404);
  });

  it("answers HEAD with the headers of GET alone", async () => {
    await world.deploy(page, await world.token());
    const { text, headers } = await world.ask(world.hostname, "/", { method: "HEAD" });
    assert.equal(text, "");
    assert.equal(headers["content-length"], "8");
  });

  it("rejects a deployment with another token, and with the one before a reset", async () => {
    const before = await world.token();
    await world.cloud.act(siteId, "resetapikey");
    const statuses = [
      (await world.deploy(page, "wrong")).status,
      (await world.deploy(page, before)).status,
      (await world.deploy(page, await world.token())).status,
    ];
    assert.deepEqual(statuses, [401, 401, 200]);
  });

  for (const [plan, megabytes] of [
    ["Free", 250],
    ["Standard", 500],
  ] as const) {
    it(`rejects more than ${megabytes} MB on the ${plan} plan`, async () => {
      await world.cloud.put(siteId, { ...site, sku: { name: plan, tier: plan } });
      const { status, text } = await world.ask(contentHost, "/deployments", {
        method: "POST",
        headers: { authorization: `token ${await world.token()}` },
        body: sayingThatItHas(megabytes * 1_048_576 + 1),
      });
      assert.equal(status, 413);
      assert.match(text, new RegExp(`more than the ${megabytes} MB of its plan`));
    });
  }

  it("keeps what was there when a deployment is refused", async () => {
    await world.deploy(page, await world.token());
    const { status } = await world.deploy({ "app.js": strToU8("") }, await world.token());
    assert.equal(status, 400);
    assert.equal((await world.ask(world.hostname, "/")).text, "the page");
  });

  it("says what of a configuration nothing is done with", async () => {
    const config = strToU8('{"networking":{"allowedIpRanges":["10.0.0.0/24"]}}');
    await world.deploy({ ...page, "staticwebapp.config.json": config }, await world.token());
    assert.deepEqual(world.said, [
      "site: staticwebapp.config.json has networking, with which the local cloud does nothing.",
    ]);
  });

  it("ends at once although a client has not got to the end of its TLS handshake", async () => {
    const client = world.network.connect(siteAddress, 443, "192.0.2.1")!;
    await once(client, "connect");
    const cut = once(client, "close");
    await world.sites.close();
    await cut;
    await world.sites.reconcile();
  });

  it("still serves it after a restart", async () => {
    await world.deploy(page, await world.token());
    await world.sites.close();
    world.sites = world.newSites();
    await world.sites.reconcile();
    assert.equal((await world.ask(world.hostname, "/")).text, "the page");
  });

  it("serves nothing of a site that was deleted and made again", async () => {
    await world.deploy(page, await world.token());
    await world.cloud.delete(siteId);
    await world.sites.reconcile();
    world.cloud.advance({ seconds: 1 });
    await world.cloud.put(siteId, site);
    await world.sites.reconcile();
    assert.match((await world.ask(world.hostname, "/")).text, /Congratulations/);
  });

  describe("at a custom domain", () => {
    const domain = "www.example.com";
    beforeEach(async () => {
      world.cloud.dns.add(domain, "CNAME", world.hostname);
      await world.cloud.put(
        resourceId("Microsoft.Web/staticSites/customDomains", "site", domain),
        {},
      );
      await world.sites.reconcile();
    });

    it("shows a certificate of DigiCert's for it", async () => {
      const { certificate } = await world.ask(domain, "/");
      assert.equal(certificate!.checkHost(domain), domain);
      assert.equal(
        certificate!.issuer,
        "CN=GeoTrust Global TLS RSA4096 SHA256 2022 CA1\nO=DigiCert\\, Inc.\nC=US",
      );
    });

    it("serves the site", async () => {
      await world.deploy(page, await world.token());
      assert.equal((await world.ask(domain, "/")).text, "the page");
    });

    it("renews the certificate before it ends", async () => {
      const before = (await world.ask(domain, "/")).certificate!;
      world.cloud.advance({ days: 190 });
      await world.sites.reconcile();
      const { certificate } = await world.ask(domain, "/");
      assert.ok(Date.parse(certificate!.validTo) > world.cloud.now().getTime());
      assert.notEqual(certificate!.serialNumber, before.serialNumber);
    });

    const causes: readonly (readonly [cause: string, bring: () => void])[] = [
      [
        "CAA records keep DigiCert out",
        () => world.cloud.dns.add("example.com", "CAA", '0 issue "letsencrypt.org"'),
      ],
      ["the name leads nowhere", () => world.cloud.dns.remove(domain)],
    ];
    for (const [cause, bring] of causes) {
      it(`lets the certificate end when ${cause}`, async () => {
        bring();
        world.cloud.advance({ days: 190 });
        await world.sites.reconcile();
        const { certificate } = await world.ask(domain, "/");
        assert.ok(Date.parse(certificate!.validTo) < world.cloud.now().getTime());
      });
    }

    it("shows the same certificate after a restart", async () => {
      const before = (await world.ask(domain, "/")).certificate!;
      await world.sites.close();
      world.sites = world.newSites();
      await world.sites.reconcile();
      assert.equal((await world.ask(domain, "/")).certificate!.serialNumber, before.serialNumber);
    });
  });
});
