import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import { overlay, type JsonObject } from "../../../../local-cloud/json";
import {
  appBody,
  appId,
  environmentBody,
  environmentId,
  fqdn,
  textIn,
} from "../../arm/app/platform";
import { resourceId } from "../../arm/cloud";
import { closeServer, listen } from "../http/servers";
import { clientAddress, IngressWorld, replica, withIngress } from "./ingressWorld";

describe("the ingress of Container Apps", () => {
  let world: IngressWorld;
  let hostname: string;
  beforeEach(async () => {
    world = await IngressWorld.open({ idleMs: 500 });
    await world.cloud.put(appId("api"), appBody());
    hostname = fqdn(world.cloud, "api");
  });
  afterEach(() => world.close());

  /** Gives the app one revision with these ports. */
  const backedBy = (...ports: number[]) =>
    world.backends.set("api", [{ revisionName: "api--1", weight: 100, ports }]);

  describe("answers itself", () => {
    it("503 while no replica is ready", async () => {
      backedBy();

      const { status, body } = await world.ask({ hostname });

      assert.deepEqual([status, body], [503, "no healthy upstream"]);
    });

    it("503 where no replica takes the connection", async () => {
      const gone = await listen(net.createServer());
      backedBy(gone);
      await closeServer(gone);

      const { status, body } = await world.ask({ hostname });

      assert.equal(status, 503);
      assert.match(body, /reset reason: connection failure$/);
    });

    it("503 where a replica closes the connection in place of an answer", async () => {
      backedBy(await listen(http.createServer((request) => request.socket.destroy())));

      const { status, body } = await world.ask({ hostname });

      assert.equal(status, 503);
      assert.match(body, /reset reason: connection termination$/);
    });

    it("504 where no answer begins in time", async () => {
      backedBy(await listen(http.createServer(() => undefined)));

      const { status, body } = await world.ask({ hostname });

      assert.deepEqual([status, body], [504, "stream timeout"]);
    });

    it("with a cut where an answer has begun and nothing more comes", async () => {
      backedBy(await listen(http.createServer((_request, response) => response.write("begun"))));

      await assert.rejects(world.ask({ hostname }), { code: "ECONNRESET" });
    });
  });

  it("cuts a request of which nothing more comes", async () => {
    backedBy(await listen(http.createServer(() => undefined)));
    const client = world
      .connect(hostname)
      .on("error", () => undefined)
      .resume();

    client.write(`POST / HTTP/1.1\r\nHost: ${hostname}\r\nContent-Length: 10\r\n\r\nabc`);
    await once(client, "close");

    assert.ok(client.destroyed);
  });

  it("lets an answer take as long as it wants, while something of it comes", async () => {
    const server = http.createServer((_request, response) => {
      let left = 5;
      const timer = setInterval(() => {
        response.write(String(left--));
        if (left > 0) return;
        clearInterval(timer);
        response.end();
      }, 120);
    });
    backedBy(await listen(server));

    assert.equal((await world.ask({ hostname })).body, "54321");
  });

  const rules: readonly [string, JsonObject[], number][] = [
    ["allows", [rule("Allow", "192.0.2.0/24")], 200],
    ["doesn't allow", [rule("Allow", "203.0.113.7")], 403],
    ["denies", [rule("Deny", "203.0.113.7"), rule("Deny", `${clientAddress}/32`)], 403],
    ["doesn't deny", [rule("Deny", "203.0.113.0/24")], 200],
  ];
  for (const [does, ipSecurityRestrictions, status] of rules) {
    it(`answers ${status} to an address that a rule ${does}`, async () => {
      backedBy(await replica("one"));
      await world.cloud.put(appId("api"), withIngress({ ipSecurityRestrictions }));

      assert.equal((await world.ask({ hostname })).status, status);
    });
  }

  it("tells the app who asked, and how", async () => {
    backedBy(await replica("one"));

    const { headers } = await world.received({
      hostname,
      headers: { "x-forwarded-for": "198.51.100.1", "x-forwarded-proto": "gopher" },
    });

    assert.equal(headers["x-forwarded-for"], `198.51.100.1,${clientAddress}`);
    assert.equal(headers["x-forwarded-proto"], "https");
    assert.equal(headers["x-forwarded-host"], hostname);
    assert.equal(headers.host, hostname);
    assert.match(String(headers["x-request-id"]), /^[0-9a-f-]{36}$/);
  });

  it("keeps the request's id that a client gives", async () => {
    backedBy(await replica("one"));
    const id = "019c757a-5bd9-4d7e-8465-ab6273ab9e31";

    const { headers } = await world.received({ hostname, headers: { "x-request-id": id } });

    assert.equal(headers["x-request-id"], id);
  });

  describe("on port 80", () => {
    beforeEach(async () => void backedBy(await replica("one")));
    const asking = { protocol: "http", path: "/a?b=c" } as const;

    it("sends the client to HTTPS", async () => {
      const { status, headers } = await world.ask({ ...asking, hostname });

      assert.deepEqual([status, headers.location], [301, `https://${hostname}/a?b=c`]);
    });

    it("serves an app that allows it", async () => {
      await world.cloud.put(appId("api"), withIngress({ allowInsecure: true }));

      const { headers } = await world.received({ ...asking, hostname });

      assert.equal(headers["x-forwarded-proto"], "http");
    });

    it("answers 404 for a name that no app has", async () => {
      assert.equal((await world.ask({ ...asking, hostname: "example.com" })).status, 404);
    });
  });

  describe("with WebSockets", () => {
    it("echoes through", async () => {
      backedBy(await replica("one"));
      const socket = await world.openSocket(hostname);

      socket.send("hello");
      const [message] = (await once(socket, "message")) as [Buffer];

      assert.equal(message.toString(), "hello");
    });

    it("cuts what is idle, and nothing before", async () => {
      backedBy(await replica("one"));
      const socket = await world.openSocket(hostname);
      for (let sent = 0; sent < 4; sent++) {
        socket.send("still here");
        await once(socket, "message");
        await new Promise((resolve) => setTimeout(resolve, 150));
      }

      const [code] = (await once(socket, "close")) as [number];

      assert.equal(code, 1006);
    });

    const refused: readonly [string, () => Promise<number | undefined>, RegExp][] = [
      ["no replica is ready", async () => undefined, /503/],
      [
        "the replica does not answer in time",
        () => listen(http.createServer().on("upgrade", () => undefined)),
        /504/,
      ],
      [
        "the app refuses",
        () =>
          listen(
            http
              .createServer()
              .on("upgrade", (_request, socket) => socket.end("HTTP/1.1 403 Forbidden\r\n\r\n")),
          ),
        /403/,
      ],
    ];
    for (const [what, port, status] of refused) {
      it(`answers ${status.source} where ${what}`, async () => {
        const only = await port();
        backedBy(...(only === undefined ? [] : [only]));

        await assert.rejects(world.openSocket(hostname), status);
      });
    }

    it("sends those that come to port 80 to HTTPS", async () => {
      backedBy(await replica("one"));

      await assert.rejects(world.openSocket(hostname, "http"), /301/);
    });
  });

  it("does not listen for an environment that is deleted, and again for a new one", async () => {
    const { address } = world;
    await world.cloud.delete(appId("api"));
    await world.cloud.delete(environmentId);
    await world.ingress.reconcile();

    assert.equal(world.network.route(address, 443), undefined);
    assert.equal(world.network.route(address, 80), undefined);
    world.cloud.advance({ seconds: 1 });
    await world.cloud.put(environmentId, environmentBody());
    await world.ingress.reconcile();
    const other = textIn(world.cloud.get(environmentId), "properties.defaultDomain");
    assert.equal((await world.ask({ hostname: `api.${other}` })).status, 404);
  });

  it("does not listen for an environment that answers inside its network only", async () => {
    const subnetId = resourceId("Microsoft.Network/virtualNetworks/subnets", "vnet", "apps");
    await world.cloud.put(resourceId("Microsoft.Network/virtualNetworks", "vnet"), {
      location: "centralindia",
      properties: { addressSpace: { addressPrefixes: ["10.0.0.0/16"] } },
    });
    await world.cloud.put(subnetId, {
      properties: {
        addressPrefix: "10.0.0.0/23",
        delegations: [{ name: "apps", properties: { serviceName: "Microsoft.App/environments" } }],
      },
    });
    const id = resourceId("Microsoft.App/managedEnvironments", "inside");
    const inside = await world.cloud.put(
      id,
      overlay(environmentBody(), {
        properties: { vnetConfiguration: { internal: true, infrastructureSubnetId: subnetId } },
      }),
    );

    await world.ingress.reconcile();

    assert.equal(world.network.route(textIn(inside, "properties.staticIp"), 443), undefined);
  });

  it("says once what an app asks for that it does not model", async () => {
    await world.cloud.put(
      appId("api"),
      withIngress({ stickySessions: { affinity: "sticky" }, transport: "http2" }),
    );

    await world.ingress.reconcile();
    await world.ingress.reconcile();

    assert.deepEqual(world.said, [
      "api has what the local ingress doesn't model, HTTP/2 to replicas: they are spoken to in HTTP/1.1.",
      "api has what the local ingress doesn't model, sticky sessions: requests go round-robin.",
    ]);
  });
});

function rule(action: "Allow" | "Deny", ipAddressRange: string): JsonObject {
  return { name: `${action} ${ipAddressRange}`, action, ipAddressRange };
}
