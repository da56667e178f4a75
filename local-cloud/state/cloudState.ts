import { randomBytes } from "node:crypto";
import type { SoftDeleted } from "../arm/armCloud";
import type { StoredResource } from "../arm/resourceType";
import type { CloudflareState } from "../cloudflare/cloudflareState";
import { isObject, type JsonObject } from "../json";

/** Version of the state file's shape. A file with a higher one was written by a newer local cloud. */
export const stateVersion = 1;

/** A resource of a type that no model knows: kept as given. */
export interface OpaqueResource {
  /** Pulumi type token. */
  readonly token: string;
  inputs: JsonObject;
}

/** Everything that the local cloud remembers, as it stands in the state file. */
export interface CloudState {
  readonly kind: "ftl-local-cloud";
  readonly version: typeof stateVersion;
  /** Seed of everything that this cloud makes up: ids, keys, verification codes. Hexadecimal. */
  readonly seed: string;
  /** How far the cloud's clock is ahead of the machine's, in milliseconds. */
  clockOffsetMs: number;
  arm: {
    /** By `idKey`. */
    resources: Record<string, StoredResource>;
    softDeleted: SoftDeleted[];
  };
  cloudflare: CloudflareState;
  /** By id. */
  opaque: Record<string, OpaqueResource>;
}

/** A cloud in which nothing has been made yet. */
export function emptyState(): CloudState {
  return {
    kind: "ftl-local-cloud",
    version: stateVersion,
    seed: randomBytes(16).toString("hex"),
    clockOffsetMs: 0,
    arm: { resources: {}, softDeleted: [] },
    cloudflare: { zones: {}, records: {}, settings: {}, originCertificates: {} },
    opaque: {},
  };
}

/**
 * Reads the text of a state file.
 *
 * @throws StateError when it is damaged, of another kind, or from a newer version; nothing is changed then.
 */
export function parseState(text: string, file: string): CloudState {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new StateError(
      `${file} is damaged: ${error instanceof Error ? error.message : String(error)}. It has been left as it is. ` +
        "Restore it from a copy, or start an empty local cloud with: npx ftl local reset",
    );
  }
  if (
    !isObject(value) ||
    value.kind !== "ftl-local-cloud" ||
    !(typeof value.version === "number" && value.version >= 1)
  ) {
    throw new StateError(
      `${file} is not a local cloud's state. It has been left as it is. ` +
        "Move it away, or start an empty local cloud with: npx ftl local reset",
    );
  }
  if (value.version > stateVersion) {
    throw new StateError(
      `${file} was written by a newer local cloud (version ${value.version}, this one reads ${stateVersion}). ` +
        "It has been left as it is. Update this checkout, or start an empty local cloud with: npx ftl local reset",
    );
  }
  const fault = firstFault(emptyState() as unknown as JsonObject, value, "");
  if (fault !== undefined) {
    throw new StateError(
      `${file} is damaged: ${fault}. It has been left as it is. ` +
        "Restore it from a copy, or start an empty local cloud with: npx ftl local reset",
    );
  }
  return value as unknown as CloudState;
}

/** What is missing in a state, or of another kind than in `model`; the model's own empty parts are left open. */
function firstFault(model: JsonObject, value: JsonObject, path: string): string | undefined {
  for (const [key, expected] of Object.entries(model)) {
    const found = value[key];
    const where = `${path}${key}`;
    if (kindOf(found) !== kindOf(expected)) {
      return `'${where}' is ${kindOf(found)} where ${kindOf(expected)} should be`;
    }
    if (isObject(expected) && isObject(found)) {
      const fault = firstFault(expected, found, `${where}.`);
      if (fault !== undefined) return fault;
    }
  }
  return undefined;
}

function kindOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return isObject(value) ? "an object" : `a ${typeof value}`;
}

/** The state can't be used; the message says why and what to do. */
export class StateError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "StateError";
  }
}
