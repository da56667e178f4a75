import { ArmError } from "./armError";
import type { Part, StoredResource } from "./resourceType";
import { findType } from "./types";

/** The entry of a table by a name that a client wrote: its own ones only, whatever their case. */
export function ownEntry<T>(
  table: Readonly<Record<string, T>> | undefined,
  name: string,
): T | undefined {
  const key = name.toLowerCase();
  return table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}

/** @throws ArmError when the type has no such parts. What the services say then is not documented. */
export function requirePart({ type }: StoredResource, kind: string): Part {
  const part = ownEntry(findType(type)?.parts, kind);
  if (part !== undefined) return part;
  throw new ArmError(404, "NotFound", `The local cloud has no '${kind}' of ${type}.`);
}

/** The refusal of an action that a type, or its part, doesn't have. What the services say then is not documented. */
export function unknownAction(action: string, type: string): ArmError {
  return new ArmError(404, "NotFound", `The local cloud has no action '${action}' for ${type}.`);
}
