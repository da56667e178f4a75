import { commonZone, dnsName, sameName } from "./dnsNames";
import { itemsAt, readText, type Text, textAt } from "./known";
import { zoneRecordOf, type ZoneRecord } from "./records";
import type { StackSubject, Subject } from "./subject";
import { isType, types, withoutVersion } from "./types";

/** A hostname that the ingress of an app takes, or that of a route. */
export interface Binding {
  /** @throws NotKnown when it isn't known yet. */
  readonly name: string;
  /** The entry of `customDomains`. */
  readonly domain: unknown;
}

/** All resources of a stack, found by what rules look for. Each index is made once, however many records there are. */
export class StackView {
  readonly resources: readonly StackSubject[];
  private readonly made = new Map<string, unknown>();

  constructor(resources: readonly StackSubject[]) {
    this.resources = resources;
  }

  /** The resources of any of the given types, in any API version. */
  ofType(...tokens: readonly string[]): StackSubject[] {
    const index = this.once("resources by type", () => {
      const byType = new Map<string, StackSubject[]>();
      for (const resource of this.resources) {
        const type = withoutVersion(resource.type);
        const others = byType.get(type);
        if (others === undefined) byType.set(type, [resource]);
        else others.push(resource);
      }
      return byType;
    });
    return tokens.flatMap((token) => index.get(token) ?? []);
  }

  /** Every resource that writes a name into a zone, with what it writes. */
  get records(): ReadonlyMap<StackSubject, ZoneRecord> {
    return this.once("records", () => {
      const found = new Map<StackSubject, ZoneRecord>();
      for (const resource of this.resources) {
        const record = zoneRecordOf(resource);
        if (record !== undefined) found.set(resource, record);
      }
      return found;
    });
  }

  /** The records of a name, given with or without its zone. Those whose name isn't known yet are none of them. */
  recordsNamed(name: string): (ZoneRecord & { readonly resource: StackSubject })[] {
    const index = this.once("records by name", () => {
      const byStart = new Map<string, (ZoneRecord & { readonly resource: StackSubject })[]>();
      for (const [resource, record] of this.records) {
        if (typeof record.name !== "string") continue;
        const start = startOf(record.name);
        const others = byStart.get(start);
        if (others === undefined) byStart.set(start, [{ ...record, resource }]);
        else others.push({ ...record, resource });
      }
      return byStart;
    });
    return (index.get(startOf(name)) ?? []).filter(
      (record) => typeof record.name === "string" && sameName(record.name, name),
    );
  }

  /** A zone's name, as far as its records tell: see {@link commonZone}. */
  zoneName(zoneId: Text): string | undefined {
    const names = this.once("zone names", () => {
      const byZone = new Map<Text, string[]>();
      for (const { zoneId: id, name } of this.records.values()) {
        if (typeof name !== "string") continue;
        const others = byZone.get(id);
        if (others === undefined) byZone.set(id, [name]);
        else others.push(name);
      }
      return new Map([...byZone].map(([id, all]) => [id, commonZone(all)]));
    });
    return names.get(zoneId);
  }

  /** Whether some record's name isn't known yet, so that a missing one may be there after all. */
  get hasUnknownRecordNames(): boolean {
    return [...this.records.values()].some(({ name }) => typeof name === "symbol");
  }

  /** The resources that take hostnames: apps, and routes that lead to apps. */
  get hosts(): StackSubject[] {
    return this.ofType(...hostTypes);
  }

  /** What the program says of itself: the outputs of the stack. */
  get outputs(): unknown {
    return this.ofType(types.stack)[0]?.props;
  }

  /** Makes something once for all who ask. */
  once<T>(key: string, make: () => T): T {
    if (!this.made.has(key)) this.made.set(key, make());
    return this.made.get(key) as T;
  }
}

/** Types that take hostnames. */
export const hostTypes = [types.containerApp, types.httpRouteConfig] as const;

/**
 * The hostnames of an app or a route.
 *
 * @throws NotKnown when they aren't known yet.
 */
export function bindingsOf({ type, props }: Pick<Subject, "type" | "props">): Binding[] {
  const group = isType(types.httpRouteConfig, type) ? "properties" : "configuration.ingress";
  return itemsAt(props, `${group}.customDomains`).map((domain) => ({
    get name() {
      return dnsName(textAt(domain, "name") ?? "");
    },
    domain,
  }));
}

/** Physical name: the input under its own key, or the output `name`. */
export function physicalName(props: unknown, inputName: string): string | undefined {
  const name = readText(props, inputName) ?? readText(props, "name");
  return typeof name === "string" && name !== "" ? name : undefined;
}

/** The beginning that a name has with and without its zone. */
function startOf(name: string): string {
  const [first = "", second = ""] = name.split(".");
  return first === "asuid" ? `${first}.${second}` : first;
}
