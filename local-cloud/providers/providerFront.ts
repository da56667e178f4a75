import type { JsonObject } from "../json";

/**
 * The text that stands for a value which is not known during a preview.
 *
 * @see https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/plugin/rpc.go
 */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Which resource a call is about. */
export interface Subject {
  readonly urn: string;
  /** Pulumi type token, `azure-native:app:ContainerApp`. */
  readonly token: string;
  /** Logical name. */
  readonly name: string;
}

/** What differs between two sets of inputs. */
export interface InputDiff {
  /** By property path (`template.containers[0].image`). */
  readonly changes: Readonly<Record<string, "add" | "update" | "delete">>;
  /** Paths of `changes` that can't change in place. */
  readonly replaces: readonly string[];
  /** Whether the old resource must go first, because the new one takes its name. */
  readonly deleteBeforeReplace: boolean;
}

/** A resource as a read found it. */
export interface ReadResult {
  readonly id: string;
  readonly inputs: JsonObject;
  readonly outputs: JsonObject;
}

/** Says something to the person at the terminal, beside the resource it is about. */
export type Say = (severity: "info" | "warning", message: string, urn: string) => void;

/**
 * A resource provider, without the protocol. Property values are plain JSON; a value that isn't known during a
 * preview is {@link unknownValue}. Errors are thrown, and their message is what the person reads.
 */
export interface ProviderFront {
  /** Package name, `azure-native`. */
  readonly name: string;
  /** npm package of the SDK, whose version the provider reports. */
  readonly sdk: string;
  configure(config: JsonObject): void;
  check(subject: Subject, inputs: JsonObject, oldInputs: JsonObject, seed: Uint8Array): CheckResult;
  diff(subject: Subject, id: string, oldInputs: JsonObject, inputs: JsonObject): InputDiff;
  create(
    subject: Subject,
    inputs: JsonObject,
    say: Say,
  ): Promise<{ id: string; outputs: JsonObject }>;
  /** Outputs that are known before a creation. */
  previewCreate(subject: Subject, inputs: JsonObject): JsonObject;
  read(subject: Subject, id: string, state: ReadState): Promise<ReadResult | undefined>;
  update(change: Change): Promise<JsonObject>;
  /** Outputs that are known before an update. */
  previewUpdate(change: Change): JsonObject;
  delete(subject: Subject, id: string, outputs: JsonObject): Promise<void>;
  invoke(token: string, args: JsonObject): Promise<JsonObject>;
}

export interface CheckResult {
  readonly inputs: JsonObject;
  readonly failures: readonly { readonly property: string; readonly reason: string }[];
}

/** What the engine has of a resource that it asks to read; empty when it is imported. */
export interface ReadState {
  readonly inputs: JsonObject;
  readonly outputs: JsonObject;
}

export interface Change {
  readonly subject: Subject;
  readonly id: string;
  readonly oldInputs: JsonObject;
  readonly oldOutputs: JsonObject;
  readonly inputs: JsonObject;
}
