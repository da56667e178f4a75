import { dnsName } from "./dnsNames";
import { read, readText, unknownValue, type Text } from "./known";
import type { Subject } from "./subject";
import { types } from "./types";

/** What rules need of a resource that puts a name into a Cloudflare zone. */
export interface ZoneRecord {
  readonly urn: string;
  /** DNS type in capitals, or what Cloudflare calls the thing that stands for one. */
  readonly kind: Text;
  readonly name: Text;
  readonly content: Text;
  readonly comment: Text;
  /** As given: `undefined` when it is left out. */
  readonly proxied: unknown;
}

/** DNS types that Cloudflare can proxy. @see https://developers.cloudflare.com/dns/proxy-status/ */
const proxiedKinds = ["A", "AAAA", "CNAME"];

/** The record that a resource writes, or nothing for a resource that writes none. */
export function zoneRecordOf({
  type,
  urn,
  props,
}: Pick<Subject, "type" | "urn" | "props">): ZoneRecord | undefined {
  switch (type) {
    case types.dnsRecord:
    case types.legacyRecord:
      return {
        urn,
        kind: mapText(readText(props, "type"), (kind) => kind.toUpperCase()),
        name: mapText(readText(props, "name"), dnsName),
        // `value` is what version 5 called the content.
        content: mapText(readText(props, "content") ?? readText(props, "value"), dnsName),
        comment: readText(props, "comment"),
        proxied: read(props, "proxied") ?? undefined,
      };
    case types.loadBalancer:
      return {
        urn,
        kind: "load balancer",
        name: mapText(readText(props, "name"), dnsName),
        content: undefined,
        comment: readText(props, "description"),
        proxied: read(props, "proxied") ?? undefined,
      };
    case types.workersCustomDomain:
      return {
        urn,
        kind: "Worker custom domain",
        name: mapText(readText(props, "hostname"), dnsName),
        content: undefined,
        comment: undefined,
        // Its record has no other form: https://developers.cloudflare.com/workers/configuration/routing/custom-domains/
        proxied: true,
      };
    default:
      return undefined;
  }
}

/** Whether the record could be proxied at all: a TXT can't. An unknown type could be one that can. */
export function canBeProxied({ kind }: ZoneRecord): boolean {
  if (typeof kind !== "string") return true;
  return !/^[A-Z]+$/.test(kind) || proxiedKinds.includes(kind);
}

function mapText(text: Text, change: (text: string) => string): Text {
  return text === undefined || text === unknownValue ? text : change(text);
}
