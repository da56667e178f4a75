import { isWsName, sameName } from "./dnsNames";
import { edgeOf, edgeTypes } from "./edges";
import { canBeProxied, zoneRecordOf, type ZoneRecord } from "./records";
import type { StackView } from "./stackView";
import type { StackSubject } from "./subject";
import { boundWsHostnames, generatedWsHostnames, isContainerApp, isWsApp } from "./wsApps";

type Records = ReadonlyMap<StackSubject, ZoneRecord>;

/** Why a record is one of ws, as far as it says so itself. */
export function ownWsEvidence({ name, comment, content }: ZoneRecord): string | undefined {
  if (typeof name === "string" && isWsName(name)) return "its name says that it is for ws";
  if (typeof comment === "string" && /^ftl-\S+ ws\b/i.test(comment)) {
    return "its comment says that it is for ws";
  }
  if (typeof content === "string" && isWsName(content)) return `it leads to ${content}`;
  return undefined;
}

/**
 * Every record of ws that can be proxied, and what serves a name of ws at the edge, with the reason in words: what says
 * so itself, and what others say it of.
 */
export function wsRecords(stack: StackView): Map<StackSubject, string> {
  return stack.once("records of ws", () => {
    const records = new Map([...stack.records].filter(([, record]) => canBeProxied(record)));
    for (const resource of stack.ofType(...edgeTypes)) {
      const edge = edgeOf(resource);
      if (edge !== undefined) records.set(resource, edge);
    }
    const evident = [...records].filter(([, record]) => ownWsEvidence(record) !== undefined);
    return relatedWsRecords(
      stack.resources,
      records,
      evident.map(([resource]) => resource),
    );
  });
}

/**
 * The records that belong to ws by what the rest of the stack says about them, each with the reason in words.
 *
 * @param records The records that can be proxied, by their resource.
 * @param evident The resources among them that say so themselves.
 */
function relatedWsRecords(
  resources: readonly StackSubject[],
  records: Records,
  evident: readonly StackSubject[],
): Map<StackSubject, string> {
  const found = new Map<StackSubject, string>(
    evident.map((resource) => [resource, "it says so itself"]),
  );
  const hostnames = wsHostnames(resources);
  addAliases(records, hostnames, found);
  addWay(records, found);
  return found;
}

/** Every name that leads to ws, with the reason. */
function wsHostnames(resources: readonly StackSubject[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const resource of resources) {
    for (const name of boundWsHostnames(resource)) names.set(name, "is bound to the ws app");
    for (const name of generatedWsHostnames(resource)) names.set(name, "is the ws app");
    const record = zoneRecordOf(resource);
    const proven = record === undefined ? undefined : provenHostname(record);
    if (proven !== undefined) names.set(proven, "is proven to Azure as a name of ws");
  }
  return names;
}

/** The name that an `asuid.` TXT record of ws proves: `live.example.com` of `asuid.live.example.com`. */
function provenHostname({ name, comment }: ZoneRecord): string | undefined {
  const isOfWs = typeof comment === "string" && /^ftl-\S+ ws\b/i.test(comment);
  const matched = typeof name === "string" && isOfWs ? /^asuid\.(.+)$/.exec(name) : null;
  return matched?.[1];
}

/** Adds what has a name of ws, and what points at one, however many aliases lie between. */
function addAliases(
  records: Records,
  hostnames: Map<string, string>,
  found: Map<StackSubject, string>,
): void {
  for (const resource of found.keys()) {
    const name = records.get(resource)?.name;
    if (typeof name === "string") hostnames.set(name, "is a record of ws");
  }
  let grew = true;
  while (grew) {
    grew = false;
    for (const [resource, record] of records) {
      const reason = found.has(resource) ? undefined : aliasReason(resource, record, hostnames);
      if (reason === undefined) continue;
      found.set(resource, reason);
      if (typeof record.name === "string") hostnames.set(record.name, "is a record of ws");
      grew = true;
    }
  }
}

function aliasReason(
  resource: StackSubject,
  { name, content }: ZoneRecord,
  hostnames: ReadonlyMap<string, string>,
): string | undefined {
  for (const [hostname, reason] of hostnames) {
    if (typeof name === "string" && sameName(name, hostname)) return `${hostname} ${reason}`;
    if (typeof content === "string" && sameName(content, hostname)) {
      return `it leads to ${hostname}, which ${reason}`;
    }
  }
  // Content that isn't known yet still says which app it will be computed from.
  const apps = (resource.propertyDependencies["content"] ?? []).filter(isContainerApp);
  if (apps.length > 0 && apps.every(isWsApp)) return "it leads to the ws app";
  return undefined;
}

/**
 * Adds what a ws record leads through: a DNS-only alias of a proxied name is answered with Cloudflare's
 * addresses. Other aliases of that name are none of ws's.
 */
function addWay(records: Records, found: Map<StackSubject, string>): void {
  const open = [...found.keys()];
  for (let current = open.pop(); current !== undefined; current = open.pop()) {
    const from = records.get(current);
    const content = from?.content;
    if (typeof content !== "string") continue;
    for (const [resource, { name }] of records) {
      if (found.has(resource) || typeof name !== "string" || !sameName(name, content)) continue;
      const origin = typeof from?.name === "string" ? from.name : "a record of ws";
      found.set(resource, `${origin}, which is a record of ws, leads through it`);
      open.push(resource);
    }
  }
}
