import assert from "node:assert/strict";
import fc from "fast-check";
import { ArmError } from "../../../local-cloud/arm/armError";
import {
  checkImmutable,
  checkLocation,
  checkName,
  shortLocation,
} from "../../../local-cloud/arm/generalRules";
import type {
  ResourceType,
  StoredResource,
  WriteRequest,
} from "../../../local-cloud/arm/resourceType";
import { parseResourceId } from "../../../local-cloud/arm/resourceId";
import type { JsonObject } from "../../../local-cloud/json";

const base: ResourceType = { type: "Microsoft.Example/things", apiVersions: ["2026-01-01"] };
const id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Example/things/a";

function stored(desired: JsonObject): StoredResource {
  return { id, type: base.type, name: "a", created: "", desired, kept: {} };
}

function request(desired: JsonObject, existing?: StoredResource): WriteRequest {
  // None of these rules asks the rest of the cloud.
  return { id, name: "a", names: ["a"], desired, existing, cloud: undefined as never };
}

/** Code of the refusal, or `accepted`. */
function verdict(check: () => void): string {
  try {
    check();
    return "accepted";
  } catch (error) {
    assert.ok(error instanceof ArmError, String(error));
    return error.code;
  }
}

describe("The rules for every type", () => {
  describe("of a name", () => {
    const named = (name: string, code?: string) => {
      const model: ResourceType = {
        ...base,
        name: {
          pattern: /^[a-z]+$/,
          length: [2, 4],
          message: "Letters, 2 to 4.",
          ...(code && { code }),
        },
      };
      return () => checkName(model, { ...parseResourceId(id)!, name });
    };

    it("hold length and pattern, bounds included", () => {
      const verdicts = ["a", "ab", "abcd", "abcde", "ab1", ""].map((name) => verdict(named(name)));
      assert.deepEqual(verdicts, [
        "InvalidResourceName",
        "accepted",
        "accepted",
        "InvalidResourceName",
        "InvalidResourceName",
        "InvalidResourceName",
      ]);
    });

    it("refuse with the service's own code, and say the name and the rule", () => {
      assert.throws(named("A", "VaultNameNotValid"), {
        status: 400,
        code: "VaultNameNotValid",
        message:
          "Resource name 'A' is invalid for type 'Microsoft.Example/things'. Letters, 2 to 4.",
      });
    });

    it("accept anything where the type has no rule", () => {
      assert.equal(
        verdict(() => checkName(base, parseResourceId(id)!)),
        "accepted",
      );
    });
  });

  describe("of a location", () => {
    const located =
      (location: JsonObject[string], locations: ResourceType["locations"], current?: string) =>
      () =>
        checkLocation(
          { ...base, locations },
          request({ location }, current === undefined ? undefined : stored({ location: current })),
        );
    const few = ["centralindia", "westeurope"];

    for (const [what, check, expected] of [
      ["accept one of the type's", located("centralindia", few), "accepted"],
      ["accept it in its long spelling", located("Central India", few), "accepted"],
      ["accept any where the type is everywhere", located("mars", "any"), "accepted"],
      ["ask for none where the type takes none", located(undefined, undefined), "accepted"],
      ["refuse another", located("eastus", few), "LocationNotAvailableForResourceType"],
      ["refuse none", located(undefined, few), "LocationRequired"],
      ["refuse an empty one", located("", "any"), "LocationRequired"],
      ["accept the one it is in", located("westeurope", few, "West Europe"), "accepted"],
      ["refuse a move", located("westeurope", few, "centralindia"), "InvalidResourceLocation"],
    ] as const) {
      it(what, () => assert.equal(verdict(check), expected));
    }

    it("refuse to move a resource group in its own words", () => {
      const group: ResourceType = {
        ...base,
        type: "Microsoft.Resources/resourceGroups",
        locations: "any",
      };
      assert.throws(
        () => checkLocation(group, request({ location: "eastus" }, stored({ location: "westus" }))),
        {
          status: 409,
          code: "InvalidResourceGroupLocation",
          message:
            "Invalid resource group location 'eastus'. The Resource group already exists in location 'westus'.",
        },
      );
    });

    it("know a location by its short form, however often it is shortened", () => {
      fc.assert(
        fc.property(fc.string(), (text) => {
          assert.equal(shortLocation(shortLocation(text)), shortLocation(text));
        }),
      );
    });
  });

  describe("of what is fixed at creation", () => {
    const model: ResourceType = { ...base, immutable: ["properties.zone", "properties.network"] };
    const before = { properties: { zone: "1", network: { subnet: "a" }, size: 1 } };
    const change =
      (properties: JsonObject, of = model) =>
      () =>
        checkImmutable(of, request({ properties }), stored(before));

    for (const [what, check, expected] of [
      ["accept the same again", change(before.properties), "accepted"],
      ["accept silence about it", change({ size: 2 }), "accepted"],
      ["refuse another value", change({ zone: "2" }), "PropertyChangeNotAllowed"],
      [
        "refuse a change deep inside",
        change({ network: { subnet: "b" } }),
        "PropertyChangeNotAllowed",
      ],
      ["refuse null", change({ zone: null }), "PropertyChangeNotAllowed"],
      ["refuse nothing where nothing is fixed", change({ zone: "2" }, base), "accepted"],
    ] as const) {
      it(what, () => assert.equal(verdict(check), expected));
    }

    it("refuse with the service's own words, and name the path", () => {
      const own: ResourceType = {
        ...model,
        changeRefused: (path) => ({ status: 400, code: "OwnCode", message: `not ${path}` }),
      };
      assert.throws(change({ zone: "2" }, own), {
        status: 400,
        code: "OwnCode",
        message: "not properties.zone",
        target: "properties.zone",
      });
    });
  });
});
