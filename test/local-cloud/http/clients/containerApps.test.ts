import assert from "node:assert/strict";
import { ContainerAppsAPIClient, type ContainerApp } from "@azure/arm-appcontainers";
import { childId, resourceGroupId } from "../../../../local-cloud/arm/resourceId";
import { localSubscriptionId } from "../../../../local-cloud/arm/resourceManager";
import { AzureNative } from "../../../../local-cloud/providers/azureNative/azureNative";
import { ServedCloud } from "../servedCloud";
import { all, clientOptions, codeOf, credentialOf, groupName } from "./signedIn";

const location = "centralindia";
const groupId = resourceGroupId(localSubscriptionId, groupName);
const environmentId = childId(groupId, "Microsoft.App/managedEnvironments", ["env"]);

function app(image: string, suffix?: string): ContainerApp {
  return {
    location,
    environmentId,
    configuration: {
      activeRevisionsMode: "Multiple",
      ingress: { external: true, targetPort: 8080 },
      secrets: [{ name: "token", value: "hush" }],
    },
    template: {
      revisionSuffix: suffix,
      containers: [{ name: "main", image, resources: { cpu: 0.5, memory: "1Gi" } }],
    },
  };
}

describe("@azure/arm-appcontainers on the local cloud", () => {
  let served: ServedCloud;
  let client: ContainerAppsAPIClient;

  before(async () => {
    served = await ServedCloud.open();
    await served.cloud.resourceManager.put(groupId, { location });
    client = new ContainerAppsAPIClient(
      credentialOf(served),
      localSubscriptionId,
      clientOptions(served),
    );
    await client.managedEnvironments.beginCreateOrUpdateAndWait(groupName, "env", {
      location,
      workloadProfiles: [{ name: "Consumption", workloadProfileType: "Consumption" }],
    });
  });

  after(() => served.close());

  it("reads the environment that it has made", async () => {
    const read = await client.managedEnvironments.get(groupName, "env");
    const listed = await all(client.managedEnvironments.listByResourceGroup(groupName));

    assert.equal(read.provisioningState, "Succeeded");
    assert.match(read.defaultDomain ?? "", /\.centralindia\.azurecontainerapps\.io$/);
    assert.deepEqual(
      listed.map(({ name }) => name),
      ["env"],
    );
  });

  it("makes an app, changes its image, and deletes it", async () => {
    const made = await client.containerApps.beginCreateOrUpdateAndWait(
      groupName,
      "life",
      app("a:1"),
    );
    await client.containerApps.beginUpdateAndWait(groupName, "life", app("a:2"));
    const changed = await client.containerApps.get(groupName, "life");
    await client.containerApps.beginDeleteAndWait(groupName, "life");

    assert.equal(made.template?.containers?.[0]?.image, "a:1");
    assert.equal(changed.template?.containers?.[0]?.image, "a:2");
    assert.equal(await codeOf(client.containerApps.get(groupName, "life")), "ResourceNotFound");
  });

  it("reads secrets only by asking for them", async () => {
    await client.containerApps.beginCreateOrUpdateAndWait(groupName, "secret", app("a:1"));

    const read = await client.containerApps.get(groupName, "secret");
    const { value } = await client.containerApps.listSecrets(groupName, "secret");

    assert.deepEqual(read.configuration?.secrets, [{ name: "token" }]);
    assert.deepEqual(value, [{ name: "token", value: "hush" }]);
  });

  it("switches revisions off, on, and off and on", async () => {
    const { containerAppsRevisions: revisions } = client;
    await client.containerApps.beginCreateOrUpdateAndWait(groupName, "switch", app("a:1", "one"));
    await client.containerApps.beginCreateOrUpdateAndWait(groupName, "switch", app("a:2", "two"));
    const isActive = async (name: string) =>
      (await revisions.getRevision(groupName, "switch", name)).active;

    await revisions.deactivateRevision(groupName, "switch", "switch--one");
    const off = await isActive("switch--one");
    await revisions.activateRevision(groupName, "switch", "switch--one");
    const on = await isActive("switch--one");
    await revisions.restartRevision(groupName, "switch", "switch--two");

    const listed = await all(revisions.listRevisions(groupName, "switch"));
    assert.deepEqual([off, on], [false, true]);
    assert.deepEqual(
      listed.map(({ name }) => name),
      ["switch--one", "switch--two"],
    );
    assert.equal(
      await codeOf(revisions.activateRevision(groupName, "switch", "switch--three")),
      "RevisionNotFound",
    );
  });

  it("hears from the operation that a suffix was used before", async () => {
    await client.containerApps.beginCreateOrUpdateAndWait(groupName, "twice", app("a:1", "v1"));

    const again = client.containerApps.beginCreateOrUpdateAndWait(
      groupName,
      "twice",
      app("a:2", "v1"),
    );

    await assert.rejects(again, /revision with suffix v1 already exists/);
    const read = await client.containerApps.get(groupName, "twice");
    assert.equal(read.template?.containers?.[0]?.image, "a:1");
  });

  it("is refused a name that is none", async () => {
    const named = client.containerApps.beginCreateOrUpdateAndWait(
      groupName,
      "Not_A_Name",
      app("a:1"),
    );

    assert.equal(await codeOf(named), "ContainerAppInvalidName");
  });

  it("starts a job, and finds its execution", async () => {
    await client.jobs.beginCreateOrUpdateAndWait(groupName, "migrate", {
      location,
      environmentId,
      configuration: {
        triggerType: "Manual",
        replicaTimeout: 60,
        manualTriggerConfig: { parallelism: 1, replicaCompletionCount: 1 },
      },
      template: { containers: [{ name: "main", image: "a:1" }] },
    });

    const started = await client.jobs.beginStartAndWait(groupName, "migrate");
    const executions = await all(client.jobsExecutions.list(groupName, "migrate"));

    assert.deepEqual(
      executions.map(({ name, status }) => [name, status]),
      [[started.name, "Succeeded"]],
    );
  });

  it("makes drift that the Pulumi provider reads", async () => {
    await client.containerApps.beginCreateOrUpdateAndWait(groupName, "drift", app("a:1"));
    const provider = new AzureNative(served.cloud.resourceManager);
    const subject = {
      token: "azure-native:app:ContainerApp",
      name: "drift",
      urn: "urn:pulumi:stg::ftl::azure-native:app:ContainerApp::drift",
    };
    const id = childId(groupId, "Microsoft.App/containerApps", ["drift"]);
    const before = (await provider.read(subject, id, { inputs: {}, outputs: {} }))!;

    await client.containerApps.beginUpdateAndWait(groupName, "drift", {
      ...app("a:1"),
      tags: { changed: "by hand" },
    });
    const after = (await provider.read(subject, id, before))!;

    assert.equal(before.inputs.tags, undefined);
    assert.deepEqual(after.inputs.tags, { changed: "by hand" });
  });

  it("asks for the value that proves a domain", async () => {
    const { text } = await served.call(
      "POST",
      `/subscriptions/${localSubscriptionId}/providers/Microsoft.App/getCustomDomainVerificationId`,
      "2025-07-01",
    );

    const read = await client.managedEnvironments.get(groupName, "env");
    const { customDomainConfiguration } = read;
    assert.equal(JSON.parse(text), customDomainConfiguration?.customDomainVerificationId);
  });
});
