import { azureNativeId, localSubscriptionId } from "../../local-cloud";
import { types } from "../../policy/types";
import { call } from "../certificate/cloudflareApi";
import { pinnedAccount } from "../guards/accountGuard";
import { unquoted } from "../guards/zoneRecord";
import type { Place } from "../place";
import { Refusal } from "../refusal";

/** A resource in an export of a state. */
export interface ExportedResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly custom?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
}

/** An operation that an engine had begun when it was killed. */
export interface PendingOperation {
  /** `creating`, `updating`, … */
  readonly type: string;
  readonly resource: ExportedResource;
}

/** What `pulumi stack export` says of a deployment, as far as it is read here. */
export interface StateExport {
  readonly resources?: readonly ExportedResource[] | null;
  readonly pending_operations?: readonly PendingOperation[] | null;
}

/**
 * The ids by which the resources can be looked for that were being made: the one that the provider gave, or the one
 * that it would have given. What lives nowhere but in the state has none.
 *
 * @returns URN and id of each.
 */
export async function pendingIds(
  place: Place,
  stack: string,
  state: StateExport,
): Promise<[urn: string, id: string][]> {
  const creating = (state.pending_operations ?? [])
    .filter(({ type }) => type === "creating")
    .map(({ resource }) => resource)
    .filter(({ custom }) => custom === true);
  const ids: [string, string][] = [];
  for (const resource of creating) {
    const id =
      resource.id || (await expectedId(place, resource, () => subscription(place, stack, state)));
    if (id !== undefined) ids.push([resource.urn, id]);
  }
  return ids;
}

async function expectedId(
  place: Place,
  { type, inputs = {} }: ExportedResource,
  subscriptionId: () => string,
): Promise<string | undefined> {
  if (type.startsWith("azure-native:")) {
    return azureNativeId(type, subscriptionId(), inputs as Parameters<typeof azureNativeId>[2]);
  }
  return type === types.dnsRecord ? recordId(place, inputs) : undefined;
}

/** The subscription of what is there already, else the one that is pinned. */
function subscription({ kind }: Place, stack: string, { resources }: StateExport): string {
  for (const { id } of resources ?? []) {
    const [, found] = /^\/subscriptions\/([0-9a-f-]{36})\//i.exec(id ?? "") ?? [];
    if (found !== undefined) return found;
  }
  const pinned = pinnedAccount(stack).subscriptionId;
  if (pinned !== undefined) return pinned;
  if (kind === "local") return localSubscriptionId;
  throw new Refusal(
    `In which subscription ${stack} is can't be told. Pin it: pulumi config set --stack ${stack} azure-native:subscriptionId <id>`,
  );
}

/** A record, as the local cloud and Cloudflare's API have it. */
interface ZoneRecord {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly content?: string | undefined;
  readonly data?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * A record is found by what it says, since its id is made up.
 *
 * @throws Refusal when several say the same: which is the stack's can't be told.
 */
async function recordId(
  { local, environment }: Place,
  inputs: Readonly<Record<string, unknown>>,
): Promise<string | undefined> {
  const { zoneId, name, type } = inputs;
  let records: readonly ZoneRecord[];
  if (local === undefined) {
    records = await call<ZoneRecord[]>(
      { token: environment["CLOUDFLARE_API_TOKEN"] ?? "" },
      "GET",
      `/zones/${String(zoneId)}/dns_records?name=${String(name)}&type=${String(type)}`,
    );
  } else if (local.cloud === undefined) {
    throw new Refusal(
      "A killed update was making DNS records, which can't be looked for in a local cloud that another process runs: end 'ftl local serve' first.",
    );
  } else {
    records = local.cloud.cloudflare.records(String(zoneId));
  }
  const found = records.filter((record) => says(record, inputs));
  if (found.length <= 1) return found[0]?.id;
  throw new Refusal(
    `Several ${String(type)} records of ${String(name)} say what a killed update was writing. Remove those that aren't the stack's at Cloudflare, and try again.`,
  );
}

function says(
  record: ZoneRecord,
  { name, type, content, data }: Readonly<Record<string, unknown>>,
) {
  if (record.name !== name || record.type !== type) return false;
  if (typeof content === "string") return unquoted(record.content ?? "") === unquoted(content);
  return Object.entries((data ?? {}) as Record<string, unknown>).every(
    ([key, value]) => String(record.data?.[key]) === String(value),
  );
}
