import assert from "node:assert/strict";
import { ArmError } from "../../../local-cloud/arm/armError";
import { checkImmutable } from "../../../local-cloud/arm/generalRules";
import { findType } from "../../../local-cloud/arm/types";
import { setAt, type JsonObject } from "../../../local-cloud/json";
import { resourceId } from "./cloud";

/** Changes one property of a resource, past the rules of its own type. */
function change(type: string, path: string, from: string, to: string): void {
  const model = findType(type)!;
  const [before, desired]: [JsonObject, JsonObject] = [{}, {}];
  setAt(before, path.split("."), from);
  setAt(desired, path.split("."), to);
  const id = resourceId(type, "a");
  const existing = { id, type, name: "a", created: "", desired: before, kept: {} };
  // The rule asks the rest of the cloud for nothing.
  const cloud = undefined as never;
  checkImmutable(model, { id, name: "a", names: ["a"], desired, existing, cloud }, existing);
}

describe("what a service fixes when it makes a resource", () => {
  for (const [type, path] of [
    ["Microsoft.App/managedEnvironments", "kind"],
    ["Microsoft.App/managedEnvironments", "properties.vnetConfiguration.infrastructureSubnetId"],
    ["Microsoft.App/managedEnvironments", "properties.vnetConfiguration.internal"],
    ["Microsoft.App/managedEnvironments/certificates", "properties.password"],
    ["Microsoft.App/containerApps", "properties.managedEnvironmentId"],
    ["Microsoft.Cache/redis", "properties.staticIP"],
    ["Microsoft.Cache/redis", "zones"],
    ["Microsoft.Cache/redisEnterprise/databases", "properties.geoReplication"],
    ["Microsoft.Cache/redisEnterprise/databases", "properties.port"],
    ["Microsoft.Network/privateEndpoints", "properties.customNetworkInterfaceName"],
    ["Microsoft.Storage/storageAccounts", "properties.encryption.requireInfrastructureEncryption"],
    ["Microsoft.Storage/storageAccounts", "properties.isNfsV3Enabled"],
  ] as const) {
    it(`can't be changed in place: ${path} of ${type}`, () => {
      assert.throws(
        () => change(type, path, "one", "another"),
        (error) =>
          error instanceof ArmError &&
          error.code === "PropertyChangeNotAllowed" &&
          error.target === path,
      );
      assert.doesNotThrow(() => change(type, path, "one", "one"));
    });
  }
});
