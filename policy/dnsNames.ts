/** A name as DNS compares it: lower case, without the root's dot. */
export function dnsName(text: string): string {
  return text.trim().toLowerCase().replace(/\.$/, "");
}

/**
 * A name with its zone's: `ws.example.com` of `ws`, `example.com` of `@`. Without the zone's name it is left as it is.
 */
export function absoluteName(name: string, zone: string | undefined): string {
  if (zone === undefined || name === zone || name.endsWith(`.${zone}`)) return name;
  return name === "@" ? zone : `${name}.${zone}`;
}

/**
 * What all names end with that aren't a single label: `example.com` of `ws.example.com` and `asuid.ws.example.com`.
 * Nothing where that is less than two labels.
 */
export function commonZone(names: readonly string[]): string | undefined {
  const reversed = names
    .map((name) => name.split(".").toReversed())
    .filter((labels) => labels.length > 1);
  const [first = []] = reversed;
  const end = first.findIndex((label, index) => reversed.some((one) => one[index] !== label));
  const shared = end === -1 ? first : first.slice(0, end);
  return shared.length < 2 ? undefined : shared.toReversed().join(".");
}

/** Whether a name looks like one that people register: `example.com`, `example.co.in`. */
export function isRegistrable(name: string): boolean {
  return /^[^.]+\.(?:(?:ac|co|com|edu|gov|net|org)\.[a-z]{2}|[^.]+)$/.test(name);
}

/**
 * Whether two names mean the same. Cloudflare takes a record's name with or without its zone, so `ws` matches
 * `ws.example.com`: without the zone's name the answer errs on the side of yes.
 */
export function sameName(one: string, other: string, zone?: string): boolean {
  if (zone !== undefined) return absoluteName(one, zone) === absoluteName(other, zone);
  return one === other || isRelativeOf(one, other) || isRelativeOf(other, one);
}

function isRelativeOf(short: string, full: string): boolean {
  return full.startsWith(`${short}.`) && full.slice(short.length + 1).includes(".");
}

/**
 * Whether a name says that it is for WebSockets: its first label is `ws`, alone or as a word between hyphens:
 * `ws`, `prd-ws`, `ws-eu`, `ws2`, `ftl-prd-ws--revision`, and `*.ws`.
 */
export function isWsName(name: string): boolean {
  const [label = ""] = name.split(".").filter((part) => part !== "*");
  const [withoutRevision = ""] = label.split("--");
  return /(?:^|-)ws\d*(?:-|$)/.test(withoutRevision);
}
