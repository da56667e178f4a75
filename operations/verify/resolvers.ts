import type { RecordType, Resolution } from "./vantage";

/** Asks one DNS server. */
export type Resolver = (name: string, type: RecordType) => Promise<Resolution>;

/**
 * Asks public resolvers one after the other until one tells; where a network lets nobody ask those, its own, and the
 * silent ones are waited for but once.
 *
 * Its own are not asked what a public one fails at: such a zone is broken for whoever validates, and a resolver that
 * doesn't would hide it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4035#section-5.5
 */
export function publicFirst(publicOnes: readonly Resolver[], own: readonly Resolver[]): Resolver {
  const silent = new Set<Resolver>();
  const told = new Set<Resolver>();
  return async (name, type) => {
    const unknown: string[] = [];
    const ask = async (resolvers: readonly Resolver[]) => {
      for (const resolve of resolvers) {
        const found = await resolve(name, type);
        if (!("unknown" in found)) {
          told.add(resolve);
          silent.delete(resolve);
          return found;
        }
        if (found.isFailure !== true && !told.has(resolve)) silent.add(resolve);
        unknown.push(found.unknown);
        failed ||= found.isFailure === true;
      }
      return undefined;
    };
    let failed = false;
    const found = await ask(publicOnes.filter((one) => !silent.has(one)));
    if (found !== undefined) return found;
    const ofOwn = failed ? undefined : await ask(own);
    if (ofOwn !== undefined) return ofOwn;
    return { unknown: unknown.join("; ") || "no resolver answers", isFailure: failed };
  };
}
