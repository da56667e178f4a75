import { absoluteName, dnsName } from "./dnsNames";
import { mapText, read, readList, readText, type Text, unknownValue } from "./known";
import type { Subject } from "./subject";
import { types, withoutVersion } from "./types";

/** What rules need of a resource that puts a name into a zone. */
export interface ZoneRecord {
  readonly urn: string;
  /** Zone that it is written into, as Cloudflare numbers it; one word for all of Azure DNS, whose names are whole. */
  readonly zoneId: Text;
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
  switch (withoutVersion(type)) {
    case types.dnsRecord:
    case types.legacyRecord:
      return {
        urn,
        zoneId: readText(props, "zoneId"),
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
        zoneId: readText(props, "zoneId"),
        kind: "load balancer",
        name: mapText(readText(props, "name"), dnsName),
        content: undefined,
        comment: readText(props, "description"),
        proxied: read(props, "proxied") ?? undefined,
      };
    case types.spectrumApplication:
      return {
        urn,
        zoneId: readText(props, "zoneId"),
        kind: "Spectrum application",
        name: mapText(readText(props, "dns", "name"), dnsName),
        content: mapText(readText(props, "originDns", "name"), dnsName),
        comment: undefined,
        // Its record leads to the edge: https://developers.cloudflare.com/spectrum/about/how-spectrum-works/
        proxied: true,
      };
    case types.azureRecordSet:
      return {
        urn,
        zoneId: "Azure DNS",
        kind: azureKind(props),
        name: azureName(props),
        content: azureContent(props),
        comment: readText(props, "metadata", "comment"),
        // Azure DNS has no proxy.
        proxied: false,
      };
    case types.workerDomain:
    case types.workersCustomDomain:
      return {
        urn,
        zoneId: readText(props, "zoneId"),
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

/** Whether two things may be of one zone: an id that is left out or isn't known yet could be any. */
export function mayShareZone(one: Text, other: Text): boolean {
  return typeof one !== "string" || typeof other !== "string" || one === other;
}

/** DNS type of an Azure record set; a deployed one says `Microsoft.Network/dnszones/CNAME`. */
function azureKind(props: unknown): Text {
  return mapText(readText(props, "recordType") ?? readText(props, "type"), (type) =>
    (type.split("/").at(-1) ?? "").toUpperCase(),
  );
}

/** Whole name of an Azure record set, as it is deployed or as it is asked for. */
function azureName(props: unknown): Text {
  const fqdn = readText(props, "fqdn");
  if (typeof fqdn === "string") return dnsName(fqdn);
  const name = readText(props, "relativeRecordSetName") ?? readText(props, "name");
  const zone = readText(props, "zoneName");
  if (name === unknownValue || zone === unknownValue) return unknownValue;
  return absoluteName(dnsName(name ?? "@"), zone && dnsName(zone));
}

/** What an Azure record set says: its one target, its first address or its first text. */
function azureContent(props: unknown): Text {
  const [address] = readList(props, "aRecords");
  const [wideAddress] = readList(props, "aaaaRecords");
  const [text] = readList(props, "txtRecords");
  const content =
    readText(props, "cnameRecord", "cname") ??
    readText(address, "ipv4Address") ??
    readText(wideAddress, "ipv6Address") ??
    readText(text, "value", "0");
  return mapText(content, dnsName);
}
