import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { objectsAt } from "../../../../local-cloud/arm/body";
import { isObject, type Json } from "../../../../local-cloud/json";
import { resourceId } from "../../arm/cloud";
import {
  appBody,
  changed,
  environmentId,
  identityId,
  secretUrl,
  textIn,
} from "../../arm/app/platform";
import { Stage, until } from "./stage";

const jobId = resourceId("Microsoft.App/jobs", "migrate");
const retryLimit = "properties.configuration.replicaRetryLimit";
const timeout = "properties.configuration.replicaTimeout";

describe("an execution of a job", () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await Stage.open();
    stage.image(
      "fine",
      `console.log(JSON.stringify({ ...process.env, arguments: process.argv.slice(2) }));`,
    );
    stage.image("failing", `console.log("tried"); process.exit(2);`);
    stage.image("endless", `console.log("began"); setInterval(() => {}, 1000);`);
  });
  afterEach(() => stage.close());

  /** Writes the job with the image of a tag, starts it, and resolves to the name of the execution. */
  async function start(tag: string, changes: Readonly<Record<string, Json>> = {}): Promise<string> {
    const body = {
      location: "centralindia",
      identity: appBody().identity,
      properties: {
        environmentId,
        workloadProfileName: "Consumption",
        configuration: {
          triggerType: "Manual",
          replicaTimeout: 600,
          secrets: [
            { name: "database-url", keyVaultUrl: secretUrl("database-url"), identity: identityId },
          ],
        },
        template: {
          containers: [
            {
              name: "migrate",
              image: `docker.io/library/api:${tag}`,
              args: ["migrate", "up"],
              resources: { cpu: 0.25, memory: "0.5Gi" },
              env: [{ name: "DATABASE_URL", secretRef: "database-url" }],
            },
          ],
        },
      },
    };
    await stage.cloud.put(jobId, changed(body, changes));
    const started = await stage.cloud.act(jobId, "start");
    assert.ok(isObject(started));
    return textIn(started, "name");
  }

  const execution = (name: string) =>
    stage.cloud.resourceManager.getPart(jobId, "executions", name);
  const status = (name: string) => textIn(execution(name), "properties.status");
  const ended = (name: string) =>
    until(
      () => status(name) !== "Running",
      () => `${name} ends: ${stage.said.join("\n")}`,
    );

  it("has failed when there is no room for what it prints", async () => {
    fs.writeFileSync(path.join(stage.folder, "logs"), "in the way");
    const name = await start("fine");
    await ended(name);
    assert.equal(status(name), "Failed");
  });

  it("runs, and has succeeded when its container ends well", async () => {
    const name = await start("fine");
    assert.equal(status(name), "Running");
    assert.deepEqual(stage.workloads.pending(), [name]);
    await ended(name);
    assert.equal(status(name), "Succeeded");
    assert.equal(textIn(execution(name), "properties.endTime"), stage.cloud.now().toISOString());
    // It is no longer on its way once that is written.
    await until(
      () => stage.workloads.pending().length === 0,
      () => "nothing is pending",
    );
  });

  it("has what the job declares and what Container Apps adds, and nothing else", async () => {
    const name = await start("fine");
    const { HOSTNAME: replicaName, ...line } = await stage.written(name);
    assert.match(replicaName as string, new RegExp(`^${name}-[0-9a-f]{5}$`));
    assert.deepEqual(line, {
      DATABASE_URL: "postgres://somewhere",
      CONTAINER_APP_JOB_NAME: "migrate",
      CONTAINER_APP_JOB_EXECUTION_NAME: name,
      PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      arguments: ["migrate", "up"],
    });
  });

  for (const retries of [0, 2]) {
    it(`is tried ${retries} more times before it has failed`, async () => {
      const name = await start("failing", { [retryLimit]: retries });
      await ended(name);
      assert.equal(status(name), "Failed");
      assert.equal(stage.log(name), "tried\n".repeat(retries + 1));
      assert.equal(stage.said.at(-1), `${name}: it ended with code 2.`);
    });
  }

  it("has failed when it takes longer than the job allows", async () => {
    const name = await start("endless", { [timeout]: 1 });
    await ended(name);
    assert.equal(status(name), "Failed");
    assert.equal(stage.said.at(-1), `${name}: it took longer than its 1 seconds.`);
  });

  it("has failed when its image can't be pulled", async () => {
    const name = await start("unknown");
    await ended(name);
    assert.equal(status(name), "Failed");
    assert.match(stage.said.at(-1)!, /ImagePullFailure/);
  });

  it("keeps the containers that it ran with when the job is changed", async () => {
    const name = await start("fine");
    await ended(name);
    await start("failing");
    const [container] = objectsAt(execution(name), "properties.template.containers");
    assert.equal(container?.image, "docker.io/library/api:fine");
  });

  it("has failed when the local cloud ended before it did", async () => {
    const name = await start("endless");
    await stage.workloads.close();
    assert.equal(status(name), "Running");
    await stage.restart();
    assert.equal(status(name), "Failed");
  });
});
