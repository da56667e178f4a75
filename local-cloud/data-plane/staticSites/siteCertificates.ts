import fs from "node:fs";
import path from "node:path";
import { X509Certificate } from "node:crypto";
import { createSecureContext, type SecureContext } from "node:tls";
import { whoForbids } from "../../arm/certificateAuthority";
import type { Credentials } from "../../trust/authority";
import { folders } from "../folders";
import type { Ground } from "../part";
import { generatedDomain } from "./siteNames";

const dayMs = 86_400_000;

/** Parts of the platform that generated names are in: `happy-beach-0123.4.azurestaticapps.net`. */
const parts = [1, 2, 3, 4, 5, 6, 7];

/** Who signs, and for how many days. The days, and how many are left when it is renewed, are not documented. */
const kinds = {
  /** Of the generated names. @see https://learn.microsoft.com/azure/security/fundamentals/azure-certificate-authority-details */
  generated: {
    issuer: "CN=Microsoft Azure RSA TLS Issuing CA 03, O=Microsoft Corporation, C=US",
    days: 180,
    renewalDays: 45,
  },
  /** Of a custom domain. @see https://github.com/Azure/static-web-apps/issues/1024 */
  custom: {
    issuer: "CN=GeoTrust Global TLS RSA4096 SHA256 2022 CA1, O=DigiCert\\, Inc., C=US",
    days: 180,
    renewalDays: 45,
  },
} as const;

/** The certificates that static sites show. They are kept, so that one which can't be renewed does expire. */
export class SiteCertificates {
  private readonly ground: Ground;
  private readonly folder: string;
  private readonly contexts = new Map<string, { until: Date; context: SecureContext }>();

  constructor(ground: Ground) {
    this.ground = ground;
    this.folder = path.join(ground.folder, folders.sites, "certificates");
  }

  /** What a name's connections are made with; undefined when it has no certificate. */
  contextOf(name: string): SecureContext | undefined {
    return this.contexts.get(name)?.context;
  }

  /** What the generated names' connections are made with, and those that ask for a name that nobody has. */
  get generated(): SecureContext | undefined {
    return this.contextOf(generatedDomain);
  }

  /** Issues and renews what is needed, and forgets the rest. */
  async keep(customDomains: readonly string[]): Promise<void> {
    await this.renew(generatedDomain, "generated", [
      `*.${generatedDomain}`,
      `*.infrastructure.${generatedDomain}`,
      ...parts.map((part) => `*.${part}.${generatedDomain}`),
    ]);
    for (const name of customDomains) await this.renew(name, "custom", [name]);
    for (const name of this.contexts.keys()) {
      if (name === generatedDomain || customDomains.includes(name)) continue;
      this.contexts.delete(name);
      fs.rmSync(this.fileOf(name), { force: true });
    }
  }

  private async renew(
    name: string,
    kind: keyof typeof kinds,
    names: readonly [string, ...string[]],
  ): Promise<void> {
    const { issuer, days, renewalDays } = kinds[kind];
    const now = this.ground.clock.now().getTime();
    const known = this.contexts.get(name) ?? this.read(name);
    const isGood = known !== undefined && known.until.getTime() - now > renewalDays * dayMs;
    if (known !== undefined && (isGood || (kind === "custom" && !this.canRenew(name)))) {
      this.contexts.set(name, known);
      return;
    }
    const until = new Date(now + days * dayMs);
    const credentials = await this.ground.authority.issue({
      names,
      // Clients may judge by the machine's clock, and the cloud's may be ahead of it.
      notBefore: new Date(Math.min(now, Date.now()) - dayMs),
      notAfter: until,
      issuer,
    });
    fs.mkdirSync(this.folder, { recursive: true });
    fs.writeFileSync(`${this.fileOf(name)}.new`, JSON.stringify(credentials), { mode: 0o600 });
    fs.renameSync(`${this.fileOf(name)}.new`, this.fileOf(name));
    this.contexts.set(name, { until, context: contextWith(credentials) });
  }

  /**
   * Whether the service's authority would issue once more: CAA records allow it, and the name still leads somewhere, as
   * far as the cloud knows its zone. Whether it leads to the site, by way of a proxy perhaps, is not looked at.
   *
   * @see https://github.com/Azure/static-web-apps/issues/1447 (CAA)
   * @see https://github.com/Azure/static-web-apps/issues/888 (a name that no longer resolves)
   */
  private canRenew(name: string): boolean {
    const { resolver } = this.ground;
    if (whoForbids(resolver, name, "digicert.com") !== undefined) return false;
    return !resolver.knows(name) || resolver.addresses(name).length > 0;
  }

  private read(name: string): { until: Date; context: SecureContext } | undefined {
    const file = this.fileOf(name);
    if (!fs.existsSync(file)) return undefined;
    const credentials = JSON.parse(fs.readFileSync(file, "utf8")) as Credentials;
    const until = new Date(new X509Certificate(credentials.certificate).validTo);
    return { until, context: contextWith(credentials) };
  }

  private fileOf(name: string): string {
    return path.join(this.folder, `${name}.json`);
  }
}

function contextWith({ certificate, key }: Credentials): SecureContext {
  return createSecureContext({ cert: certificate, key, minVersion: "TLSv1.2" });
}
