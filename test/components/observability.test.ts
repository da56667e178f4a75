import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Observability } from "../../components/observability";
import { recordResources, registered, type Registration } from "../support/mocks";
import { lines, named, protectedNames } from "../support/registrations";
import { placement } from "../support/topology";

describe("Observability", () => {
  let seen: Registration[];
  beforeEach(async () => {
    seen = await recordResources();
  });

  it("declares a workspace and an Application Insights component that writes into it", async () => {
    new Observability("logs", { placement, protected: false });
    await registered();

    assert.deepEqual(lines(seen), [
      "azure-native:applicationinsights:Component logs-insights",
      "azure-native:operationalinsights:Workspace logs-workspace",
      "ftl:observability:Observability logs",
    ]);
    const workspace = named(seen, "logs-workspace");
    assert.equal(workspace.inputs.workspaceName, "ftl-tst-log-cin");
    assert.equal(workspace.inputs.retentionInDays, 30);
    const insights = named(seen, "logs-insights");
    assert.equal(insights.inputs.resourceName, "ftl-tst-appi-cin");
    assert.match(insights.inputs.workspaceResourceId, /operationalinsights:Workspace/);
    assert.equal(
      insights.urn,
      "urn:pulumi:test::ftl::ftl:observability:Observability$azure-native:applicationinsights:Component::logs-insights",
    );
  });

  it("protects the workspace, and only it, where the stack is protected", async () => {
    new Observability("logs", { placement, protected: true });
    await registered();

    assert.deepEqual(protectedNames(seen), ["logs-workspace"]);
  });

  it("keeps the connection string secret", async () => {
    const { connectionString } = new Observability("logs", { placement, protected: false });

    assert.equal(await pulumi.isSecret(connectionString), true);
    await registered();
  });
});
