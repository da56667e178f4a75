/** Records that are made of `data`: their content is its parts in the order of zone files. */

import type { JsonObject } from "../json";

/** How a part of a record's data stands in its content. */
type Kind = "number" | "word" | "name" | "quoted" | "metres" | "rest";

/**
 * The parts of each type, by their names in the API.
 *
 * @see https://developers.cloudflare.com/api/resources/dns/subresources/records/methods/create/
 */
const parts: Readonly<Record<string, readonly (readonly [key: string, kind: Kind])[]>> = {
  // https://www.rfc-editor.org/rfc/rfc8659#section-4.1.1
  CAA: [
    ["flags", "number"],
    ["tag", "word"],
    ["value", "quoted"],
  ],
  // https://www.rfc-editor.org/rfc/rfc2782
  SRV: [
    ["priority", "number"],
    ["weight", "number"],
    ["port", "number"],
    ["target", "name"],
  ],
  // https://www.rfc-editor.org/rfc/rfc7553#section-4: the priority is a field of the record itself.
  URI: [
    ["weight", "number"],
    ["target", "quoted"],
  ],
  // https://www.rfc-editor.org/rfc/rfc6698#section-2.2
  TLSA: [
    ["usage", "number"],
    ["selector", "number"],
    ["matching_type", "number"],
    ["certificate", "word"],
  ],
  // https://www.rfc-editor.org/rfc/rfc4034#section-5.3
  DS: [
    ["key_tag", "number"],
    ["algorithm", "number"],
    ["digest_type", "number"],
    ["digest", "word"],
  ],
  // https://www.rfc-editor.org/rfc/rfc3403#section-4.1
  NAPTR: [
    ["order", "number"],
    ["preference", "number"],
    ["flags", "quoted"],
    ["service", "quoted"],
    ["regex", "quoted"],
    ["replacement", "name"],
  ],
  // https://www.rfc-editor.org/rfc/rfc1876#section-3
  LOC: [
    ["lat_degrees", "number"],
    ["lat_minutes", "number"],
    ["lat_seconds", "number"],
    ["lat_direction", "word"],
    ["long_degrees", "number"],
    ["long_minutes", "number"],
    ["long_seconds", "number"],
    ["long_direction", "word"],
    ["altitude", "metres"],
    ["size", "metres"],
    ["precision_horz", "metres"],
    ["precision_vert", "metres"],
  ],
  // https://www.rfc-editor.org/rfc/rfc9460#section-2.1
  HTTPS: [
    ["priority", "number"],
    ["target", "name"],
    ["value", "rest"],
  ],
  SVCB: [
    ["priority", "number"],
    ["target", "name"],
    ["value", "rest"],
  ],
};

/** Types that are made of `data`. */
export const dataTypes: ReadonlySet<string> = new Set(Object.keys(parts));

/** Types whose content is a host name. */
export const targetTypes: ReadonlySet<string> = new Set(["CNAME", "MX", "NS", "PTR"]);

/** Types whose priority is a field of the record itself. */
export const priorityTypes: ReadonlySet<string> = new Set(["MX", "URI"]);

/** What `data` of the type has to hold, and whether that is a number or a text. */
export function dataFields(type: string): { field: string; is: "number" | "string" }[] {
  return (parts[type] ?? []).map(([field, kind]) => ({
    field,
    is: kind === "number" || kind === "metres" ? "number" : "string",
  }));
}

/**
 * Content of a record that is made of data: `0 issue "digicert.com"`.
 *
 * @param writeName How a host name is written: zone files want a dot at its end.
 */
export function contentOf(
  type: string,
  data: JsonObject,
  writeName: (name: string) => string = (name) => name,
): string {
  const written = (parts[type] ?? []).map(([key, kind]) => {
    const value = data[key] ?? "";
    const text = typeof value === "object" ? JSON.stringify(value) : String(value);
    if (kind === "quoted") return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
    if (kind === "metres") return `${text}m`;
    return kind === "name" ? writeName(text) : text;
  });
  return written.join(" ").trimEnd();
}

/** A word of a zone file: as it is written, and what it says. */
export interface Word {
  readonly raw: string;
  readonly text: string;
}

/**
 * Data from the words of a zone file's record; parts that have no word are left out.
 *
 * @param readName What a host name in the file means.
 */
export function dataOf(
  type: string,
  words: readonly Word[],
  readName: (name: string) => string,
): JsonObject {
  const data: JsonObject = {};
  for (const [index, [key, kind]] of (parts[type] ?? []).entries()) {
    const word = words[index];
    if (kind === "rest") {
      data[key] = words
        .slice(index)
        .map(({ raw }) => raw)
        .join(" ");
    } else if (word !== undefined) {
      data[key] = valueOf(kind, word.text, readName);
    }
  }
  return data;
}

function valueOf(
  kind: Exclude<Kind, "rest">,
  text: string,
  readName: (name: string) => string,
): string | number {
  if (kind === "metres") return numberOf(text.replace(/m$/, ""));
  if (kind === "number") return numberOf(text);
  return kind === "name" ? readName(text) : text;
}

/** The number, or the text where it is none: the record's own rules refuse it then. */
function numberOf(text: string): string | number {
  return text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}
