import assert from "node:assert/strict";
import { ArmError } from "../../../local-cloud/arm/armError";
import { checkName } from "../../../local-cloud/arm/generalRules";
import { parseResourceId } from "../../../local-cloud/arm/resourceId";
import { findType } from "../../../local-cloud/arm/types";
import { resourceId } from "./cloud";

describe("names that a service refuses", () => {
  for (const [type, name, code, good] of [
    ["Microsoft.Cache/redis", "ftl--cache", "InvalidParameter", "ftl-cache"],
    ["Microsoft.Cache/redisEnterprise/databases", "default-", "InvalidParameter", "default"],
    ["Microsoft.DBforPostgreSQL/flexibleServers/backups", "a.b", "InvalidParameterValue", "a-b"],
    ["Microsoft.Insights/diagnosticSettings", "logs?", "BadRequest", "logs"],
    ["Microsoft.Insights/webtests", "api<1>", "InvalidResourceName", "api 1"],
    ["Microsoft.Network/privateDnsZones/virtualNetworkLinks", "-link", "BadRequest", "link"],
    [
      "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
      "zones-",
      "InvalidResourceName",
      "zones",
    ],
  ] as const) {
    it(`are ${name} for ${type}`, () => {
      const check = (text: string) =>
        checkName(findType(type)!, { ...parseResourceId(resourceId(type, "a"))!, name: text });

      assert.throws(
        () => check(name),
        (error) => error instanceof ArmError && error.code === code,
      );
      assert.doesNotThrow(() => check(good));
    });
  }
});
