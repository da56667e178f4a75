/** An event of `pulumi up --json`, as far as it is read here. */
interface EngineEvent {
  readonly resourcePreEvent?: {
    readonly metadata: {
      readonly op: string;
      readonly urn: string;
      /** By property path. */
      readonly detailedDiff: Readonly<Record<string, unknown>> | null;
    };
  };
}

/**
 * What an update did: `<operation> <logical name>: <property paths>`, sorted, without what stays the same and without
 * the stack itself.
 *
 * @param output What `pulumi up --json` printed: one event a line.
 */
export function changesIn(output: string): string[] {
  return output
    .trim()
    .split("\n")
    .flatMap((line) => {
      const { resourcePreEvent } = JSON.parse(line) as EngineEvent;
      if (resourcePreEvent === undefined) return [];
      const { op, urn, detailedDiff } = resourcePreEvent.metadata;
      if (op === "same" || op === "read" || urn.includes("::pulumi:")) return [];
      const paths = Object.keys(detailedDiff ?? {}).sort();
      return [`${op} ${urn.split("::").at(-1)!}${paths.length > 0 ? `: ${paths.join(", ")}` : ""}`];
    })
    .sort();
}
