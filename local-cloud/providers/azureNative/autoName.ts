import type { JsonObject } from "../../json";
import { createBeforeDelete } from "./bodyShape";
import type { ResourceMapping } from "./resourceTable";

/**
 * The name of a resource whose program gives it none: a role assignment's is a GUID, a child's is its logical name,
 * any other's is that and eight random digits. Once made it stays.
 *
 * @param seed Of the engine, so that a preview and the update after it make up the same.
 * @returns The inputs to add.
 * @see https://github.com/pulumi/pulumi-azure-native/blob/master/provider/pkg/resources/resources.go (AutoNamer)
 */
export function autoName(
  { names }: ResourceMapping,
  logicalName: string,
  seed: Uint8Array,
  oldInputs: JsonObject,
): JsonObject {
  const input = names.at(-1)!;
  const { [input]: oldName, [createBeforeDelete]: wasMadeUp } = oldInputs;
  if (oldName !== undefined) {
    return {
      [input]: oldName,
      ...(wasMadeUp === undefined ? {} : { [createBeforeDelete]: wasMadeUp }),
    };
  }
  if (input !== "roleAssignmentName" && names.length > 1) return { [input]: logicalName };
  const digits = Buffer.from(seed).toString("hex");
  const made =
    input === "roleAssignmentName" ? guidOf(digits) : `${logicalName}${digits.slice(0, 8)}`;
  return { [input]: made, [createBeforeDelete]: true };
}

function guidOf(digits: string): string {
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20, 32),
  ].join("-");
}
