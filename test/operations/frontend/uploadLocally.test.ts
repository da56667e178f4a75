import assert from "node:assert/strict";
import https from "node:https";
import { strToU8, zipSync } from "fflate";
import { startLocalCloud, type LocalCloud } from "../../../local-cloud";
import { servedAccess } from "../../../operations/azure/resourceManagerAccess";
import { readStaticSite } from "../../../operations/frontend/staticSite";
import { uploadLocally } from "../../../operations/frontend/uploadLocally";
import type { LocalSession } from "../../../operations/local/session";
import { Refusal } from "../../../operations/refusal";
import { temporaryFolder } from "../../support/temporaryFolder";
import { groupId, resourceId } from "../../local-cloud/arm/cloud";

const siteId = resourceId("Microsoft.Web/staticSites", "site");
const archive = zipSync({ "index.html": strToU8("the page") });

describe("a frontend that is deployed to the local cloud", () => {
  let folder: string;
  let cloud: LocalCloud;

  beforeEach(async () => {
    folder = temporaryFolder();
    const dataPlane = { images: () => undefined, say: () => undefined };
    cloud = await startLocalCloud({ folder, zones: [], apiPort: 0, dnsPort: 0, dataPlane });
    await cloud.resourceManager.put(groupId, { location: "centralindia" });
    await cloud.resourceManager.put(siteId, { location: "eastasia", sku: { name: "Free" } });
    assert.deepEqual(await cloud.dataPlane!.settling(), []);
  });
  afterEach(() => cloud.close());

  /** The session of a command, as far as an upload looks at it. */
  function session(change: Partial<LocalSession>): LocalSession {
    return { folder: { folder }, ...change } as LocalSession;
  }

  const servedBy = ({ dataPlane, listeningDns }: LocalCloud) =>
    session({
      dataPlane: { gatewayPort: dataPlane!.gatewayPort, dnsPort: listeningDns!.port },
    });

  const site = () => {
    const { origin, authority } = cloud.api!;
    return readStaticSite(servedAccess(origin, authority, cloud.resourceManager.tenantId), siteId);
  };

  /** Whether what is deployed is what the archive has. */
  async function isServed(): Promise<boolean> {
    const { defaultHostname } = await site();
    // Only the process with the data plane knows where the site listens.
    const port = cloud.dataPlane!.network.route("198.51.100.10", 443)!;
    return (await askedFrom(port, defaultHostname)) === "the page";
  }

  it("comes in by the gateway when another process serves the cloud", async () => {
    await uploadLocally(servedBy(cloud), await site(), archive);
    assert.ok(await isServed());
  });

  it("is served at once when this process runs the cloud", async () => {
    await uploadLocally(session({ cloud }), await site(), archive);
    assert.ok(await isServed());
  });

  it("is refused with another token", async () => {
    const target = { ...(await site()), token: "wrong" };
    await assert.rejects(
      uploadLocally(servedBy(cloud), target, archive),
      (error) => error instanceof Refusal && /api key was invalid/.test(error.message),
    );
  });

  it("is refused where no data plane runs", async () => {
    await assert.rejects(
      uploadLocally(session({}), await site(), archive),
      (error) => error instanceof Refusal && /no data plane/.test(error.message),
    );
  });

  it("is there when the data plane starts after a deployment without it", async () => {
    const target = await site();
    await cloud.close();
    const alone = await startLocalCloud({ folder, zones: [] });
    await uploadLocally(session({ cloud: alone }), target, archive);
    await alone.close();
    const dataPlane = { images: () => undefined, say: () => undefined };
    cloud = await startLocalCloud({ folder, zones: [], apiPort: 0, dataPlane });
    assert.deepEqual(await cloud.dataPlane!.settling(), []);
    assert.ok(await isServed());
  });
});

function askedFrom(port: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    https
      .get(
        { host: "127.0.0.1", port, headers: { host }, rejectUnauthorized: false, agent: false },
        (response) => {
          const parts: Buffer[] = [];
          response.on("data", (part: Buffer) => parts.push(part));
          response.on("end", () => resolve(Buffer.concat(parts).toString("utf8")));
        },
      )
      .on("error", reject);
  });
}
