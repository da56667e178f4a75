import path from "node:path";
import { ResourceManager } from "../../../../local-cloud/arm/resourceManager";
import { Clock } from "../../../../local-cloud/clock";
import { Cloudflare } from "../../../../local-cloud/cloudflare/cloudflare";
import { PublicResolver } from "../../../../local-cloud/data-plane/dns/publicResolver";
import { Network } from "../../../../local-cloud/data-plane/network/network";
import type { Ground } from "../../../../local-cloud/data-plane/part";
import { StateStore } from "../../../../local-cloud/state/stateStore";
import { PublicAuthority } from "../../../../local-cloud/trust/authority";
import { temporaryFolder } from "../../../support/temporaryFolder";
import { DnsFake, groupId } from "../../arm/cloud";

/** What a part of the data plane stands on, in a folder of its own, with all that it has said. */
export interface TestGround extends Ground {
  readonly said: string[];
}

export async function testGround(folder = temporaryFolder()): Promise<TestGround> {
  const store = StateStore.open(folder);
  const clock = new Clock(store);
  const said: string[] = [];
  const resourceManager = new ResourceManager(store, clock, new DnsFake());
  if (resourceManager.find(groupId) === undefined) {
    await resourceManager.put(groupId, { location: "centralindia" });
  }
  return {
    resourceManager,
    cloudflare: new Cloudflare(store, clock),
    clock,
    authority: await PublicAuthority.open(path.join(folder, "https")),
    resolver: new PublicResolver(() => []),
    network: new Network(),
    folder,
    say: (line) => said.push(line),
    said,
  };
}
