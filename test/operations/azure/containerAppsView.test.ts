import assert from "node:assert/strict";
import { viewInto, viewThrough } from "../../../operations/azure/containerAppsView";
import { awaitApps } from "../../../operations/deploy/awaitRevisions";
import { selfSigned } from "../../support/selfSigned";
import { resourceOf } from "../releases/states";
import { ServedStack } from "./servedStack";

describe("the view of container apps", function () {
  this.timeout(60_000);
  let stg: ServedStack;
  before(async () => (stg = await ServedStack.deploy("stg")));
  after(() => stg.close());

  it("finds every app of a stack running, with the service's own client", async () => {
    const apps = ["api", "ws", "flusher"].map((what) => {
      const id = stg.idOf("Microsoft.App/containerApps", `-${what}`);
      const { properties } = stg.cloud.resourceManager.get(id) as { properties: object };
      return resourceOf({ name: what, id, outputs: { ...properties } });
    });

    const wrong = await awaitApps(viewThrough(stg.target.access), apps, () => undefined);

    assert.deepEqual(wrong, []);
  });

  it("is the same for the service's own client and for who looks into the local cloud", async () => {
    const id = stg.idOf("Microsoft.App/containerApps", "-ws");

    const [through, into] = await Promise.all([
      viewThrough(stg.target.access).revisions(id),
      viewInto(stg.cloud).revisions(id),
    ]);

    assert.equal(into.length > 0, true);
    assert.deepEqual(through, into);
  });

  it("tells until when an environment's certificate holds", async () => {
    const environment = stg.cloud.resourceManager
      .ids()
      .find((one) => /\/managedEnvironments\/[^/]+$/.test(one))!;
    const notAfter = new Date("2027-03-01T00:00:00Z");
    const { pem } = selfSigned({ names: ["a.test"], notBefore: new Date(0), notAfter });
    const id = `${environment}/certificates/brought`;
    await stg.cloud.resourceManager.put(id, {
      location: "centralindia",
      properties: { value: Buffer.from(pem).toString("base64") },
    });

    const known = await Promise.all([
      viewThrough(stg.target.access).certificateExpiry(id),
      viewInto(stg.cloud).certificateExpiry(id),
    ]);

    assert.deepEqual(known, [notAfter, notAfter]);
  });

  for (const [who, view] of [
    ["the service's own client", () => viewThrough(stg.target.access)],
    ["who looks into the local cloud", () => viewInto(stg.cloud)],
  ] as const) {
    it(`refuses ${who} what isn't there`, async () => {
      const id = stg.idOf("Microsoft.App/containerApps", "-ws").replace(/-ws$/, "-none");

      await assert.rejects(() => view().revisions(id), { name: "Refusal", exitCode: 1 });
    });
  }
});
