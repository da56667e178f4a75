/** The parts of a property path of Pulumi's: `a.b[0]["c.d"]`. @see https://www.pulumi.com/docs/iac/concepts/property-paths/ */
export function partsOf(path: string): (string | number)[] {
  return [...path.matchAll(/\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|([^.[\]]+)/g)].map(
    ([, index, quoted, name]) =>
      index === undefined ? (name ?? quoted!.replaceAll(/\\(.)/g, "$1")) : Number(index),
  );
}

/** What stands at a property path, or undefined when there is nothing. */
export function valueAt(value: unknown, path: string): unknown {
  let found = value;
  for (const part of partsOf(path)) {
    if (typeof found !== "object" || found === null) return undefined;
    found = (found as Record<string | number, unknown>)[part];
  }
  return found;
}
