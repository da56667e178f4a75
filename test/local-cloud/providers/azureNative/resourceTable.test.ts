import assert from "node:assert/strict";
import { parseResourceId } from "../../../../local-cloud/arm/resourceId";
import { findType } from "../../../../local-cloud/arm/types";
import { idFromInputs, inputsFromId } from "../../../../local-cloud/providers/azureNative/ids";
import {
  mappingOf,
  pathInputs,
  resourceTable,
} from "../../../../local-cloud/providers/azureNative/resourceTable";
import { declared } from "../../../support/topology";
import type { StackName } from "../../../support/stackSettings";
import { sdkInputs } from "./sdk";

const prefix = "azure-native:";

async function declaredTypes(stack: StackName): Promise<string[]> {
  const { seen } = await declared(stack);
  const types = seen.map(({ type }) => type).filter((type) => type.startsWith(prefix));
  return [...new Set(types)].toSorted();
}

describe("The table of azure-native's resources", () => {
  for (const stack of ["stg", "prd"] as const) {
    it(`has every type that ${stack} declares, with a model`, async () => {
      const types = await declaredTypes(stack);
      const unmodelled = types.filter((type) => {
        const { mapping, guessed } = mappingOf(type, {});
        return guessed || findType(mapping.type) === undefined;
      });

      assert.ok(types.length > 15, `${stack} declares ${types.length} types`);
      assert.deepEqual(unmodelled, []);
    });
  }

  for (const [token, mapping] of Object.entries(resourceTable)) {
    it(`names ${token} by inputs that the SDK has`, () => {
      const inputs = sdkInputs(token);
      const missing = pathInputs(mapping).filter((input) => !inputs.includes(input));

      assert.deepEqual(missing, []);
      const { shape = {} } = mapping;
      const elsewhere = [...(shape.inProperties ?? [])].filter((input) => !inputs.includes(input));
      assert.deepEqual(elsewhere, []);
      assert.equal(
        inputs.includes("properties"),
        shape.properties === "asGiven" && token !== "resources:ResourceGroup",
      );
    });

    it(`finds the inputs of ${token} in its id again`, () => {
      const { scope = "group", type, names } = mapping;
      const inputs = Object.fromEntries(names.map((name, index) => [name, `name${index}`]));
      if (scope === "group") inputs.resourceGroupName = "rg";
      if (typeof scope === "object") inputs[scope.input] = "/subscriptions/s/resourceGroups/rg";
      const id = idFromInputs(mapping, "s", inputs);

      assert.equal(parseResourceId(id)?.type, type);
      assert.deepEqual(inputsFromId(mapping, id), inputs);
    });
  }

  it("guesses where a type lives that it doesn't have, by what it is given", () => {
    const grouped = mappingOf("azure-native:search:Service", { resourceGroupName: "rg" });
    const loose = mappingOf("azure-native:consumption:Budget", { budgetName: "b" });

    assert.deepEqual(
      [grouped.guessed, pathInputs(grouped.mapping)],
      [true, ["resourceGroupName", "serviceName"]],
    );
    assert.deepEqual([loose.guessed, pathInputs(loose.mapping)], [true, ["budgetName"]]);
  });
});
