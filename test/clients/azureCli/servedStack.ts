import path from "node:path";
import { noLatency } from "../../../local-cloud/http/latency";
import { CloudflareApi } from "../../../local-cloud/http/cloudflare/cloudflareApi";
import { certificateFolder } from "../../../local-cloud/http/vendorVariables";
import { PublicAuthority } from "../../../local-cloud/trust/authority";
import { serveVendorApis, type VendorApis } from "../../../local-cloud/http/vendorApis";
import { CloudInMemory, StackInProcess } from "../../support/inProcess";
import { stackSettings, type StackName } from "../../support/stackSettings";

/** A stack of this repository, deployed on a local cloud whose APIs listen. */
export interface ServedStack {
  readonly cloud: CloudInMemory;
  readonly apis: VendorApis;
}

/**
 * Deploys a stack and serves what it is on.
 *
 * @param folder For the server's certificates.
 * @param say Is told what a client asks for that is not modelled.
 */
export async function serveStack(
  stack: StackName,
  folder: string,
  say: (message: string) => void,
): Promise<ServedStack> {
  const settings = stackSettings(stack);
  const cloud = await CloudInMemory.withZone(settings.hostnames.zone);
  const { refused } = await new StackInProcess(cloud, stack).up(settings);
  if (refused !== undefined) throw new Error(refused);
  const { resourceManager, clock } = cloud;
  const cloudflare = new CloudflareApi(cloud.cloudflare, clock, say);
  const latency = noLatency;
  const apis = await serveVendorApis({
    authority: await PublicAuthority.open(path.join(folder, certificateFolder)),
    port: 0,
    resourceManager,
    cloudflare,
    latency,
    faults: [],
  });
  return { cloud, apis };
}
