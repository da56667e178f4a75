import { createHash, randomBytes } from "node:crypto";
import { clone, isObject, overlay, type JsonObject } from "../json";
import type { Clock } from "../clock";
import type { StateStore } from "../state/stateStore";
import { CloudflareError } from "./cloudflareError";
import type { CloudflareState, DnsRecord, Zone } from "./cloudflareState";
import { checkNeighbours, checkRecord } from "./recordRules";
import { checkSetting, defaultOf } from "./zoneSettings";

/** What a client says of a record; the API's field names. */
export interface RecordInput {
  readonly name: string;
  readonly type: string;
  readonly ttl?: number;
  readonly content?: string;
  readonly data?: JsonObject;
  readonly proxied?: boolean;
  readonly comment?: string;
  readonly tags?: string[];
  readonly priority?: number;
  /** `flatten_cname`, `ipv4_only`, `ipv6_only`. */
  readonly settings?: JsonObject;
}

/**
 * The Cloudflare account: zones, their records and settings. What changes is acknowledged when the returned
 * promise resolves: it is on disk then.
 *
 * @throws CloudflareError from every method, with the API's status, code and message.
 */
export class Cloudflare {
  private readonly store: StateStore;
  private readonly clock: Clock;

  constructor(store: StateStore, clock: Clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Makes sure that the account has this zone. */
  async addZone(name: string): Promise<Zone> {
    const existing = this.findZone(name);
    if (existing !== undefined) return existing;
    const zone = { id: hexId(name), name: name.toLowerCase(), created: this.now() };
    this.state.zones[zone.id] = zone;
    await this.store.commit();
    return zone;
  }

  zones(): Zone[] {
    return Object.values(this.state.zones);
  }

  findZone(name: string): Zone | undefined {
    return this.zones().find((zone) => zone.name === name.toLowerCase());
  }

  zone(id: string): Zone {
    const zone = this.state.zones[id];
    if (zone === undefined)
      throw new CloudflareError(404, 7003, `Could not route to /zones/${id}.`);
    return zone;
  }

  records(zoneId: string): DnsRecord[] {
    return Object.values(this.state.records).filter((record) => record.zoneId === zoneId);
  }

  record(zoneId: string, id: string): DnsRecord {
    this.zone(zoneId);
    const record = this.state.records[id];
    if (record === undefined || record.zoneId !== zoneId) {
      throw new CloudflareError(404, 81_044, "Record does not exist.");
    }
    return record;
  }

  async createRecord(zoneId: string, input: RecordInput): Promise<DnsRecord> {
    const record = this.shape(
      this.zone(zoneId),
      input,
      randomBytes(16).toString("hex"),
      this.now(),
    );
    return this.keep(record);
  }

  /** Overwrites a record, as `PUT` does: what the input leaves out goes back to its default. */
  async overwriteRecord(zoneId: string, id: string, input: RecordInput): Promise<DnsRecord> {
    const existing = this.record(zoneId, id);
    return this.keep(this.shape(this.zone(zoneId), input, id, existing.created));
  }

  /** Changes what the input names, as `PATCH` does. */
  async editRecord(zoneId: string, id: string, input: Partial<RecordInput>): Promise<DnsRecord> {
    const { content, data, ...existing } = this.record(zoneId, id);
    // A record is made of one or the other: what is new takes the place of both.
    const kept = input.content === undefined && input.data === undefined ? { content, data } : {};
    return this.overwriteRecord(zoneId, id, { ...existing, ...kept, ...input });
  }

  async deleteRecord(zoneId: string, id: string): Promise<void> {
    this.record(zoneId, id);
    delete this.state.records[id];
    await this.store.commit();
  }

  setting(zoneId: string, id: string): JsonObject {
    this.zone(zoneId);
    const stored = this.state.settings[`${zoneId}/${id}`];
    if (stored !== undefined) return clone(stored);
    return { id, value: defaultOf(id), editable: true, modified_on: null };
  }

  async setSetting(zoneId: string, id: string, value: JsonObject[string]): Promise<JsonObject> {
    checkSetting(id, value);
    const setting = overlay(this.setting(zoneId, id), { value, modified_on: this.now() });
    this.state.settings[`${zoneId}/${id}`] = setting;
    await this.store.commit();
    return clone(setting);
  }

  /** The signed certificates of the Origin CA, by id. */
  get originCertificates(): CloudflareState["originCertificates"] {
    return this.state.originCertificates;
  }

  private async keep(record: DnsRecord): Promise<DnsRecord> {
    checkRecord(record);
    checkNeighbours(record, this.records(record.zoneId));
    this.state.records[record.id] = record;
    await this.store.commit();
    return record;
  }

  private shape(zone: Zone, input: RecordInput, id: string, created: string): DnsRecord {
    const proxied = input.proxied ?? false;
    const { data } = input;
    const type = input.type.toUpperCase();
    const content = input.content ?? (isObject(data) ? contentOf(data) : "");
    const settings = clone(input.settings ?? {});
    // Proxied names are flattened anyway; the API drops the setting without a word.
    // https://github.com/StackExchange/dnscontrol/pull/4026
    if (proxied) delete settings.flatten_cname;
    return {
      id,
      zoneId: zone.id,
      name: qualified(input.name, zone.name),
      type,
      content: targetTypes.has(type) ? content.toLowerCase().replace(/\.$/, "") : content,
      ...(isObject(data) ? { data: clone(data) } : {}),
      // A proxied name's time to live is Cloudflare's own affair; the API answers 1 whatever it was sent.
      // https://github.com/cloudflare/terraform-provider-cloudflare/issues/126
      ttl: proxied ? 1 : (input.ttl ?? 1),
      proxied,
      ...(input.comment === undefined ? {} : { comment: input.comment }),
      tags: [...(input.tags ?? [])],
      ...(input.priority === undefined ? {} : { priority: input.priority }),
      settings,
      created,
      modified: this.now(),
    };
  }

  private get state(): CloudflareState {
    return this.store.state.cloudflare;
  }

  private now(): string {
    return this.clock.now().toISOString();
  }
}

/** `api` and `api.example.com` are one name in the zone `example.com`; `@` is the zone's own. */
export function qualified(name: string, zone: string): string {
  const lower = name.toLowerCase().replace(/\.$/, "");
  if (lower === "@" || lower === zone) return zone;
  return lower.endsWith(`.${zone}`) ? lower : `${lower}.${zone}`;
}

/** Types whose content is a host name. */
const targetTypes = new Set(["CNAME", "MX", "NS", "PTR"]);

/** `0 issue "digicert.com"` */
function contentOf(data: JsonObject): string {
  const { flags = 0, tag = "", value = "" } = data;
  return `${JSON.stringify(flags)} ${typeof tag === "string" ? tag : ""} ${JSON.stringify(value)}`;
}

/** Zone ids are the same on every machine, so that examples in documents hold. */
function hexId(name: string): string {
  return createHash("sha256").update(`zone ${name.toLowerCase()}`).digest("hex").slice(0, 32);
}
