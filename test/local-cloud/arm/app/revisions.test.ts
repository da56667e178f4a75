import assert from "node:assert/strict";
import fc from "fast-check";
import {
  activateRevision,
  deactivateRevision,
  restartRevision,
  revisionsOf,
} from "../../../../local-cloud/arm/types/app/revisions";
import { getRevision, listRevisions } from "../../../../local-cloud/arm/types/app/revisionView";
import {
  revisionsToRun,
  withReadyRevision,
} from "../../../../local-cloud/arm/types/app/revisionTraffic";
import { at, type Json, type JsonObject } from "../../../../local-cloud/json";
import type { RevisionState } from "../../../../local-cloud/arm/workloadRuntime";
import { ArmError } from "../../../../local-cloud/arm/armError";
import { propertiesOf, refusedWith, type TestCloud } from "../cloud";
import { appBody, appId, changed, fqdn, openPlatform, textIn } from "./platform";

const image = "properties.template.containers.0.image";
const suffix = "properties.template.revisionSuffix";
const mode = "properties.configuration.activeRevisionsMode";
const traffic = "properties.configuration.ingress.traffic";

describe("revisions of a container app", () => {
  let cloud: TestCloud;

  beforeEach(async () => {
    cloud = await openPlatform();
  });
  afterEach(() => cloud.close());

  const write = (changes: Readonly<Record<string, Json>> = {}) =>
    cloud.put(appId("api"), changed(appBody(), changes));
  const app = () => cloud.find(appId("api"))!;
  const active = () =>
    revisionsOf(app())
      .filter((revision) => revision.active)
      .map((revision) => revision.name);

  it("begin with one, whose name is made up", async () => {
    const name = textIn(await write(), "properties.latestRevisionName");
    assert.match(name, /^api--[a-z0-9]{7}$/);
    assert.deepEqual(active(), [name]);
  });

  it("are named by the suffix that the template gives", async () => {
    const body = await write({ [suffix]: "v1" });
    assert.equal(propertiesOf(body).latestRevisionName, "api--v1");
    assert.equal(propertiesOf(body).latestRevisionFqdn, fqdn(cloud, "api--v1"));
  });

  it("follow a change of the template, and the old one goes inactive", async () => {
    const first = propertiesOf(await write()).latestRevisionName;
    const second = propertiesOf(await write({ [image]: "docker.io/library/api:2" }));
    assert.notEqual(second.latestRevisionName, first);
    assert.deepEqual(active(), [second.latestRevisionName]);
    assert.equal(revisionsOf(app()).length, 2);
  });

  it("don't follow a change of the configuration or of the tags", async () => {
    const first = propertiesOf(await write()).latestRevisionName;
    const second = propertiesOf(
      await write({ "properties.configuration.ingress.targetPort": 9090, tags: { owner: "me" } }),
    );
    assert.equal(second.latestRevisionName, first);
  });

  it("don't follow the same body written again", async () => {
    await write({ [suffix]: "v1" });
    await write({ [suffix]: "v1" });
    assert.equal(revisionsOf(app()).length, 1);
  });

  it("stay active beside each other in multiple revisions mode", async () => {
    await write({ [mode]: "Multiple", [suffix]: "v1" });
    await write({ [mode]: "Multiple", [suffix]: "v2" });
    assert.deepEqual(active(), ["api--v1", "api--v2"]);
  });

  it("are cut to the newest when an app goes back to single revision mode", async () => {
    await write({ [mode]: "Multiple", [suffix]: "v1" });
    await write({ [mode]: "Multiple", [suffix]: "v2" });
    await write({ [mode]: "Single", [suffix]: "v2" });
    assert.deepEqual(active(), ["api--v2"]);
  });

  it("rejects a suffix that another template has had", async () => {
    await write({ [suffix]: "v1" });
    await write({ [suffix]: "v2" });
    await refusedWith(
      write({ [suffix]: "v1", [image]: "docker.io/library/api:2" }),
      "ContainerAppOperationError",
      { status: 400, message: /'template.revisionsuffix'.*revision with suffix v1 already exists/ },
    );
    assert.deepEqual(active(), ["api--v2"]);
  });

  it("keeps as many inactive ones as the app says, the newest", async () => {
    const limit = { "properties.configuration.maxInactiveRevisions": 2 };
    for (const version of ["v1", "v2", "v3", "v4"]) await write({ ...limit, [suffix]: version });
    assert.deepEqual(
      revisionsOf(app()).map((revision) => revision.name),
      ["api--v2", "api--v3", "api--v4"],
    );
  });

  it("keeps a hundred inactive ones where the app says nothing", async () => {
    for (let version = 0; version < 103; version++) await write({ [suffix]: `v${version}` });
    assert.equal(revisionsOf(app()).length, 101);
  });

  it("has one active revision, and one for each change of template, whatever is written", async () => {
    const step = fc.record({
      image: fc.integer({ min: 1, max: 3 }),
      port: fc.constantFrom(80, 81),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        await cloud.delete(appId("api"));
        for (const { image: tag, port } of steps) {
          await write({
            [image]: `docker.io/library/api:${tag}`,
            "properties.configuration.ingress.targetPort": port,
          });
        }
        const changes = steps.filter((one, index) => one.image !== steps[index - 1]?.image).length;
        const revisions = revisionsOf(app());
        assert.equal(revisions.length, changes);
        assert.equal(new Set(revisions.map((revision) => revision.name)).size, changes);
        assert.deepEqual(active(), [revisions.at(-1)!.name]);
      }),
      { numRuns: 25 },
    );
  });

  describe("by hand", () => {
    const weights = () =>
      listRevisions(cloud.resourceManager, app()).map((revision) =>
        at(revision, "properties.trafficWeight"),
      );

    beforeEach(async () => {
      await write({ [suffix]: "v1" });
      cloud.advance({ hours: 1 });
      await write({ [suffix]: "v2" });
    });

    it("are read in the service's shape", () => {
      const revision: JsonObject = getRevision(cloud.resourceManager, app(), "api--v2");
      assert.equal(revision.id, `${appId("api")}/revisions/api--v2`);
      assert.equal(revision.type, "Microsoft.App/containerApps/revisions");
      assert.deepEqual(
        { ...propertiesOf(revision), template: undefined },
        {
          createdTime: "2026-11-20T13:00:00.000Z",
          lastActiveTime: "2026-11-20T13:00:00.000Z",
          fqdn: fqdn(cloud, "api--v2"),
          template: undefined,
          active: true,
          replicas: 1,
          trafficWeight: 100,
          healthState: "Healthy",
          provisioningState: "Provisioned",
          runningState: "Running",
        },
      );
    });

    it("puts the former revision in the place of the present one", () => {
      activateRevision(cloud.resourceManager, app(), "api--v1");
      assert.deepEqual(active(), ["api--v1"]);
      assert.deepEqual(weights(), [100, 0]);
      assert.equal(propertiesOf(cloud.get(appId("api"))).latestReadyRevisionName, "api--v1");
    });

    it("leaves an activated revision in place when only the configuration changes", async () => {
      activateRevision(cloud.resourceManager, app(), "api--v1");
      await write({ [suffix]: "v2", "properties.configuration.ingress.targetPort": 9090 });
      assert.deepEqual(active(), ["api--v1"]);
    });

    it("stops the app with its last active revision", () => {
      deactivateRevision(app(), "api--v2");
      assert.equal(propertiesOf(cloud.get(appId("api"))).runningStatus, "Stopped");
      assert.deepEqual(weights(), [0, 0]);
    });

    it("restarts an active revision, and no other", () => {
      cloud.advance({ hours: 1 });
      restartRevision(cloud.resourceManager, app(), "api--v2");
      assert.equal(revisionsOf(app()).at(-1)!.restarted, "2026-11-20T14:00:00.000Z");
      assert.throws(
        () => restartRevision(cloud.resourceManager, app(), "api--v1"),
        (error) => error instanceof ArmError && error.code === "RevisionNotActive",
      );
    });

    for (const act of [getRevision, activateRevision, restartRevision]) {
      it(`${act.name} rejects a revision that there isn't`, () => {
        assert.throws(
          () => act(cloud.resourceManager, app(), "api--v3"),
          (error) =>
            error instanceof ArmError && error.code === "RevisionNotFound" && error.status === 404,
        );
      });
    }

    it("splits requests by the weights in multiple revisions mode", async () => {
      await write({
        [mode]: "Multiple",
        [suffix]: "v3",
        [traffic]: [
          { revisionName: "api--v2", weight: 80 },
          { latestRevision: true, weight: 20 },
        ],
      });
      assert.deepEqual(weights(), [0, 80, 20]);
    });
  });

  describe("whose containers run", () => {
    const states: Record<string, RevisionState> = {};
    const running = { runningState: "Running", healthState: "Healthy", replicas: 1 } as const;
    const properties = (name: string) =>
      propertiesOf(getRevision(cloud.resourceManager, app(), name));
    const beReady = (name: string) => {
      states[name] = running;
      app().kept = withReadyRevision(app(), name);
    };

    beforeEach(async () => {
      for (const name of Object.keys(states)) delete states[name];
      const processing = { runningState: "Processing", healthState: "None", replicas: 0 } as const;
      cloud.resourceManager.runtime = {
        revisionState: (_app, name) => states[name] ?? processing,
        execute: () => assert.fail("no job is started"),
      };
      await write({ [suffix]: "v1" });
    });

    it("are provisioning until they are ready", () => {
      const { active, provisioningState, runningState, healthState, replicas } =
        properties("api--v1");
      assert.deepEqual(
        { active, provisioningState, runningState, healthState, replicas },
        {
          active: true,
          provisioningState: "Provisioning",
          runningState: "Processing",
          healthState: "None",
          replicas: 0,
        },
      );
      assert.equal(propertiesOf(cloud.get(appId("api"))).latestReadyRevisionName, undefined);
    });

    it("say why they fail", () => {
      states["api--v1"] = {
        runningState: "Failed",
        healthState: "Unhealthy",
        replicas: 0,
        details: "no image",
      };
      const { provisioningState, provisioningError, runningState } = properties("api--v1");
      assert.deepEqual(
        { provisioningState, provisioningError, runningState },
        { provisioningState: "Failed", provisioningError: "no image", runningState: "Failed" },
      );
    });

    it("have the requests until the next one is ready, in single revision mode", async () => {
      beReady("api--v1");
      await write({ [suffix]: "v2" });
      const shares = () =>
        ["api--v1", "api--v2"].map((name) => [
          properties(name).active,
          properties(name).trafficWeight,
          properties(name).runningState,
        ]);
      assert.deepEqual(shares(), [
        [true, 100, "Running"],
        [true, 0, "Processing"],
      ]);
      assert.equal(propertiesOf(cloud.get(appId("api"))).latestReadyRevisionName, "api--v1");

      beReady("api--v2");
      assert.deepEqual(shares(), [
        [false, 0, "Stopped"],
        [true, 100, "Running"],
      ]);
      assert.equal(propertiesOf(cloud.get(appId("api"))).latestReadyRevisionName, "api--v2");
    });

    it("are all stopped when none is active", () => {
      beReady("api--v1");
      deactivateRevision(app(), "api--v1");
      assert.deepEqual(revisionsToRun(app()), []);
      assert.equal(properties("api--v1").runningState, "Stopped");
    });

    it("remember the newest that was ready, in multiple revision mode", async () => {
      await write({ [mode]: "Multiple", [suffix]: "v2" });
      beReady("api--v2");
      beReady("api--v1");
      assert.equal(propertiesOf(cloud.get(appId("api"))).latestReadyRevisionName, "api--v2");
    });
  });
});
