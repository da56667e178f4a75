/** A name as DNS compares it: lower case, without the root's dot. */
export function dnsName(text: string): string {
  return text.trim().toLowerCase().replace(/\.$/, "");
}

/**
 * Whether two names mean the same. Cloudflare takes a record's name with or without its zone, so `ws` matches
 * `ws.example.com`: without the zone's name the answer errs on the side of yes.
 */
export function sameName(one: string, other: string): boolean {
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
