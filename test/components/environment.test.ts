import assert from "node:assert/strict";
import { canBeZoneRedundant } from "../../components/environment";
import type { Registration } from "../support/mocks";
import { settled } from "../support/mocks";
import { lines, named, waitsFor } from "../support/registrations";
import { declared } from "../support/topology";

const name = "path2-apps-environment-managed-environment";

describe("Environment", () => {
  it("lives in the virtual network of a private stack, over several zones", async () => {
    const { seen } = await declared("prd");

    const { inputs } = named(seen, name);
    assert.equal(inputs.environmentName, "ftl-prd-cae-cin");
    assert.match(inputs.vnetConfiguration.infrastructureSubnetId, /ftl-prd-snet-apps$/);
    assert.equal(inputs.vnetConfiguration.internal, false);
    assert.equal(inputs.zoneRedundant, true);
  });

  it("has neither in a public stack", async () => {
    const { seen } = await declared("stg");

    const { inputs } = named(seen, name);
    assert.equal(inputs.vnetConfiguration, undefined);
    assert.equal(inputs.zoneRedundant, false);
  });

  it("sends its logs by a diagnostic setting, and holds no workspace key", async () => {
    const { seen } = await declared("stg");

    assert.deepEqual(children(seen), [
      "azure-native:app:ManagedEnvironment path2-apps-environment-managed-environment",
      "azure-native:monitor:DiagnosticSetting path2-apps-environment-diagnostics",
    ]);
    assert.deepEqual(named(seen, name).inputs.appLogsConfiguration, {
      destination: "azure-monitor",
    });
  });

  it("waits for nothing but what it is given: its certificates and apps wait for the rest", async () => {
    const { seen } = await declared("prd");

    assert.equal(named(seen, name).inputs.identity.type, "UserAssigned");
    assert.deepEqual(waitsFor(seen, name), [
      "path2-apps-environment-identity-user-assigned",
      "path2-network-virtual-network",
      "path2-resource-group",
    ]);
  });

  it("gives the value that proves its hostnames", async () => {
    const { path2 } = await declared("stg");

    assert.equal(await settled(path2.outputs.verificationId), "VERIFICATION");
  });
});

describe("canBeZoneRedundant", () => {
  for (const [location, network, expected] of [
    ["centralindia", "private", true],
    ["centralindia", "public", false],
    ["southindia", "private", false],
    ["southindia", "public", false],
  ] as const) {
    it(`is ${expected} for a ${network} network in ${location}`, () => {
      assert.equal(canBeZoneRedundant(location, network), expected);
    });
  }
});

function children(seen: readonly Registration[]): string[] {
  return lines(seen.filter(({ urn }) => urn.includes("::ftl:app:Environment$")));
}
