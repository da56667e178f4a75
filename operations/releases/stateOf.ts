import { Refusal } from "../refusal";

/** A resource in a state, as far as anybody asks for it. */
export interface StateResource {
  readonly urn: string;
  /** Pulumi type token. */
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  /** Physical id; undefined for a component. */
  readonly id: string | undefined;
  readonly parent: string | undefined;
  /** URN and id of its provider, with `::` between them. */
  readonly provider: string | undefined;
  /** Whether it is managed, and not a component. */
  readonly custom: boolean;
  readonly protect: boolean;
  /** Whether it was replaced, and is to be deleted by the next update. */
  readonly pendingDeletion: boolean;
  /** What its provider said when it could make it only half. */
  readonly initErrors: readonly string[];
  /** Secrets as the engine encrypts them. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** What a stack consists of. */
export interface StackState {
  readonly resources: readonly StateResource[];
  /** Operations that an interrupted update did not see the end of, as `creating <urn>`. */
  readonly pendingOperations: readonly string[];
}

interface Snapshot {
  readonly resources?: readonly SnapshotResource[] | null;
  readonly pending_operations?:
    | readonly { readonly type: string; readonly resource: { readonly urn: string } }[]
    | null;
}

/** @see https://github.com/pulumi/pulumi/blob/master/sdk/go/common/apitype/core.go `ResourceV3` */
interface SnapshotResource {
  readonly urn: string;
  readonly type: string;
  readonly custom?: boolean;
  readonly id?: string;
  readonly parent?: string;
  readonly provider?: string;
  readonly protect?: boolean;
  readonly delete?: boolean;
  readonly initErrors?: readonly string[];
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/**
 * Reads a state: a checkpoint of the backend, or what `pulumi stack export` prints.
 *
 * @param text JSON.
 * @param source What to call it when it can't be read: a key, a file, a command.
 * @throws Refusal when it is neither.
 */
export function stateOf(text: string, source: string): StackState {
  const snapshot = snapshotIn(text, source);
  const { resources, pending_operations: pending } = snapshot;
  return {
    resources: (resources ?? []).map(fromSnapshot),
    pendingOperations: (pending ?? []).map(({ type, resource }) => `${type} ${resource.urn}`),
  };
}

function snapshotIn(text: string, source: string): Snapshot {
  try {
    const content = JSON.parse(text) as {
      checkpoint?: { latest?: Snapshot | null };
      deployment?: Snapshot | null;
    } | null;
    // A stack that never was deployed has a checkpoint with nothing in it.
    if (content?.checkpoint !== undefined) return content.checkpoint.latest ?? {};
    if (content?.deployment !== undefined) return content.deployment ?? {};
  } catch {
    // Said below.
  }
  throw new Refusal(
    `${source} is no state: neither a checkpoint nor what 'pulumi stack export' prints.`,
    2,
  );
}

function fromSnapshot(resource: SnapshotResource): StateResource {
  const { urn, type, id, parent, provider, inputs = {}, outputs = {} } = resource;
  return {
    urn,
    type,
    name: urn.split("::").at(-1) ?? urn,
    id,
    parent,
    provider,
    custom: resource.custom === true,
    protect: resource.protect === true,
    pendingDeletion: resource.delete === true,
    initErrors: resource.initErrors ?? [],
    inputs,
    outputs,
  };
}
