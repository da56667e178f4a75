/** A resource as the engine's state has it; its dependencies come before it. */
export interface StateResource {
  readonly urn: string;
  /** Pulumi type token. */
  readonly type: string;
  readonly custom: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly parent?: string;
  readonly dependencies?: readonly string[];
  /** By input property, the resources whose outputs are in it. */
  readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
  readonly deletedWith?: string;
}

/** A resource on a path. */
export interface Step {
  readonly resource: StateResource;
  /** How long its creation takes. */
  readonly seconds: number;
  /** From the beginning until it is there. */
  readonly doneAfterSeconds: number;
  /** Why it waits for the step before: the input properties that need it, or the option. */
  readonly waitsBy: string;
}

/**
 * The chain of resources, each waiting for the one before, that takes longest to create: no engine is done sooner,
 * however many resources it creates at once.
 *
 * @param resources In the order of the engine's state.
 * @param secondsOf How long the creation of one takes.
 */
export function longestPath(
  resources: readonly StateResource[],
  secondsOf: (resource: StateResource) => number,
): Step[] {
  const done = new Map<string, Step & { readonly before: string | undefined }>();
  for (const resource of resources) {
    const before = last([...awaited(resource)].map((urn) => [urn, finish(done, urn)]));
    const seconds = secondsOf(resource);
    done.set(resource.urn, {
      resource,
      seconds,
      doneAfterSeconds: (before?.[1] ?? 0) + seconds,
      waitsBy: before === undefined ? "" : reason(resource, before[0]),
      before: before?.[0],
    });
  }
  const path: Step[] = [];
  let urn = last([...done].map(([key, step]) => [key, step.doneAfterSeconds]))?.[0];
  while (urn !== undefined) {
    const step = done.get(urn)!;
    path.unshift(step);
    urn = step.before;
  }
  return path;
}

/** What a resource waits for before the engine creates it. */
function awaited({
  parent,
  deletedWith,
  dependencies = [],
  propertyDependencies = {},
}: StateResource): Set<string> {
  const options = [parent, deletedWith].filter((urn) => urn !== undefined && urn !== "");
  return new Set([
    ...(options as string[]),
    ...dependencies,
    ...Object.values(propertyDependencies).flatMap((urns) => urns ?? []),
  ]);
}

function reason({ propertyDependencies = {}, parent }: StateResource, urn: string): string {
  const properties = Object.keys(propertyDependencies).filter((property) =>
    propertyDependencies[property]?.includes(urn),
  );
  if (properties.length > 0) return properties.join(", ");
  return urn === parent ? "parent" : "dependsOn";
}

function finish(done: ReadonlyMap<string, Step>, urn: string): number {
  const step = done.get(urn);
  if (step === undefined) throw new Error(`${urn} comes after what waits for it`);
  return step.doneAfterSeconds;
}

/** The entry that is done last; the first of those that are done at once. */
function last(entries: [urn: string, seconds: number][]): [string, number] | undefined {
  return entries.reduce<[string, number] | undefined>(
    (latest, entry) => (latest !== undefined && latest[1] >= entry[1] ? latest : entry),
    undefined,
  );
}
