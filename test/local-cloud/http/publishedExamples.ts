import fs from "node:fs";
import path from "node:path";
import type { Json, JsonObject } from "../../../local-cloud/json";

/** One of Microsoft's examples of a request and its answers. */
export interface PublishedExample {
  /** `ContainerApps_CreateOrUpdate`. */
  readonly operation: string;
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  readonly path: string;
  readonly apiVersion: string;
  /** Where it was published. */
  readonly source: string;
  readonly body?: JsonObject;
  /** Names of the headers that are shown for each status. */
  readonly statuses: Readonly<Record<string, readonly string[]>>;
  /** The body of an answer; that to a create where there are several. */
  readonly answer?: Json;
}

/** Every published example in `contracts/`, and the name that this suite gives it. */
export function publishedExamples(): (PublishedExample & { readonly name: string })[] {
  const folder = path.join(__dirname, "contracts");
  const seen = new Map<string, number>();
  return fs
    .readdirSync(folder)
    .toSorted()
    .flatMap(
      (file) => JSON.parse(fs.readFileSync(path.join(folder, file), "utf8")) as PublishedExample[],
    )
    .map((example) => {
      const name = `${example.operation} ${example.apiVersion}`;
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      return { ...example, name: count === 1 ? name : `${name} (${count})` };
    });
}

/** Objects whose keys are data: names of tags, ids of identities. */
const maps = new Set(["tags", "userAssignedIdentities", "webhookProperties"]);

/** The shape of a body: every path with the kind of what stands there. Nulls stand for anything. */
export function shapeOf(value: Json | undefined, at = ""): Map<string, string> {
  if (value === undefined) return new Map();
  if (Array.isArray(value)) {
    const items = value.map((item) => shapeOf(item, `${at}[]`));
    return new Map([[at, "list"], ...items.flatMap((item) => [...item])]);
  }
  if (typeof value !== "object" || value === null) {
    return new Map([[at === "" ? "body" : at, value === null ? "null" : typeof value]]);
  }
  const isMap = maps.has(at.split(".").at(-1)!);
  const entries = Object.entries(value).flatMap(([key, item]) => [
    ...shapeOf(item, at === "" ? key : `${at}.${isMap ? "*" : key}`),
  ]);
  return new Map([...(at === "" ? [] : [[at, "object"] as const]), ...entries]);
}

/**
 * How one shape differs from the published one: `-path` is missing, `+path` is there besides, `~path` is of another
 * kind. What lies below a path that differs is not named again.
 *
 * @param written What a client wrote before: the examples seldom show all of it again, and a service does.
 */
export function differences(
  published: Json | undefined,
  answered: Json | undefined,
  written: JsonObject,
): string[] {
  const known = shapeOf(written);
  const wanted = shapeOf(published);
  const found = shapeOf(answered);
  const differing = [...new Set([...wanted.keys(), ...found.keys()])].flatMap((key) => {
    const [one, other] = [wanted.get(key), found.get(key)];
    if (one === other || one === "null" || other === "null") return [];
    if (other === undefined) return [`-${key}`];
    if (one !== undefined) return [`~${key}`];
    return known.has(key.replace(/^value\[\]\./, "")) ? [] : [`+${key}`];
  });
  const isBelow = (key: string, above: string) =>
    key[0] === above[0] && /^[.[]/.test(key.slice(above.length)) && key.startsWith(above);
  return differing.filter((key) => !differing.some((above) => isBelow(key, above))).toSorted();
}
