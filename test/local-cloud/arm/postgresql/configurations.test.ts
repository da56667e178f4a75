import assert from "node:assert/strict";
import type { JsonObject } from "../../../../local-cloud/json";
import { propertiesOf, refusedWith, TestCloud } from "../cloud";
import { server, serverId } from "../samples";

const parameterId = (name: string) => `${serverId}/configurations/${name}`;
const value = (text: string): JsonObject => ({ properties: { value: text } });

describe("a server parameter", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
    await cloud.put(serverId, server);
  });
  afterEach(() => cloud.close());

  for (const [name, text] of [
    ["require_secure_transport", "OFF"],
    ["ssl_min_protocol_version", "TLSv1.3"],
    ["max_connections", "25"],
    ["max_connections", "5000"],
    ["log_min_duration_statement", "-1"],
    ["random_page_cost", "1.1"],
    ["azure.extensions", "PGCRYPTO,UUID-OSSP"],
    ["a_parameter_that_the_table_does_not_know", "anything"],
  ] as const) {
    it(`takes ${text} for ${name}`, async () => {
      assert.equal(propertiesOf(await cloud.put(parameterId(name), value(text))).value, text);
    });
  }

  for (const [name, text] of [
    ["require_secure_transport", "maybe"],
    ["ssl_min_protocol_version", "TLSv1.1"],
    ["max_connections", "24"],
    ["max_connections", "5001"],
    ["max_connections", "100.5"],
    ["max_connections", "many"],
    ["max_connections", ""],
    ["log_min_duration_statement", "-2"],
    ["lock_timeout", ""],
    ["lock_timeout", "never"],
  ] as const) {
    it(`rejects ${JSON.stringify(text)} for ${name}`, () =>
      refusedWith(cloud.put(parameterId(name), value(text)), "InvalidParameterValue"));
  }

  it("rejects a value that is no text", () =>
    refusedWith(
      cloud.put(parameterId("work_mem"), { properties: { value: 8192 } }),
      "MissingRequiredParameter",
    ));

  it("rejects a change of one that is read-only", () =>
    refusedWith(cloud.put(parameterId("ssl"), value("off")), "ReadOnlyParameter"));

  it("says that it is the user's once it is not what the service had", async () => {
    const changed = propertiesOf(await cloud.put(parameterId("work_mem"), value("8192")));
    const usual = propertiesOf(await cloud.put(parameterId("work_mem"), value("4096")));

    assert.equal(changed.source, "user-override");
    assert.equal(usual.source, "system-default");
    assert.equal(changed.defaultValue, "4096");
  });

  it("waits for a restart when it is static and changed", async () => {
    const changed = propertiesOf(await cloud.put(parameterId("max_connections"), value("200")));
    const usual = propertiesOf(await cloud.put(parameterId("max_connections"), value("859")));
    const dynamic = propertiesOf(await cloud.put(parameterId("work_mem"), value("8192")));

    assert.equal(changed.isConfigPendingRestart, true);
    assert.equal(usual.isConfigPendingRestart, false);
    assert.equal(dynamic.isConfigPendingRestart, false);
  });

  it("is what the service had again after its delete", async () => {
    await cloud.put(parameterId("work_mem"), value("8192"));
    await cloud.delete(parameterId("work_mem"));

    const { value: present, source } = propertiesOf(cloud.get(parameterId("work_mem")));

    assert.deepEqual({ present, source }, { present: "4096", source: "system-default" });
  });
});
