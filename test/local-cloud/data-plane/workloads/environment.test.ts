import assert from "node:assert/strict";
import { appId, environmentId, fqdn, textIn } from "../../arm/app/platform";
import { echo, Stage } from "./stage";

const declared = "properties.template.containers.0.env";

describe("the environment of a replica", () => {
  let stage: Stage;
  before(async () => {
    stage = await Stage.open();
    stage.image("v1", echo);
    stage.image("v2", echo);
  });
  after(() => stage.close());

  it("has what the app declares and what Container Apps adds, and nothing else", async () => {
    await stage.deploy("v1", {
      [declared]: [
        { name: "PORT", value: "8080" },
        { name: "PLAIN", secretRef: "plain" },
        { name: "DATABASE_URL", secretRef: "database-url" },
      ],
      "properties.template.containers.0.args": ["serve", "--fast"],
    });
    await stage.reaches("api--v1", "Running");

    const { env, arguments: args } = await stage.ask();

    const { HOSTNAME: replicaName } = env;
    assert.match(replicaName!, /^api--v1-[0-9a-f]{10}-[0-9a-f]{5}$/);
    assert.deepEqual(env, {
      PORT: "8080",
      PLAIN: "hush",
      DATABASE_URL: "postgres://somewhere",
      CONTAINER_APP_NAME: "api",
      CONTAINER_APP_REVISION: "api--v1",
      CONTAINER_APP_HOSTNAME: fqdn(stage.cloud, "api--v1"),
      CONTAINER_APP_ENV_DNS_SUFFIX: textIn(
        stage.cloud.get(environmentId),
        "properties.defaultDomain",
      ),
      CONTAINER_APP_PORT: "8080",
      CONTAINER_APP_REPLICA_NAME: replicaName,
      HOSTNAME: replicaName,
      PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    });
    assert.deepEqual(args, ["serve", "--fast"]);
  });

  it("takes the last of two declarations of one name", async () => {
    await stage.deploy("v2", {
      [declared]: [
        { name: "TWICE", value: "first" },
        { name: "TWICE", value: "last" },
      ],
    });
    await stage.reaches("api--v2", "Running");
    assert.equal(
      textIn(stage.cloud.get(appId("api")), "properties.latestReadyRevisionName"),
      "api--v2",
    );
    assert.equal((await stage.ask()).env.TWICE, "last");
  });
});
