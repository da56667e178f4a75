import assert from "node:assert/strict";
import { addressPlan, Network, privateZoneNames } from "../../components/network";
import { PrivateAccess } from "../../components/privateAccess";
import { recordResources, registered, settled, type Registration } from "../support/mocks";
import { lines, named, waitsFor } from "../support/registrations";
import { placement } from "../support/topology";

const zoneNames = privateZoneNames("ftl-tst-pg", "managed");

/** First and last address of a range, as numbers. */
function rangeOf(prefix: string): { first: number; last: number; bits: number } {
  const [address = "", length] = prefix.split("/");
  const bits = Number(length);
  const first = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return { first, last: first + 2 ** (32 - bits) - 1, bits };
}

describe("addressPlan", () => {
  const subnets = Object.entries(addressPlan.subnets).map(([role, { addressPrefix }]) => ({
    role,
    ...rangeOf(addressPrefix),
  }));

  it("starts every range at its own boundary", () => {
    for (const { first, bits } of subnets) assert.equal(first % 2 ** (32 - bits), 0);
  });

  it("keeps the subnets inside the virtual network and apart from each other", () => {
    const whole = rangeOf(addressPlan.virtualNetwork);
    const sorted = subnets.toSorted((left, right) => left.first - right.first);
    for (const [index, subnet] of sorted.entries()) {
      assert.ok(subnet.first >= whole.first && subnet.last <= whole.last, subnet.role);
      const next = sorted[index + 1];
      if (next) assert.ok(subnet.last < next.first, `${subnet.role} overlaps ${next.role}`);
    }
  });

  it("gives each service the size it asks for", () => {
    const bits = Object.fromEntries(subnets.map((subnet) => [subnet.role, subnet.bits]));
    assert.ok((bits.apps ?? 32) <= 27, "Container Apps: at least a /27");
    assert.ok((bits.postgres ?? 32) <= 28, "Postgres: at least a /28");
  });

  it("touches no range that Container Apps keeps for itself", () => {
    const whole = rangeOf(addressPlan.virtualNetwork);
    for (const kept of [
      "169.254.0.0/16",
      "172.30.0.0/16",
      "172.31.0.0/16",
      "192.0.2.0/24",
      "100.100.0.0/17",
      "100.100.128.0/19",
      "100.100.160.0/19",
      "100.100.192.0/19",
    ]) {
      const { first, last } = rangeOf(kept);
      assert.ok(last < whole.first || first > whole.last, kept);
    }
  });
});

describe("privateZoneNames", () => {
  it("ends the Postgres zone as the service asks, and never in the server's own name", () => {
    const { postgres } = privateZoneNames("ftl-prd-pg", "managed");
    assert.equal(postgres, "ftl-prd-pg.private.postgres.database.azure.com");
    assert.notEqual(postgres, "ftl-prd-pg.postgres.database.azure.com");
  });

  for (const [kind, zone] of [
    ["managed", "privatelink.redis.azure.net"],
    ["classic", "privatelink.redis.cache.windows.net"],
  ] as const) {
    it(`answers ${kind} Redis in ${zone}`, () => {
      assert.equal(privateZoneNames("pg", kind).redis, zone);
    });
  }
});

describe("Network", () => {
  let seen: Registration[];
  beforeEach(async () => {
    seen = await recordResources();
  });

  it("declares one network, and a linked zone for each thing that is reached privately", async () => {
    new Network("net", { placement, zoneNames });
    await registered();

    assert.deepEqual(lines(seen), [
      "azure-native:network:VirtualNetwork net-virtual-network",
      "azure-native:privatedns:PrivateZone net-postgres-zone",
      "azure-native:privatedns:PrivateZone net-redis-zone",
      "azure-native:privatedns:PrivateZone net-vault-zone",
      "azure-native:privatedns:VirtualNetworkLink net-postgres-link",
      "azure-native:privatedns:VirtualNetworkLink net-redis-link",
      "azure-native:privatedns:VirtualNetworkLink net-vault-link",
      "ftl:network:Network net",
    ]);
    const link = named(seen, "net-vault-link");
    assert.equal(link.inputs.privateZoneName, "privatelink.vaultcore.azure.net");
    assert.equal(link.inputs.registrationEnabled, false);
    assert.deepEqual(waitsFor(seen, "net-vault-link"), ["net-vault-zone", "net-virtual-network"]);
  });

  it("declares the subnets inline, delegated to who lives in them", async () => {
    new Network("net", { placement, zoneNames });
    await registered();

    assert.deepEqual(named(seen, "net-virtual-network").inputs.subnets, [
      {
        name: "ftl-tst-snet-apps",
        addressPrefix: "10.20.0.0/23",
        delegations: [{ name: "apps", serviceName: "Microsoft.App/environments" }],
      },
      {
        name: "ftl-tst-snet-postgres",
        addressPrefix: "10.20.2.0/27",
        delegations: [
          { name: "postgres", serviceName: "Microsoft.DBforPostgreSQL/flexibleServers" },
        ],
      },
      { name: "ftl-tst-snet-endpoints", addressPrefix: "10.20.3.0/27" },
    ]);
  });

  it("names its subnets by the network's id", async () => {
    const network = new Network("net", { placement, zoneNames });

    assert.match(
      await settled(network.subnetIds.apps),
      /VirtualNetwork\/.*\/subnets\/ftl-tst-snet-apps$/,
    );
    await registered();
  });
});

describe("PrivateAccess", () => {
  it("declares an endpoint, and its record in the zone once the network can answer it", async () => {
    const seen = await recordResources();
    const network = new Network("net", { placement, zoneNames });
    new PrivateAccess("access", {
      placement,
      network,
      role: "vault",
      targetId: "/vault",
      groupId: "vault",
    });
    await registered();

    const own = seen.filter(({ name }) => name.startsWith("access"));
    assert.deepEqual(lines(own), [
      "azure-native:network:PrivateDnsZoneGroup access-zone-group",
      "azure-native:network:PrivateEndpoint access-endpoint",
      "ftl:network:PrivateAccess access",
    ]);
    const endpoint = named(seen, "access-endpoint").inputs;
    assert.equal(endpoint.privateEndpointName, "ftl-tst-pe-vault");
    assert.match(endpoint.subnet.id, /snet-endpoints$/);
    assert.deepEqual(endpoint.privateLinkServiceConnections, [
      { name: "ftl-tst-pe-vault", privateLinkServiceId: "/vault", groupIds: ["vault"] },
    ]);
    assert.ok(waitsFor(seen, "access-zone-group").includes("net-vault-link"));
  });
});
