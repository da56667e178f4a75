import assert from "node:assert/strict";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterClock } from "../../local-cloud/arm/afterClock";
import { DataPlane } from "../../local-cloud/data-plane/dataPlane";
import { azureZones } from "../../local-cloud/data-plane/dns/azureZones";
import { serveDns, type ListeningDns } from "../../local-cloud/data-plane/dns/dnsServer";
import { PublicResolver } from "../../local-cloud/data-plane/dns/publicResolver";
import { accountZones } from "../../local-cloud/data-plane/dns/zones";
import { CloudflareApi } from "../../local-cloud/http/cloudflare/cloudflareApi";
import { noLatency } from "../../local-cloud/http/latency";
import { serveVendorApis, type VendorApis } from "../../local-cloud/http/vendorApis";
import { certificateFolder } from "../../local-cloud/http/vendorVariables";
import { PublicAuthority } from "../../local-cloud/trust/authority";
import {
  type ResourceManagerAccess,
  servedAccess,
} from "../../operations/azure/resourceManagerAccess";
import { migrate } from "../../operations/azure/migrate";
import { localAuthority } from "../../operations/certificate/localAuthority";
import { vaultCertificates, vaultNameOf } from "../../operations/certificate/names";
import { obtainAll } from "../../operations/certificate/obtain";
import { writeOwnersRecord } from "../../operations/hostnames/ownersRecord";
import { imagesOf } from "../../operations/local/images";
import { checksOf } from "../../operations/verify/checks";
import { localVantage } from "../../operations/verify/localVantage";
import { resourceReader } from "../../operations/verify/resourceReader";
import { type CheckResult, runChecks } from "../../operations/verify/runChecks";
import type { Vantage } from "../../operations/verify/vantage";
import { VerifyContext } from "../../operations/verify/verifyContext";
import type { Settings } from "../../settings/schema";
import type { StackOutputs } from "../../settings/stackOutputs";
import { workloadsFolder } from "../../workloads";
import { CloudInMemory, StackInProcess, vaultOf } from "./inProcess";
import { stackSettings, type StackName } from "./stackSettings";
import { temporaryFolder } from "./temporaryFolder";

/** A stack as it was last updated. */
interface DeployedStack {
  readonly settings: Settings;
  readonly outputs: StackOutputs;
}

/**
 * Stacks of the real program on a local cloud in memory, with everything that a client meets at work: DNS, edge,
 * ingress, workloads, databases. Close it in the end.
 */
export class Platform {
  readonly cloud: CloudInMemory;
  readonly folder: string;
  readonly authority: PublicAuthority;
  readonly dataPlane: DataPlane;
  readonly dns: ListeningDns;
  readonly api: VendorApis;
  /** What the data plane has told the person. */
  readonly said: readonly string[];
  private readonly stacks = new Map<StackName, StackInProcess>();
  /** What each stack was last updated with, and what it then said of itself. */
  private readonly deployed = new Map<StackName, DeployedStack>();

  private constructor(parts: Omit<Platform, keyof Actions>) {
    this.cloud = parts.cloud;
    this.folder = parts.folder;
    this.authority = parts.authority;
    this.dataPlane = parts.dataPlane;
    this.dns = parts.dns;
    this.api = parts.api;
    this.said = parts.said;
  }

  static async open(): Promise<Platform> {
    const folder = temporaryFolder();
    const cloud = await CloudInMemory.withZone("ftljeta.cloud");
    const { resourceManager, cloudflare, clock, store } = cloud;
    const authority = await PublicAuthority.open(path.join(folder, certificateFolder));
    const held = [accountZones(cloudflare, cloud.dns), azureZones(resourceManager)];
    const zones = () => held.flatMap((some) => some());
    const said: string[] = [];
    const resolver = new PublicResolver(zones);
    const dataPlane = await DataPlane.start(
      { resourceManager, cloudflare, clock, authority, resolver, folder },
      store,
      { images: await imagesOf(workloadsFolder), say: (line) => said.push(line) },
    );
    const dns = await serveDns(zones);
    const api = await serveVendorApis({
      authority,
      port: 0,
      resourceManager,
      cloudflare: new CloudflareApi(cloudflare, clock, (line) => said.push(line)),
      latency: noLatency,
      faults: [],
    });
    return new Platform({ cloud, folder, authority, dataPlane, dns, api, said });
  }

  /** Updates a stack, which no provider may refuse. */
  async up(stack: StackName, changes: Partial<Settings> = {}): Promise<StackOutputs> {
    const inProcess = this.stacks.get(stack) ?? new StackInProcess(this.cloud, stack);
    this.stacks.set(stack, inProcess);
    const settings = stackSettings(stack, changes);
    const { refused, outputs } = await inProcess.up(settings);
    assert.equal(refused, undefined);
    this.deployed.set(stack, { settings, outputs: outputs! });
    return outputs!;
  }

  /** Takes a stack from nothing to live: records handed over, certificates issued, names bound. */
  async cutOver(stack: StackName, changes: Partial<Settings> = {}): Promise<StackOutputs> {
    const { handover } = await this.up(stack, { ...changes, phase: "provision" });
    for (const record of handover) await writeOwnersRecord(this.cloud, record);
    await this.issueCertificates(stack, changes);
    const settings = stackSettings(stack, changes);
    const frontend = settings.hostnames.frontend.map((name) =>
      name.record === "handover" ? { ...name, record: "standing" as const } : name,
    );
    const standing = { ...changes, hostnames: { ...settings.hostnames, frontend } };
    await this.up(stack, { ...standing, phase: "bind" });
    return this.up(stack, { ...standing, phase: "live" });
  }

  /** A new certificate for each name that has its own in the vault, as `ftl certificate issue` obtains it. */
  async issueCertificates(stack: StackName, changes: Partial<Settings> = {}): Promise<void> {
    const settings = stackSettings(stack, changes);
    const outcomes = await obtainAll(
      vaultCertificates(settings),
      {
        vault: vaultOf(this.cloud, vaultNameOf(stack, settings)),
        authority: (kind) =>
          localAuthority(
            {
              cloudflare: this.cloud.cloudflare,
              clock: this.cloud.clock,
              authority: async () => this.authority,
            },
            kind,
          ),
        now: () => this.cloud.clock.now(),
        say: () => undefined,
      },
      ["missing", "due", "expired"],
      30,
    );
    assert.deepEqual(
      outcomes.filter(({ result }) => result === "failed"),
      [],
    );
  }

  /** Where a client of this platform stands. */
  vantage(): Vantage {
    return localVantage({
      dnsPort: this.dns.port,
      gatewayPort: this.dataPlane.gatewayPort,
      authorityFile: this.authority.file,
      now: () => this.cloud.clock.now(),
      timeoutMs: 5_000,
    });
  }

  /** How Microsoft's clients reach this platform. */
  access(): ResourceManagerAccess {
    const { origin, authority } = this.api;
    return {
      ...servedAccess(origin, authority, this.cloud.resourceManager.tenantId),
      now: () => this.cloud.clock.now(),
    };
  }

  /** What `ftl verify` looks at, of a stack as it was last updated. */
  context(stack: StackName): VerifyContext {
    const { settings, outputs } = this.deployed.get(stack)!;
    const timeoutMs = 5_000;
    const azure = resourceReader(this.access(), timeoutMs);
    const vantage = this.vantage();
    return new VerifyContext({
      stack,
      local: true,
      outputs,
      settings,
      vantage,
      azure,
      timeoutMs,
    });
  }

  /** `ftl verify` of a stack, as it was last updated. */
  verify(stack: StackName): Promise<CheckResult[]> {
    return runChecks(checksOf(this.context(stack)), { timeoutSec: 10 });
  }

  /** `ftl migrate` of a stack. */
  async migrate(stack: StackName): Promise<void> {
    const { outputs } = this.deployed.get(stack)!;
    const target = { stack, local: true, access: this.access(), outputs };
    assert.equal((await migrate(target)).status, "Succeeded");
  }

  /** Puts the edge in front of a name, whatever the policy says to that. */
  async proxy(hostname: string): Promise<void> {
    const { cloudflare } = this.cloud;
    const zone = cloudflare.zones().find(({ name }) => hostname.endsWith(`.${name}`))!;
    const record = cloudflare
      .records(zone.id)
      .find(({ name, type }) => name === hostname && type === "CNAME")!;
    await cloudflare.editRecord(zone.id, record.id, { proxied: true, ttl: 1 });
  }

  /** Moves the cloud's clock forward, and lets time do its work. */
  async advance(days: number): Promise<void> {
    await this.cloud.clock.advance(days * 86_400_000);
    afterClock(this.cloud.resourceManager);
    await this.cloud.store.commit();
  }

  /** Resolves when everything that was declared runs, or has failed for good. */
  async settled(timeoutMs = 60_000): Promise<void> {
    const end = performance.now() + timeoutMs;
    for (;;) {
      const pending = await this.dataPlane.settling();
      if (pending.length === 0) return;
      if (performance.now() > end) throw new Error(`still on the way up: ${pending.join(", ")}`);
      await pause(50);
    }
  }

  async close(): Promise<void> {
    await this.dataPlane.close();
    await this.dns.close();
    await this.api.close();
  }
}

type Actions = Pick<
  Platform,
  | "up"
  | "cutOver"
  | "issueCertificates"
  | "vantage"
  | "access"
  | "context"
  | "verify"
  | "migrate"
  | "proxy"
  | "advance"
  | "settled"
  | "close"
>;
