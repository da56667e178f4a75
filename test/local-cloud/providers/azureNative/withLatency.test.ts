import assert from "node:assert/strict";
import { withLatency } from "../../../../local-cloud/providers/azureNative/withLatency";
import type { ProviderFront } from "../../../../local-cloud/providers/providerFront";

const subject = {
  token: "azure-native:dbforpostgresql:Server",
  name: "db",
  urn: "urn:pulumi:stg::ftl::azure-native:dbforpostgresql:Server::db",
};

/** A provider that does nothing, and a record of how long it was asked to wait. */
function delayed() {
  const asked: number[] = [];
  const front = {
    create: async () => ({ id: "/db", outputs: { made: true } }),
    update: async () => ({ changed: true }),
    delete: async () => undefined,
    read: async () => undefined,
  } as unknown as ProviderFront;
  return {
    asked,
    slow: withLatency(front, (seconds) => {
      asked.push(seconds);
      return 1;
    }),
  };
}

describe("a provider with latency", () => {
  it("takes the service's own time for each change, and answers what it would without", async () => {
    const { asked, slow } = delayed();
    const change = { subject, id: "/db", oldInputs: {}, oldOutputs: {}, inputs: {} };

    const made = await slow.create(subject, {}, () => undefined);
    const changed = await slow.update(change);
    await slow.delete(subject, "/db", {});

    assert.deepEqual(asked, [300, 120, 60]);
    assert.deepEqual([made, changed], [{ id: "/db", outputs: { made: true } }, { changed: true }]);
  });

  it("takes none to read", async () => {
    const { asked, slow } = delayed();

    await slow.read(subject, "/db", { inputs: {}, outputs: {} });

    assert.deepEqual(asked, []);
  });
});
