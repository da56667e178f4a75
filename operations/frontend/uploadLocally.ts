import fs from "node:fs";
import http from "node:http";
import type net from "node:net";
import tls from "node:tls";
import {
  authorityFile,
  deployDirectly,
  deploymentPath,
  DeploymentRefused,
} from "../../local-cloud";
import type { LocalSession } from "../local/session";
import { NoWay, throughGateway } from "../local/throughGateway";
import { Refusal } from "../refusal";
import type { StaticSite } from "./staticSite";

/** How long the gateway may take to lead to the site, in milliseconds. */
const timeoutMs = 10_000;

/**
 * Deploys an archive to a site of the local cloud: one that runs in this process, or that another one serves.
 *
 * @throws Refusal when it is refused, or when the one that serves it takes none.
 */
export async function uploadLocally(
  session: LocalSession,
  site: StaticSite,
  zip: Uint8Array,
): Promise<void> {
  const { cloud, dataPlane, folder } = session;
  if (cloud !== undefined) {
    try {
      await deployDirectly({
        folder: folder.folder,
        resourceManager: cloud.resourceManager,
        host: site.contentHost,
        token: site.token,
        zip,
        say: (line) => void process.stderr.write(`${line}\n`),
      });
    } catch (error) {
      if (error instanceof DeploymentRefused) throw refusal(error.message);
      throw error;
    }
    return;
  }
  if (dataPlane === undefined) {
    throw new Refusal(
      "The local cloud that is running has no data plane, and serves no site. Start it with: npx ftl local serve",
    );
  }
  const ca = fs.readFileSync(authorityFile(folder.folder), "utf8");
  await upload(await contentConnection(dataPlane.gatewayPort, site.contentHost), ca, site, zip);
}

async function contentConnection(gatewayPort: number, host: string): Promise<net.Socket> {
  try {
    return await throughGateway(gatewayPort, host, 443, timeoutMs);
  } catch (error) {
    throw error instanceof NoWay ? new Refusal(error.message) : error;
  }
}

function upload(
  socket: net.Socket,
  ca: string,
  { contentHost, token }: StaticSite,
  zip: Uint8Array,
): Promise<void> {
  return new Promise((resolve, reject) => {
    http
      .request(
        {
          createConnection: () => tls.connect({ socket, ca, servername: contentHost }),
          method: "POST",
          path: deploymentPath,
          headers: {
            host: contentHost,
            authorization: `token ${token}`,
            "content-type": "application/zip",
            "content-length": zip.length,
          },
        },
        (response) => {
          const parts: Buffer[] = [];
          response.on("error", reject);
          response.on("data", (part: Buffer) => parts.push(part));
          response.on("end", () => {
            if (response.statusCode === 200) return resolve();
            reject(refusal(Buffer.concat(parts).toString("utf8").trim()));
          });
        },
      )
      .on("error", reject)
      .end(zip);
  });
}

function refusal(why: string): Refusal {
  return new Refusal(`The site takes no such deployment: ${why}`);
}
