import assert from "node:assert/strict";
import { ClientSecretCredential, type TokenCredential } from "@azure/identity";
import type { ResourceManager } from "../../../local-cloud/arm/resourceManager";
import { revisionsOf } from "../../../local-cloud/arm/types/app/revisions";
import { noLatency } from "../../../local-cloud/http/latency";
import { CloudflareApi } from "../../../local-cloud/http/cloudflare/cloudflareApi";
import { PublicAuthority } from "../../../local-cloud/trust/authority";
import { serveVendorApis, type VendorApis } from "../../../local-cloud/http/vendorApis";
import {
  type ResourceManagerAccess,
  servedAccess,
} from "../../../operations/azure/resourceManagerAccess";
import type { StackInAzure } from "../../../operations/azure/stackInAzure";
import type { StackOutputs } from "../../../settings";
import type { Settings } from "../../../settings/schema";
import { CloudInMemory, StackInProcess } from "../../support/inProcess";
import { stackSettings, type StackName } from "../../support/stackSettings";
import { temporaryFolder } from "../../support/temporaryFolder";

/** A stack of the real program on a local cloud in memory, whose Resource Manager listens over HTTPS. */
export class ServedStack {
  readonly cloud: CloudInMemory;
  readonly api: VendorApis;
  readonly target: StackInAzure;
  private readonly deployed: StackInProcess;
  private readonly stack: StackName;

  private constructor(
    cloud: CloudInMemory,
    deployed: StackInProcess,
    api: VendorApis,
    stack: StackName,
  ) {
    this.cloud = cloud;
    this.deployed = deployed;
    this.api = api;
    this.stack = stack;
    const access: ResourceManagerAccess = {
      ...servedAccess(api.origin, api.authority, cloud.resourceManager.tenantId),
      now: () => cloud.clock.now(),
    };
    this.target = {
      stack,
      local: true,
      access: {
        ...access,
        clientOptions: { ...access.clientOptions, retryOptions: { maxRetries: 0 } },
      },
      outputs: this.outputs(),
    };
  }

  /** Deploys the stack as its file says, and serves it. Close it after the tests. */
  static async deploy(stack: StackName, settings: Partial<Settings> = {}): Promise<ServedStack> {
    const cloud = await CloudInMemory.withZone("ftljeta.cloud");
    const deployed = new StackInProcess(cloud, stack);
    const { refused } = await deployed.up(stackSettings(stack, settings));
    assert.equal(refused, undefined);
    const { resourceManager, cloudflare, clock } = cloud;
    const api = await serveVendorApis({
      authority: await PublicAuthority.open(temporaryFolder()),
      port: 0,
      resourceManager,
      cloudflare: new CloudflareApi(cloudflare, clock, () => undefined),
      latency: noLatency,
      faults: [],
    });
    return new ServedStack(cloud, deployed, api, stack);
  }

  /** Updates the stack, which no provider may refuse. */
  async up(settings: Partial<Settings>): Promise<void> {
    const { refused } = await this.deployed.up(stackSettings(this.stack, settings));
    assert.equal(refused, undefined);
  }

  /** Id of the resource of a type whose name ends like this. */
  idOf(type: string, end: string): string {
    const found = this.cloud.resourceManager
      .ids()
      .filter((id) => id.toLowerCase().includes(`/${type.toLowerCase()}/`) && id.endsWith(end));
    assert.equal(found.length, 1, `${type} …${end}: ${found.join(", ")}`);
    return found[0]!;
  }

  /** A credential that gets its tokens elsewhere, and asks once. */
  credentialAt(authorityHost: string): TokenCredential {
    const { tenantId } = this.cloud.resourceManager;
    return new ClientSecretCredential(tenantId, "a client", "a secret", {
      authorityHost,
      disableInstanceDiscovery: true,
      retryOptions: { maxRetries: 0 },
    });
  }

  close(): Promise<void> {
    return this.api.close();
  }

  private outputs(): StackInAzure["outputs"] {
    const resourceIds = {
      api: this.idOf("Microsoft.App/containerApps", "-api"),
      ws: this.idOf("Microsoft.App/containerApps", "-ws"),
      flusher: this.idOf("Microsoft.App/containerApps", "-flusher"),
      postgres: this.idOf("Microsoft.DBforPostgreSQL/flexibleServers", "-pg"),
      vault: this.idOf("Microsoft.KeyVault/vaults", `ftl-${this.stack}-kv-cin`),
    } as StackOutputs["resourceIds"];
    const resourceNames = Object.fromEntries(
      Object.entries(resourceIds).map(([resource, id]) => [resource, id.split("/").at(-1)!]),
    ) as StackOutputs["resourceNames"];
    return { resourceIds, resourceNames };
  }
}

/** Name of the revision of an app that is active; of all of them, with commas, when it has several. */
export function activeRevision(
  resourceManager: Pick<ResourceManager, "find">,
  appId: string,
): string {
  const active = revisionsOf(resourceManager.find(appId)!).filter((one) => one.active);
  return active.map(({ name }) => name).join();
}

/** How a command ended, with all that it printed. */
export interface Said {
  readonly exitCode: number;
  readonly out: string;
  readonly error: string;
}

/** Runs the work of a command, and catches what it prints; a refusal is printed as `ftl` prints it. */
export async function said(work: () => Promise<number>): Promise<Said> {
  const { stdout, stderr } = process;
  const writes = [stdout.write.bind(stdout), stderr.write.bind(stderr)] as const;
  let out = "";
  let error = "";
  stdout.write = (text) => ((out += String(text)), true);
  stderr.write = (text) => ((error += String(text)), true);
  try {
    return { exitCode: await work(), out, error };
  } catch (thrown) {
    const { name, message, exitCode } = thrown as Error & { exitCode?: number };
    if (name !== "Refusal" || exitCode === undefined) throw thrown;
    return { exitCode, out, error: `${error}${message}\n` };
  } finally {
    stdout.write = writes[0];
    stderr.write = writes[1];
  }
}
