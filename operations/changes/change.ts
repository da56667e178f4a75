/** What happens to a resource. `replace` makes a new one in its place, whichever of the two comes first. */
export type Operation = "create" | "update" | "replace" | "delete" | "same" | "import" | "read";

/** One property that differs. */
export interface PropertyChange {
  /** `template.containers[0].image` */
  readonly path: string;
  readonly kind: "add" | "delete" | "update";
  /** Whether it is why the resource is replaced. */
  readonly replaces: boolean;
  /** Values as the engine shows them, secrets hidden; undefined where there is none. */
  readonly before: unknown;
  readonly after: unknown;
}

/** What an update does, or would do, to one resource. */
export interface Change {
  readonly operation: Operation;
  readonly urn: string;
  /** Pulumi type token. */
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  /** Whether the resource holds what can't be got back: see `stateful.ts`. */
  readonly stateful: boolean;
  readonly properties: readonly PropertyChange[];
  /** Inputs before, secrets hidden; undefined for a new resource. */
  readonly before: Readonly<Record<string, unknown>> | undefined;
  /** Inputs afterwards, secrets hidden, unknown ones as the engine writes them; undefined for one that goes. */
  readonly after: Readonly<Record<string, unknown>> | undefined;
}
