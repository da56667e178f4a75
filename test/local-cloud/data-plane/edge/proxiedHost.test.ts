import assert from "node:assert/strict";
import fc from "fast-check";
import { Clock } from "../../../../local-cloud/clock";
import { Cloudflare } from "../../../../local-cloud/cloudflare/cloudflare";
import { PublicDns } from "../../../../local-cloud/cloudflare/publicDns";
import { proxiedHost } from "../../../../local-cloud/data-plane/edge/proxiedHost";
import { emptyState } from "../../../../local-cloud/state/cloudState";
import { StateStore } from "../../../../local-cloud/state/stateStore";

describe("The edge's hostnames", () => {
  const below = (labels: string[]) => [...labels, "example", "com"].join(".");
  const hostname = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 3 }).map(below);
  const owner = fc.oneof(
    hostname,
    hostname.map((name) => `*.${name}`),
  );

  it("are those that DNS answers with the edge's addresses for", () => {
    const records = fc.array(fc.record({ name: owner, proxied: fc.boolean() }), { maxLength: 6 });
    fc.assert(
      fc.property(records, hostname, (zone, asked) => {
        const { cloudflare, dns } = accountWith(zone);
        const answers = dns.resolve(asked, "A").map(({ content }) => content);

        assert.equal(proxiedHost(cloudflare, asked) !== undefined, answers.includes("192.0.2.10"));
      }),
    );
  });
});

/** An account with the zone `example.com` and these addresses in it, in memory only. */
function accountWith(addresses: readonly { name: string; proxied: boolean }[]) {
  const store = new StateStore(emptyState(), "nowhere");
  const { zones, records } = store.state.cloudflare;
  const [created, modified] = ["2026-01-01", "2026-01-01"];
  zones.z = { id: "z", name: "example.com", created };
  for (const [index, address] of addresses.entries()) {
    records[index] = {
      id: String(index),
      zoneId: "z",
      type: "A",
      content: "203.0.113.7",
      ttl: 1,
      tags: [],
      settings: {},
      created,
      modified,
      ...address,
    };
  }
  return { cloudflare: new Cloudflare(store, new Clock(store)), dns: new PublicDns(store) };
}
