import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { Platform } from "../support/platform";
import { HeldWebSockets } from "../support/webSockets";

const hostname = "ws.ftljeta.cloud";
const count = 60;

describe("WebSockets of prd", function () {
  this.timeout(120_000);
  let platform: Platform;
  let held: HeldWebSockets;
  before(async () => {
    platform = await Platform.open();
    await platform.cutOver("prd");
    await platform.settled();
    await platform.migrate("prd");
  });
  afterEach(() => held.close());
  after(() => platform.close());

  it("outlast a restart of the edge by the DNS-only name", async () => {
    held = await HeldWebSockets.open(platform, "prd", hostname, count);

    platform.dataPlane.edge.restart();
    await pause(1_000);

    assert.equal(held.dropped, 0);
  });

  it("are all cut by a restart of the edge once somebody has proxied the name", async () => {
    await platform.proxy(hostname);
    held = await HeldWebSockets.open(platform, "prd", hostname, count);

    platform.dataPlane.edge.restart();
    await held.allDropped();

    assert.equal(held.dropped, count);
  });
});
