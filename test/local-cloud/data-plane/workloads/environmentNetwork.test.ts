import assert from "node:assert/strict";
import type { ResourceManager } from "../../../../local-cloud/arm/resourceManager";
import type { StoredResource } from "../../../../local-cloud/arm/resourceType";
import type { PublicResolver } from "../../../../local-cloud/data-plane/dns/publicResolver";
import { Network } from "../../../../local-cloud/data-plane/network/network";
import type { Ground, NamedServers, Reached } from "../../../../local-cloud/data-plane/part";
import { EnvironmentNetwork } from "../../../../local-cloud/data-plane/workloads/environmentNetwork";

const environment: StoredResource = {
  id: "/environment",
  type: "Microsoft.App/managedEnvironments",
  name: "env",
  created: "2026-11-20T12:00:00.000Z",
  desired: {},
  kept: { defaultDomain: "calm-0.centralindia.azurecontainerapps.io", staticIp: "203.0.113.9" },
};
const app = {
  name: "api",
  desired: { properties: { environmentId: environment.id } },
} as unknown as StoredResource;

function server(names: Readonly<Record<string, Reached>>): NamedServers {
  return { reach: (host) => names[host] };
}

/** A network with two servers of names, an app `api`, and `www.example` at 192.0.2.10. */
function network(): EnvironmentNetwork {
  const addresses = new Network();
  addresses.listen("192.0.2.10", 443, 4001);
  addresses.listen("2001:db8::10", 443, 4002);
  addresses.listen("203.0.113.9", 80, 4003);
  const names: Readonly<Record<string, string[]>> = {
    "www.example": ["192.0.2.10", "2001:db8::10"],
    "six.example": ["192.0.2.99", "2001:db8::10"],
    "public.internal": ["192.0.2.10"],
  };
  const resolver: Pick<PublicResolver, "addresses"> = { addresses: (name) => names[name] ?? [] };
  const resourceManager = { list: () => [app] } as unknown as ResourceManager;
  const ground = { network: addresses, resolver, resourceManager } as unknown as Ground;
  const servers = [
    server({ "pg.internal": { port: 5001 }, "gone.internal": { code: "ENOTFOUND" } }),
    server({ "pg.internal": { port: 5002 }, "public.internal": { code: "ETIMEDOUT" } }),
  ];
  return new EnvironmentNetwork(ground, servers, environment);
}

describe("a connection from a managed environment", () => {
  const connections: readonly (readonly [string, number, Reached])[] = [
    ["pg.internal", 5432, { port: 5001 }],
    ["PG.internal.", 5432, { port: 5001 }],
    ["public.internal", 443, { code: "ETIMEDOUT" }],
    ["www.example", 443, { port: 4001 }],
    ["www.example", 80, { code: "ECONNREFUSED" }],
    ["six.example", 443, { port: 4002 }],
    ["nowhere.example", 443, { code: "ENOTFOUND" }],
    ["192.0.2.10", 443, { port: 4001 }],
    ["192.0.2.10", 444, { code: "ECONNREFUSED" }],
    ["api", 80, { port: 4003 }],
    ["ws", 80, { code: "ENOTFOUND" }],
    ["api.internal.calm-0.centralindia.azurecontainerapps.io", 80, { port: 4003 }],
  ];
  for (const [host, port, reached] of connections) {
    it(`to ${host}:${port} leads to ${JSON.stringify(reached)}`, () => {
      assert.deepEqual(network().reach(host, port), reached);
    });
  }
});

describe("a name that a program of a managed environment looks up", () => {
  const names: readonly (readonly [string, string[] | undefined])[] = [
    ["www.example", ["192.0.2.10", "2001:db8::10"]],
    ["pg.internal", []],
    ["public.internal", []],
    ["gone.internal", undefined],
    ["nowhere.example", undefined],
    ["api", ["203.0.113.9"]],
  ];
  for (const [host, addresses] of names) {
    it(`${host} has ${addresses === undefined ? "no address" : `[${addresses.join(", ")}]`}`, () => {
      const answer = network().answer({ lookup: { host } });
      assert.deepEqual(answer, addresses === undefined ? {} : { addresses });
    });
  }
});
