import { dnsName } from "./dnsNames";
import { mapText, readText, type Text } from "./known";
import type { ZoneRecord } from "./records";
import type { Subject } from "./subject";
import { types } from "./types";

/** Types that put a name behind Cloudflare's proxy without writing a record of it. */
export const edgeTypes = [types.pagesDomain, types.workersRoute] as const;

/**
 * What serves a name at Cloudflare's edge, beside a record that another resource writes.
 *
 * @see https://www.pulumi.com/registry/packages/cloudflare/api-docs/pagesdomain/
 * @see https://developers.cloudflare.com/workers/configuration/routing/routes/
 */
export function edgeOf({
  type,
  urn,
  props,
}: Pick<Subject, "type" | "urn" | "props">): ZoneRecord | undefined {
  const edge: Omit<ZoneRecord, "kind" | "name"> = {
    urn,
    zoneId: readText(props, "zoneId"),
    content: undefined,
    comment: undefined,
    proxied: true,
  };
  switch (type) {
    case types.pagesDomain:
      return { ...edge, kind: "Pages domain", name: mapText(readText(props, "name"), dnsName) };
    case types.workersRoute:
      // A route without a script keeps Workers away.
      if (readText(props, "script") === undefined) return undefined;
      return { ...edge, kind: "Worker route", name: hostOf(readText(props, "pattern")) };
    default:
      return undefined;
  }
}

/** The host of a route's pattern: `ws.example.com` of `*ws.example.com/*`. */
function hostOf(pattern: Text): Text {
  return mapText(pattern, (text) => {
    const [host = ""] = text.replace(/^[^/]*:\/\//, "").split("/");
    return dnsName(host.replace(/^\*(?=[^.])/, ""));
  });
}
