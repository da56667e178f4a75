import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { azureZones } from "../../../../local-cloud/data-plane/dns/azureZones";
import { PublicResolver } from "../../../../local-cloud/data-plane/dns/publicResolver";
import { accountZones } from "../../../../local-cloud/data-plane/dns/zones";
import { Gateway } from "../../../../local-cloud/data-plane/gateway/gateway";
import { Ingress } from "../../../../local-cloud/data-plane/ingress/ingress";
import { Network } from "../../../../local-cloud/data-plane/network/network";
import { PublicAuthority } from "../../../../local-cloud/trust/authority";
import { CloudInMemory, StackInProcess } from "../../../support/inProcess";
import { stackSettings } from "../../../support/stackSettings";
import { temporaryFolder } from "../../../support/temporaryFolder";
import { closeServers } from "../http/servers";
import { replica, type Received } from "../ingress/ingressWorld";

/** stg with one app's names bound, and the other's held back. */
const stg = stackSettings("stg");
const [api, ws] = [stg.hostnames.api[0]!, stg.hostnames.ws[0]!];
stg.hostnames.api = [{ ...api, phase: "provision" }];

describe("a client of a deployed stack", () => {
  let gateway: Gateway;
  let ingress: Ingress;
  let authority: PublicAuthority;
  before(async () => {
    const cloud = await CloudInMemory.withZone("ftljeta.cloud");
    const stack = new StackInProcess(cloud, "stg");
    for (const phase of ["provision", "bind"] as const) {
      const { refused } = await stack.up({ ...stg, phase });
      assert.equal(refused, undefined);
    }
    const { resourceManager, cloudflare, clock } = cloud;
    const held = [accountZones(cloudflare, cloud.dns), azureZones(resourceManager)];
    const resolver = new PublicResolver(() => held.flatMap((zones) => zones()));
    const network = new Network();
    const folder = temporaryFolder();
    authority = await PublicAuthority.open(folder);
    const say = (line: string) => assert.fail(line);
    const ground = {
      resourceManager,
      cloudflare,
      clock,
      authority,
      resolver,
      network,
      folder,
      say,
    };
    const ports = [await replica("ws")];
    ingress = new Ingress(ground, { of: () => [{ revisionName: "ws--1", weight: 100, ports }] });
    await ingress.reconcile();
    gateway = await Gateway.start(ground);
  });
  after(async () => {
    await gateway.close();
    await ingress.close();
    await closeServers();
  });

  const curl = (url: string) =>
    promisify(execFile)("curl", [
      "--silent",
      "--show-error",
      "--proxy",
      `http://127.0.0.1:${gateway.port}`,
      "--cacert",
      authority.file,
      url,
    ]);

  it("reaches an app by a DNS-only name, past its CNAME record, with the certificate that is bound", async () => {
    const { stdout } = await curl(`https://${ws.name}/health`);

    const { replica: name, headers } = JSON.parse(stdout) as Received;
    assert.deepEqual([name, headers.host], ["ws", ws.name]);
  });

  it("finds the handshake cut for a name that is not bound yet", async () => {
    await assert.rejects(curl(`https://${api.name}/health`), /SSL_ERROR_SYSCALL|reset/i);
  });
});
