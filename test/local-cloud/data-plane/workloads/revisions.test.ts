import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { at, type Json } from "../../../../local-cloud/json";
import { appId, grant, identityId, secretId, textIn, vaultId } from "../../arm/app/platform";
import { echo, Stage, until } from "./stage";

const probes = "properties.template.containers.0.probes";
const mode = "properties.configuration.activeRevisionsMode";
const minReplicas = "properties.template.scale.minReplicas";

/** Says that it has begun, and ends. */
const crashing = `console.log("began"); process.exit(3);`;
/** Never listens. */
const deaf = `setInterval(() => {}, 1000);`;
/** Listens, answers /health as the file beside it says, and everything else with its process id. */
const moody = `
const fs = require("node:fs");
require("node:http").createServer((request, response) => {
  response.statusCode = request.url === "/health" && fs.existsSync(__filename + ".ill") ? 503 : 200;
  response.end(JSON.stringify({ pid: process.pid }));
}).listen(8080);`;

const health = { httpGet: { path: "/health", port: 8080 }, periodSeconds: 1, failureThreshold: 1 };

describe("the replicas of a revision", () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await Stage.open();
    stage.image("v1", echo);
    stage.image("v2", echo);
    stage.image("crashing", crashing);
    stage.image("deaf", deaf);
  });
  afterEach(() => stage.close());

  const client = (revision: string) =>
    stage.cloud.resourceManager.getPart(appId("api"), "revisions", revision);
  const latestReady = () => at(stage.cloud.get(appId("api")), "properties.latestReadyRevisionName");
  const serving = () => stage.backends().map(({ revisionName, weight }) => [revisionName, weight]);

  it("are as many as the least number, and each has a port", async () => {
    await stage.deploy("v1", { [minReplicas]: 2 });
    await stage.reaches("api--v1", "Running");
    const [backend] = stage.backends();
    assert.equal(backend?.ports.length, 2);
    assert.notEqual(backend.ports[0], backend.ports[1]);
  });

  it("are at least one, which is said once", async () => {
    await stage.deploy("v1", { [minReplicas]: 0 });
    await stage.deploy("v2", { [minReplicas]: 0 });
    await stage.reaches("api--v2", "Running");
    assert.equal(stage.state("api--v2").replicas, 1);
    assert.equal(stage.said.filter((line) => line.includes("nothing scales them")).length, 1);
  });

  it("are told to clients of Resource Manager", async () => {
    await stage.deploy("v1");
    const first = client("api--v1");
    await stage.reaches("api--v1", "Running");
    assert.equal(textIn(first, "properties.provisioningState"), "Provisioning");
    const { runningState, healthState, replicas, provisioningState, trafficWeight } = client(
      "api--v1",
    ).properties as Record<string, Json>;
    assert.deepEqual(
      { runningState, healthState, replicas, provisioningState, trafficWeight },
      {
        runningState: "Running",
        healthState: "Healthy",
        replicas: 1,
        provisioningState: "Provisioned",
        trafficWeight: 100,
      },
    );
  });

  it("fail when the image can't be pulled", async () => {
    await stage.deploy("unknown");
    const { runningState, details } = stage.state("api--unknown");
    assert.equal(runningState, "Failed");
    assert.match(details!, /^Container 'api' was .* reason 'ImagePullFailure'.*api:unknown/);
    assert.equal(textIn(client("api--unknown"), "properties.provisioningError"), details);
  });

  it("are started again when they end, and fail when they end again", async () => {
    await stage.deploy("crashing");
    await stage.reaches("api--crashing", "Failed");
    assert.equal(stage.log("api--crashing"), "began\nbegan\n");
    const words = "Container 'api' was terminated with exit code '3' and reason 'ProcessExited'";
    assert.equal(stage.state("api--crashing").details, words);
    assert.match(stage.said.at(-1)!, new RegExp(`${words}. It wrote .*/api--crashing-.*\\.log`));
  });

  it("fail when the startup probe does", async () => {
    await stage.deploy("deaf", {
      [probes]: [{ type: "Startup", ...health }],
      "properties.template.terminationGracePeriodSeconds": 0,
    });
    await until(
      () => stage.state("api--deaf").details !== undefined,
      () => "the revision says why",
    );
    assert.match(stage.state("api--deaf").details!, /reason 'ProbeFailure'/);
    assert.deepEqual(stage.backends()[0]?.ports, []);
  });

  it("get no requests while the readiness probe fails, and get them again", async () => {
    stage.image("moody", moody);
    await stage.deploy("moody", { [probes]: [{ type: "Readiness", ...health }] });
    await stage.reaches("api--moody", "Running");
    const { pid } = await stage.ask();

    stage.setIll("moody", true);
    await stage.reaches("api--moody", "Degraded");
    assert.deepEqual(stage.backends()[0]?.ports, []);

    stage.setIll("moody", false);
    await stage.reaches("api--moody", "Running");
    assert.equal((await stage.ask()).pid, pid);
  });

  it("are started again when the liveness probe fails", async () => {
    stage.image("moody", moody);
    await stage.deploy("moody", { [probes]: [{ type: "Liveness", ...health }] });
    await stage.reaches("api--moody", "Running");
    await until(
      () => stage.backends()[0]?.ports.length === 1,
      () => "it listens",
    );
    const { pid } = await stage.ask();

    stage.setIll("moody", true);
    await until(
      () => stage.said.some((line) => line.includes("ProbeFailure")),
      () => "it is restarted",
    );
    stage.setIll("moody", false);
    await until(
      () => stage.backends()[0]?.ports.length === 1,
      () => "it listens again",
    );
    assert.notEqual((await stage.ask()).pid, pid);
  });

  it("are made anew when the revision is restarted by hand", async () => {
    await stage.deploy("v1");
    await stage.reaches("api--v1", "Running");
    const { pid } = await stage.ask();

    stage.cloud.advance({ seconds: 1 });
    await stage.cloud.resourceManager.actOnPart(appId("api"), "revisions", "api--v1", "restart");
    await stage.workloads.reconcile();
    assert.deepEqual(stage.workloads.pending(), ["api--v1"]);

    await stage.answers((answer) => answer.pid !== pid, "a new replica answers");
    await until(
      () => !isThere(pid),
      () => "the old replica is gone",
    );
  });

  it("stop when the revision is deactivated", async () => {
    await stage.deploy("v1");
    await stage.reaches("api--v1", "Running");
    const { pid } = await stage.ask();
    await stage.cloud.resourceManager.actOnPart(appId("api"), "revisions", "api--v1", "deactivate");
    await stage.workloads.reconcile();
    assert.deepEqual(stage.backends(), []);
    await until(
      () => !isThere(pid),
      () => "the process is gone",
    );
  });

  describe("in single revision mode", () => {
    it("hand over when all of the new revision's are ready", async () => {
      await stage.deploy("v1");
      await stage.reaches("api--v1", "Running");
      const { pid } = await stage.ask();

      await stage.deploy("v2");
      assert.deepEqual(serving(), [["api--v1", 100]]);
      assert.equal((await stage.ask()).pid, pid);
      assert.equal(at(client("api--v1"), "properties.trafficWeight"), 100);
      assert.equal(at(client("api--v2"), "properties.trafficWeight"), 0);

      await stage.reaches("api--v2", "Running");
      assert.deepEqual(serving(), [["api--v2", 100]]);
      assert.equal(latestReady(), "api--v2");
      await until(
        () => !isThere(pid),
        () => "the former process is gone",
      );
      await stage.reaches("api--v1", "Stopped");
    });

    it("go on serving when the new revision's fail", async () => {
      await stage.deploy("v1");
      await stage.reaches("api--v1", "Running");

      await stage.deploy("crashing");
      await stage.reaches("api--crashing", "Failed");

      assert.deepEqual(serving(), [["api--v1", 100]]);
      assert.equal((await stage.ask()).env.CONTAINER_APP_REVISION, "api--v1");
      assert.equal(latestReady(), "api--v1");
    });

    it("serve again after a restart of the local cloud, when the new revision's fail", async () => {
      await stage.deploy("v1");
      await stage.reaches("api--v1", "Running");
      await stage.deploy("crashing");

      await stage.restart();

      await stage.reaches("api--v1", "Running");
      assert.equal((await stage.ask()).env.CONTAINER_APP_REVISION, "api--v1");
    });

    it("leave the serving to a former revision's when that is activated", async () => {
      await stage.deploy("v1");
      await stage.reaches("api--v1", "Running");
      await stage.deploy("v2");
      await stage.reaches("api--v2", "Running");
      await stage.reaches("api--v1", "Stopped");
      await stage.cloud.resourceManager.actOnPart(appId("api"), "revisions", "api--v1", "activate");
      await stage.workloads.reconcile();
      assert.deepEqual(serving(), [["api--v2", 100]]);
      await stage.reaches("api--v1", "Running");
      assert.deepEqual(serving(), [["api--v1", 100]]);
    });
  });

  it("share the requests by weight in multiple revision mode", async () => {
    const traffic = "properties.configuration.ingress.traffic";
    await stage.deploy("v1", { [mode]: "Multiple" });
    await stage.deploy("v2", {
      [mode]: "Multiple",
      [traffic]: [
        { revisionName: "api--v1", weight: 80 },
        { latestRevision: true, weight: 20 },
      ],
    });
    await stage.reaches("api--v1", "Running");
    await stage.reaches("api--v2", "Running");
    assert.deepEqual(serving(), [
      ["api--v1", 80],
      ["api--v2", 20],
    ]);
    assert.deepEqual(
      stage.backends().map(({ ports }) => ports.length),
      [1, 1],
    );
  });

  describe("that read a secret of a vault", () => {
    const env = "properties.template.containers.0.env";
    const reading = { [env]: [{ name: "DATABASE_URL", secretRef: "database-url" }] };
    const takeRole = async () => {
      const name = stage.cloud.resourceManager.guid(`${identityId}|${vaultId}|keyVaultSecretsUser`);
      await stage.cloud.delete(
        `${vaultId}/providers/Microsoft.Authorization/roleAssignments/${name}`,
      );
    };

    it("aren't made anew without the role, while those that run go on", async () => {
      await stage.deploy("v1", reading);
      await stage.reaches("api--v1", "Running");
      const { pid } = await stage.ask();
      await takeRole();

      stage.cloud.advance({ seconds: 1 });
      await stage.cloud.resourceManager.actOnPart(appId("api"), "revisions", "api--v1", "restart");
      await stage.workloads.reconcile();

      const { runningState, details } = stage.state("api--v1");
      assert.equal(runningState, "Failed");
      assert.match(details!, /unable to fetch secret 'database-url' using Managed identity/);
      assert.equal((await stage.ask()).pid, pid);
    });

    it("are made anew as soon as the role is back", async () => {
      await stage.deploy("v1", reading);
      await stage.reaches("api--v1", "Running");
      await takeRole();
      await stage.restart();
      assert.equal(stage.state("api--v1").runningState, "Failed");

      await grant(stage.cloud, identityId, vaultId, "keyVaultSecretsUser");
      await stage.workloads.reconcile();

      await stage.reaches("api--v1", "Running");
    });

    it("are made anew when the secret has had a new version for 30 minutes", async () => {
      await stage.deploy("v1", reading);
      await stage.reaches("api--v1", "Running");
      stage.cloud.advance({ seconds: 1 });
      await stage.cloud.put(secretId("database-url"), {
        properties: { value: "postgres://elsewhere" },
      });

      stage.cloud.advance({ seconds: 30 * 60 });
      await stage.workloads.reconcile();

      await stage.answers(
        ({ env }) => env.DATABASE_URL === "postgres://elsewhere",
        "a replica with the new version answers",
      );
    });
  });

  it("fail, and nothing else does, when there is no room for what they print", async () => {
    fs.writeFileSync(path.join(stage.folder, "logs"), "in the way");
    await stage.deploy("v1");
    await stage.reaches("api--v1", "Failed");
    assert.match(stage.said.join("\n"), /api--v1-\S+: it can't be started: .*logs/);
  });

  it("are all gone after close", async () => {
    await stage.deploy("v1", { [minReplicas]: 2 });
    await stage.reaches("api--v1", "Running");
    const { pid } = await stage.ask();
    await stage.workloads.close();
    assert.equal(isThere(pid), false);
    assert.equal(stage.state("api--v1").replicas, 0);
  });
});

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
