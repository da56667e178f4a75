import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import path from "node:path";
import { DataPlane } from "../../../local-cloud/data-plane/dataPlane";
import { PublicResolver } from "../../../local-cloud/data-plane/dns/publicResolver";
import { PublicAuthority } from "../../../local-cloud/trust/authority";
import { CloudInMemory } from "../../support/inProcess";
import { temporaryFolder } from "../../support/temporaryFolder";

describe("the data plane", () => {
  let cloud: CloudInMemory;
  let plane: DataPlane;
  let said: string[];
  beforeEach(async () => {
    const folder = temporaryFolder();
    cloud = await CloudInMemory.withZone("example.com");
    said = [];
    const { resourceManager, cloudflare, clock, store } = cloud;
    const authority = await PublicAuthority.open(path.join(folder, "https"));
    const resolver = new PublicResolver(() => []);
    plane = await DataPlane.start(
      { resourceManager, cloudflare, clock, authority, resolver, folder },
      store,
      { images: () => undefined, say: (line) => said.push(line) },
    );
    await plane.settling();
  });
  afterEach(() => plane.close());

  it("says what a part throws, and looks at the state again at the next change", async () => {
    const { resourceManager, store } = cloud;
    resourceManager.list = () => {
      throw new Error("a fault of a part's own");
    };
    await store.commit();
    while (!said.some((line) => line.includes("a fault of a part's own"))) await pause(5);
    Reflect.deleteProperty(resourceManager, "list");
    assert.deepEqual(await plane.settling(), []);
  });

  it("answers 500 where it can't tell what is on its way up, and goes on", async () => {
    const ask = () => fetch(`http://127.0.0.1:${plane.gatewayPort}/pending`);
    const { resourceManager } = cloud;
    resourceManager.list = () => {
      throw new Error("a fault of a part's own");
    };
    const broken = await ask();
    Reflect.deleteProperty(resourceManager, "list");
    assert.deepEqual([broken.status, (await ask()).status], [500, 200]);
  });
});
