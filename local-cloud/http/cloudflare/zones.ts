/** Zones and their settings. */

import type { Cloudflare } from "../../cloudflare/cloudflare";
import type { Zone } from "../../cloudflare/cloudflareState";
import { nameServers } from "../../cloudflare/nameServers";
import type { JsonObject } from "../../json";
import { filtered, ordered, paged } from "./listing";
import { bodyOf, type Handler, invalidBody } from "./reply";

/** @see https://developers.cloudflare.com/api/resources/zones/methods/list/ */
export const listZones: Handler = ({ account, query }) => {
  const filters = [...query].flatMap(([key, wanted]) => {
    const read = Object.hasOwn(filterable, key) ? filterable[key] : undefined;
    return read === undefined ? [] : [(zone: Zone) => matches(read(zone, account), wanted)];
  });
  const keys = Object.fromEntries(
    Object.entries(filterable).map(([key, read]) => [key, (zone: Zone) => read(zone, account)]),
  );
  const found = ordered(filtered(account.zones(), filters, query), keys, query);
  return paged(
    found.map((zone) => zoneBody(zone, account)),
    { usual: 20, least: 5, most: 50 },
    query,
  );
};

/** @see https://developers.cloudflare.com/api/resources/zones/methods/get/ */
export const getZone: Handler = ({ account, path }) => ({
  result: zoneBody(account.zone(path.zone!), account),
});

/** @see https://developers.cloudflare.com/api/resources/zones/subresources/settings/ */
export const listSettings: Handler = ({ account, path }) => ({
  result: account.settings(path.zone!),
});

export const getSetting: Handler = ({ account, path }) => ({
  result: account.setting(path.zone!, path.setting!),
});

export const editSetting: Handler = async (call) => {
  const { value } = bodyOf(call);
  if (value === undefined) throw invalidBody();
  return { result: await call.account.setSetting(call.path.zone!, call.path.setting!, value) };
};

const accountName = "Local cloud";

/** What zones can be filtered and ordered by. */
const filterable: Readonly<Record<string, (zone: Zone, account: Cloudflare) => string>> = {
  name: ({ name }) => name,
  status: () => "active",
  type: () => "full",
  "account.id": (_zone, { id }) => id,
  "account.name": () => accountName,
};

const operators: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
  equal: (value, wanted) => value === wanted,
  not_equal: (value, wanted) => value !== wanted,
  starts_with: (value, wanted) => value.startsWith(wanted),
  ends_with: (value, wanted) => value.endsWith(wanted),
  contains: (value, wanted) => value.includes(wanted),
};

/** `example.com`, or with an operator `contains:example`. */
function matches(value: string, filter: string): boolean {
  const [, name = "equal", wanted = filter] =
    /^(\w+?)(?:_case_sensitive)?:(.*)$/.exec(filter) ?? [];
  const exact = /^\w+_case_sensitive:/.test(filter);
  const apply = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (apply === undefined) return false;
  return exact ? apply(value, wanted) : apply(value.toLowerCase(), wanted.toLowerCase());
}

/** The plan is one that has what the local cloud models: tags, and CNAME flattening everywhere. */
const plan: JsonObject = {
  id: "1ac039f6c29b691475c3d74fe588d1ae",
  name: "Pro Website",
  price: 20,
  currency: "USD",
  frequency: "monthly",
  is_subscribed: true,
  can_subscribe: false,
  legacy_id: "pro",
  legacy_discount: false,
  externally_managed: false,
};

function zoneBody(zone: Zone, account: Cloudflare): JsonObject {
  return {
    id: zone.id,
    name: zone.name,
    status: "active",
    paused: false,
    type: "full",
    development_mode: 0,
    name_servers: [...nameServers],
    original_name_servers: null,
    original_registrar: null,
    original_dnshost: null,
    modified_on: zone.created,
    created_on: zone.created,
    activated_on: zone.created,
    meta: { step: 2, custom_certificate_quota: 1, page_rule_quota: 20, phishing_detected: false },
    owner: { id: null, type: "user", email: null },
    account: { id: account.id, name: accountName },
    permissions: [],
    plan: { ...plan },
  };
}
