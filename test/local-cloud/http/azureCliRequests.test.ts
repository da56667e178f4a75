import assert from "node:assert/strict";
import { writtenBody } from "../../../local-cloud/http/resourceManager/writtenBody";
import type { JsonObject } from "../../../local-cloud/json";
import { groupId, resourceId, subscriptionId } from "../arm/cloud";
import { server, serverId } from "../arm/samples";
import { ServedCloud, valuesOf } from "./servedCloud";

const version = "2025-07-01";
const location = "centralindia";
const environmentId = resourceId("Microsoft.App/managedEnvironments", "env");
const appId = resourceId("Microsoft.App/containerApps", "api");

/** Requests of the Azure CLI that no published example shows, as it was seen sending them. */
describe("requests as the Azure CLI sends them", () => {
  let served: ServedCloud;

  before(async () => {
    served = await ServedCloud.open();
    const { resourceManager } = served.cloud;
    await resourceManager.put(groupId, { location });
    await resourceManager.put(environmentId, { location });
    await resourceManager.put(appId, {
      location,
      properties: {
        environmentId,
        configuration: {
          ingress: { external: true, targetPort: 80 },
        },
        template: { containers: [{ name: "main", image: "a:1" }] },
      },
    });
  });

  after(() => served.close());

  for (const [action, said] of [
    ["activate", "Activate succeeded"],
    ["restart", "Restart succeeded"],
    ["deactivate", "Deactivate succeeded"],
  ] as const) {
    it(`${action} a revision, and read as JSON what is said to it`, async () => {
      const [revision] = valuesOf(await served.call("GET", `${appId}/revisions`, version));

      const path = `${appId}/revisions/${revision!.name as string}/${action}`;
      const { text } = await served.call("POST", path, version);

      assert.equal(JSON.parse(text), said);
    });
  }

  it("name the host name to analyse in the address, and send no body", async () => {
    const path = `${appId}/listCustomHostNameAnalysis?customHostname=api.example.com`;

    const { body } = await served.call("POST", path, version);

    assert.equal(body.hostName, "api.example.com");
  });

  it("name the validation of a managed certificate in a way of its own", () => {
    const type = "Microsoft.App/managedEnvironments/managedCertificates";

    const { properties } = writtenBody(type, version, { properties: { validationMethod: "TXT" } });

    assert.equal((properties as JsonObject).domainControlValidation, "TXT");
  });

  it("read a server parameter that nobody has set, and find it in the list", async () => {
    await served.call("PUT", serverId, "2025-08-01", { body: server });
    const configurations = `${serverId}/configurations`;

    const one = await served.call("GET", `${configurations}/max_connections`, "2025-08-01");
    const all = await served.call("GET", configurations, "2025-08-01");

    const { value, source } = one.body.properties as JsonObject;
    assert.deepEqual([value, source], ["859", "system-default"]);
    assert.ok(valuesOf(all).some(({ id }) => id === one.body.id));
  });

  it("ask for deleted HSMs together with deleted vaults", async () => {
    const keyVault = `/subscriptions/${subscriptionId}/providers/Microsoft.KeyVault`;

    const found = await served.call("GET", `${keyVault}/deletedManagedHSMs`, "2026-02-01");

    assert.deepEqual(valuesOf(found), []);
  });
});
