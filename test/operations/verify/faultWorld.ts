import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { zipSync } from "fflate";
import { textAt } from "../../../local-cloud/arm/body";
import type { StoredResource } from "../../../local-cloud/arm/resourceType";
import { apiKeyOf } from "../../../local-cloud/arm/types/web/staticSites";
import type { RecordInput } from "../../../local-cloud/cloudflare/cloudflare";
import { contentHostOf, sitesOf } from "../../../local-cloud/data-plane/staticSites/siteNames";
import { deploymentPath } from "../../../local-cloud/data-plane/staticSites/deployment";
import { openTls } from "../../../operations/verify/tlsClient";
import { frontendBuildVariables } from "../../../settings";
import type { Settings } from "../../../settings/schema";
import type { StackOutputs } from "../../../settings/stackOutputs";
import { buildFrontend } from "../../../workloads";
import type { Platform } from "../../support/platform";
import { temporaryFolder } from "../../support/temporaryFolder";

/** Something that somebody, or time, breaks of a stack that works. */
export interface Fault {
  readonly what: string;
  /** The one check that fails then. */
  readonly caughtBy: string;
  put(world: FaultWorld): Promise<void>;
}

/** A stack that works, and the ways to break it: by hand, past the program. */
export class FaultWorld {
  readonly platform: Platform;
  readonly outputs: StackOutputs;
  readonly settings: Settings;

  constructor(platform: Platform, outputs: StackOutputs, settings: Settings) {
    this.platform = platform;
    this.outputs = outputs;
    this.settings = settings;
  }

  /** Remembers everything that Azure and Cloudflare have now. @returns Puts it back. */
  snapshot(): () => Promise<void> {
    const { state } = this.platform.cloud.store;
    const { arm, cloudflare, clockOffsetMs } = structuredClone(state);
    return async () => {
      Object.assign(state.arm, structuredClone(arm));
      Object.assign(state.cloudflare, structuredClone(cloudflare));
      state.clockOffsetMs = clockOffsetMs;
      await this.platform.cloud.store.commit();
    };
  }

  /** Changes what a resource was last written with. */
  async change(id: string, change: (desired: Body) => void): Promise<void> {
    const { resourceManager } = this.platform.cloud;
    const desired = structuredClone(this.resource(id).desired);
    change(desired as unknown as Body);
    await resourceManager.put(id, desired);
  }

  /** Changes what the service keeps, as time or a failure of its own would: nothing is judged. */
  async overwrite(id: string, change: (resource: StoredResource) => void): Promise<void> {
    change(this.resource(id));
    await this.platform.cloud.store.commit();
  }

  /** Changes a variable of an app that is no secret. */
  variable(app: "api" | "ws", name: string, value: string): Promise<void> {
    return this.change(this.outputs.resourceIds[app], ({ properties }) => {
      properties.template!.containers[0]!.env.find((one) => one.name === name)!.value = value;
    });
  }

  /** Takes a resource away, whatever locks it has. */
  async remove(id: string): Promise<void> {
    const { resourceManager, store } = this.platform.cloud;
    resourceManager.displace(id);
    await store.commit();
  }

  /** The one resource whose id ends like this. */
  idLike(end: RegExp): string {
    const found = this.platform.cloud.resourceManager.ids().filter((id) => end.test(id));
    if (found.length !== 1) throw new Error(`${String(end)}: ${found.join(", ") || "none"}`);
    return found[0]!;
  }

  /** Edits a DNS record; without an input it is deleted. */
  async record(type: string, name: string, input?: Partial<RecordInput>): Promise<void> {
    const { cloudflare } = this.platform.cloud;
    const held = cloudflare.zones().flatMap(({ id }) => cloudflare.records(id));
    const record = held.find((one) => one.type === type && one.name === name)!;
    if (input === undefined) await cloudflare.deleteRecord(record.zoneId, record.id);
    else await cloudflare.editRecord(record.zoneId, record.id, input);
  }

  async addRecord(input: RecordInput): Promise<void> {
    const { cloudflare } = this.platform.cloud;
    await cloudflare.createRecord(cloudflare.findZone(this.settings.hostnames.zone)!.id, input);
  }

  /** Role assignments of a workload's identity on the vault. */
  async removeVaultRole(workload: string): Promise<void> {
    const { resourceManager } = this.platform.cloud;
    const identity = this.idLike(new RegExp(`/userAssignedIdentities/[^/]+-id-${workload}$`));
    const { properties } = resourceManager.get(identity) as unknown as {
      properties: { principalId: string };
    };
    const vault = this.outputs.resourceIds.vault.toLowerCase();
    const assigned = resourceManager
      .list("Microsoft.Authorization/roleAssignments")
      .filter(
        ({ id, desired }) =>
          id.toLowerCase().startsWith(`${vault}/`) &&
          textAt(desired, "properties.principalId") === properties.principalId,
      );
    for (const { id } of assigned) await this.remove(id);
  }

  /** Builds the reference frontend, and deploys it to the stack's site. */
  async deployFrontend(
    variables: Record<string, string> = frontendBuildVariables(this.settings),
    changeFiles: (folder: string) => void = () => undefined,
  ): Promise<void> {
    const folder = path.join(temporaryFolder(), "site");
    await buildFrontend(variables, folder);
    changeFiles(folder);
    const files = fs
      .readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => fs.statSync(path.join(folder, file)).isFile());
    const zip = zipSync(
      Object.fromEntries(files.map((file) => [file, fs.readFileSync(path.join(folder, file))])),
    );
    const { resourceManager } = this.platform.cloud;
    const site = sitesOf(resourceManager).find(
      ({ id }) => id.toLowerCase() === this.outputs.resourceIds.frontend.toLowerCase(),
    )!;
    const status = await this.upload(
      contentHostOf(site),
      apiKeyOf({ resource: site, cloud: resourceManager }),
      zip,
    );
    if (status !== 200) throw new Error(`the deployment was answered ${status}`);
  }

  private async upload(host: string, token: string, zip: Uint8Array): Promise<number> {
    const socket = await openTls(this.platform.vantage(), host, host, 5_000);
    return new Promise((resolve, reject) => {
      const request = http.request({
        createConnection: () => socket,
        method: "POST",
        path: deploymentPath,
        headers: { host, authorization: `token ${token}`, "content-length": zip.length },
      });
      request.on("error", reject);
      request.on("response", (response) => {
        response.resume();
        response.on("end", () => {
          socket.destroy();
          resolve(response.statusCode ?? 0);
        });
      });
      request.end(zip);
    });
  }

  private resource(id: string): StoredResource {
    const found = this.platform.cloud.resourceManager.find(id);
    if (found === undefined) throw new Error(`there is no ${id}`);
    return found;
  }
}

/** What is written of resources, as far as faults change it. */
export interface Body {
  properties: {
    template?: {
      containers: { image: string; command?: string[]; env: { name: string; value?: string }[] }[];
      scale?: { minReplicas?: number };
      revisionSuffix?: string;
    };
    configuration?: {
      activeRevisionsMode?: string;
      ingress?: {
        targetPort?: number;
        allowInsecure?: boolean;
        external?: boolean;
        customDomains?: { name: string; certificateId?: string }[];
        ipSecurityRestrictions?: unknown[];
      };
      secrets?: { name: string; keyVaultUrl?: string }[];
    };
    backup?: { backupRetentionDays?: number };
    clientProtocol?: string;
    attributes?: { enabled?: boolean };
    value?: string;
  };
}
