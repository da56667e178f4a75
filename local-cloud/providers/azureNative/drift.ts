import { equal, isObject, leafPaths, clone, type Json, type JsonObject } from "../../json";
import { removeReadOnly } from "../../arm/readOnly";
import { withListedIdentities } from "./bodyShape";

/**
 * The inputs that would declare what is there now: the old inputs, with everything changed that has changed
 * between the old and the present outputs. What the service makes up (`readOnly`) is no input and is left out,
 * and so is every default that the program never named and that is still as it was.
 *
 * @see https://github.com/pulumi/pulumi-azure-native/blob/master/provider/pkg/provider/provider.go (Read)
 */
export function driftedInputs(
  inputs: JsonObject,
  oldOutputs: JsonObject,
  outputs: JsonObject,
  readOnly: JsonObject,
): JsonObject {
  const before = withListedIdentities(clone(oldOutputs));
  const after = withListedIdentities(clone(outputs));
  for (const path of leafPaths(readOnly)) {
    removeReadOnly(before, path, inputs);
    removeReadOnly(after, path, inputs);
  }
  return apply(inputs, before, after) as JsonObject;
}

function apply(
  input: Json | undefined,
  before: Json | undefined,
  after: Json | undefined,
): Json | undefined {
  if (equal(before, after)) return clone(input);
  if (isObject(before) && isObject(after)) {
    const result: JsonObject = isObject(input) ? clone(input) : {};
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      if (equal(before[key], after[key])) continue;
      const value = apply(isObject(input) ? input[key] : undefined, before[key], after[key]);
      if (value === undefined) delete result[key];
      else result[key] = value;
    }
    return result;
  }
  if (
    Array.isArray(before) &&
    Array.isArray(after) &&
    Array.isArray(input) &&
    before.length === after.length &&
    input.length === after.length
  ) {
    return input.map((item, index) => apply(item, before[index], after[index]) ?? null);
  }
  return clone(after);
}
