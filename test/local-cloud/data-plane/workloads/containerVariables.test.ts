import assert from "node:assert/strict";
import {
  isOutdated,
  readSecrets,
} from "../../../../local-cloud/data-plane/workloads/containerVariables";
import { mainContainer } from "../../../../local-cloud/data-plane/workloads/containerHost";
import { objectAt } from "../../../../local-cloud/arm/body";
import { secretVersions } from "../../../../local-cloud/arm/types/keyVault/secrets";
import type { Json } from "../../../../local-cloud/json";
import type { TestCloud } from "../../arm/cloud";
import { appBody, appId, changed, openPlatform, secretId, secretUrl } from "../../arm/app/platform";

const url = "properties.configuration.secrets.1.keyVaultUrl";

describe("a secret that a container has read from a vault", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await openPlatform();
  });
  afterEach(() => cloud.close());

  /** Reads as the app does, has a new version written, and says whether what was read is outdated then. */
  async function isOutdatedAfter(minutes: number, changes: Readonly<Record<string, Json>> = {}) {
    await cloud.put(appId("api"), changed(appBody(), changes));
    const app = cloud.find(appId("api"))!;
    const container = mainContainer(objectAt(app.desired, "properties.template"));
    const read = readSecrets(cloud.resourceManager, app, container);
    assert.ok("values" in read);
    assert.deepEqual(read.values, { "database-url": "postgres://somewhere" });
    cloud.advance({ seconds: 1 });
    await cloud.put(secretId("database-url"), { properties: { value: "postgres://elsewhere" } });
    cloud.advance({ seconds: minutes * 60 });
    return isOutdated(cloud.resourceManager, app, container, read);
  }

  for (const [minutes, expected] of [
    [0, false],
    [29.9, false],
    [30, true],
    [60, true],
  ] as const) {
    it(`is ${expected ? "" : "not "}outdated when a new version is ${minutes} minutes old`, async () => {
      assert.equal(await isOutdatedAfter(minutes), expected);
    });
  }

  it("is never outdated when the reference names its version", async () => {
    const { version } = secretVersions(cloud.find(secretId("database-url"))!)[0]!;
    const changes = { [url]: `${secretUrl("database-url")}/${version}` };
    assert.equal(await isOutdatedAfter(60, changes), false);
  });
});
