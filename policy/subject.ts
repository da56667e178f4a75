/** A resource as a rule sees it on its own: with its inputs before it is written, with its outputs after. */
export interface Subject {
  readonly type: string;
  readonly urn: string;
  /** Logical name. */
  readonly name: string;
  readonly props: unknown;
  readonly opts: { readonly protect: boolean };
}

/** A resource among all others of its stack. */
export interface StackSubject extends Subject {
  /** The resources that a top-level property is computed from. */
  readonly propertyDependencies: Readonly<Record<string, readonly StackSubject[]>>;
}

/** The stack of a resource: `prd` of `urn:pulumi:prd::ftl::…`. */
export function stackOf({ urn }: { readonly urn: string }): string {
  return urn.split(":")[2] ?? "";
}
