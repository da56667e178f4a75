import assert from "node:assert/strict";
import net from "node:net";
import type { JsonObject } from "../../../../local-cloud/json";
import { appBody, appId, environmentId, fqdn, serve, textIn } from "../../arm/app/platform";
import { closeServer, listen } from "../http/servers";
import { IngressWorld, replica, withIngress } from "./ingressWorld";

describe("routes of the ingress", () => {
  let world: IngressWorld;
  let hostname: string;
  beforeEach(async () => {
    world = await IngressWorld.open();
    await world.cloud.put(appId("api"), appBody());
    hostname = fqdn(world.cloud, "api");
  });
  afterEach(() => world.close());

  /** Gives the app one revision with these ports. */
  const backedBy = (...ports: number[]) =>
    world.backends.set("api", [{ revisionName: "api--1", weight: 100, ports }]);

  describe("finds the app by the host", () => {
    beforeEach(async () => void backedBy(await replica("one")));

    it("by its generated name, with or without a port, in any case", async () => {
      for (const host of [hostname, `${hostname}:443`, hostname.toUpperCase()]) {
        assert.equal((await world.received({ hostname, host })).replica, "one");
      }
    });

    it("by a name of its own that is not bound yet, once the handshake is done by another", async () => {
      serve(world.cloud, "api.example.com");
      await world.cloud.put(
        appId("api"),
        withIngress({ customDomains: [{ name: "api.example.com" }] }),
      );

      const { replica: name } = await world.received({ hostname, host: "api.example.com" });

      assert.equal(name, "one");
    });

    const unknown: readonly [string, JsonObject | undefined, (domain: string) => string][] = [
      ["a name that no app has", undefined, (domain) => `other.${domain}`],
      [
        "an app for the environment only",
        { external: false },
        (domain) => `api.internal.${domain}`,
      ],
      [
        "an app that speaks TCP",
        { transport: "tcp", exposedPort: 8080 },
        (domain) => `api.${domain}`,
      ],
    ];
    for (const [what, ingress, hostOf] of unknown) {
      it(`answers 404 for ${what}`, async () => {
        if (ingress !== undefined) await world.cloud.put(appId("api"), withIngress(ingress));
        const domain = textIn(world.cloud.get(environmentId), "properties.defaultDomain");

        const { status, body } = await world.ask({ hostname: hostOf(domain) });

        assert.equal(status, 404);
        assert.match(body, /This Container App is stopped or does not exist/);
      });
    }

    it("answers 404 for an app whose revisions are all stopped", async () => {
      world.backends.delete("api");

      assert.equal((await world.ask({ hostname })).status, 404);
    });
  });

  describe("spreads requests", () => {
    it("over the replicas in turn, without stickiness", async () => {
      backedBy(await replica("one"), await replica("two"), await replica("three"));
      const seen: string[] = [];

      for (let turn = 0; turn < 6; turn++) seen.push((await world.received({ hostname })).replica);

      assert.deepEqual(seen, ["one", "two", "three", "one", "two", "three"]);
    });

    it("over the revisions by their weights", async () => {
      world.backends.set("api", [
        { revisionName: "api--1", weight: 75, ports: [await replica("old")] },
        { revisionName: "api--2", weight: 25, ports: [await replica("new")] },
      ]);
      const seen: string[] = [];

      for (let turn = 0; turn < 8; turn++) seen.push((await world.received({ hostname })).replica);

      assert.equal(seen.filter((name) => name === "new").length, 2);
    });

    it("to the one revision that its own name stands for, whatever its weight", async () => {
      const revision = textIn(world.cloud.get(appId("api")), "properties.latestRevisionName");
      world.backends.set("api", [
        { revisionName: "api--other", weight: 100, ports: [await replica("other")] },
        { revisionName: revision, weight: 0, ports: [await replica("latest")] },
      ]);

      const { replica: name } = await world.received({
        hostname: hostname.replace("api", revision),
      });

      assert.equal(name, "latest");
    });

    it("past a replica that takes no connection", async () => {
      const gone = await listen(net.createServer());
      const stays = await replica("stays");
      backedBy(gone, stays);
      await closeServer(gone);

      assert.equal((await world.received({ hostname })).replica, "stays");
    });
  });
});
