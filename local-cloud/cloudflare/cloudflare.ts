import { createHash, randomBytes } from "node:crypto";
import { clone, isObject, overlay, type JsonObject } from "../json";
import type { Clock } from "../clock";
import type { StateStore } from "../state/stateStore";
import { CloudflareError } from "./cloudflareError";
import type { CloudflareState, DnsRecord, Zone } from "./cloudflareState";
import { OriginCa } from "./originCa";
import { contentOf, dataTypes, priorityTypes, targetTypes } from "./recordContent";
import { checkNeighbours, checkRecord } from "./recordRules";
import { readRecords, writeZoneFile } from "./zoneFile";
import { checkSetting, defaultOf, settingIds } from "./zoneSettings";

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

/** A change of one record, named by its id. */
export type RecordChange = Partial<RecordInput> & { readonly id: string };

/** Changes that are made together, in this order. */
export interface RecordBatch {
  readonly deletes?: readonly { readonly id: string }[];
  readonly patches?: readonly RecordChange[];
  readonly puts?: readonly (RecordInput & { readonly id: string })[];
  readonly posts?: readonly RecordInput[];
}

/** The records that a batch changed; of those deleted, what they were. */
export type BatchResult = Readonly<Record<keyof RecordBatch, readonly DnsRecord[]>>;

/** What came of a zone file. */
export interface ImportResult {
  readonly added: readonly DnsRecord[];
  /** How many records the file has. */
  readonly parsed: number;
  /** Why the others were not added. */
  readonly refused: readonly { readonly name: string; readonly error: CloudflareError }[];
}

/**
 * The Cloudflare account: zones, their records and settings. What changes is acknowledged when the returned
 * promise resolves: it is on disk then.
 *
 * @throws CloudflareError from every method, with the API's status, code and message.
 */
export class Cloudflare {
  /** Its id. The same on every machine. */
  readonly id = hexId("account");
  readonly originCa: OriginCa;
  private readonly store: StateStore;
  private readonly clock: Clock;

  constructor(store: StateStore, clock: Clock) {
    this.store = store;
    this.clock = clock;
    this.originCa = new OriginCa(store, clock);
  }

  /** Makes sure that the account has this zone. */
  async addZone(name: string): Promise<Zone> {
    const existing = this.findZone(name);
    if (existing !== undefined) return existing;
    const zone = {
      id: hexId(`zone ${name.toLowerCase()}`),
      name: name.toLowerCase(),
      created: this.now(),
    };
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

  /** @see https://github.com/cloudflare/terraform-provider-cloudflare/issues/192 (1001) */
  zone(id: string): Zone {
    const zone = Object.hasOwn(this.state.zones, id) ? this.state.zones[id] : undefined;
    if (zone === undefined) throw new CloudflareError(400, 1001, "Invalid zone identifier");
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

  createRecord(zoneId: string, input: RecordInput): Promise<DnsRecord> {
    return this.written(() => this.create(zoneId, input));
  }

  /** Overwrites a record, as `PUT` does: what the input leaves out goes back to its default. */
  overwriteRecord(zoneId: string, id: string, input: RecordInput): Promise<DnsRecord> {
    return this.written(() => this.overwrite(zoneId, id, input));
  }

  /** Changes what the input names, as `PATCH` does. */
  editRecord(zoneId: string, id: string, input: Partial<RecordInput>): Promise<DnsRecord> {
    return this.written(() => this.edit(zoneId, id, input));
  }

  async deleteRecord(zoneId: string, id: string): Promise<void> {
    await this.written(() => this.remove(zoneId, id));
  }

  /**
   * Makes all of the changes or, where one is refused, none.
   *
   * @see https://developers.cloudflare.com/dns/manage-dns-records/how-to/batch-record-changes/
   */
  batchRecords(zoneId: string, batch: RecordBatch): Promise<BatchResult> {
    const { deletes = [], patches = [], puts = [], posts = [] } = batch;
    return this.written(() => {
      this.zone(zoneId);
      return {
        deletes: deletes.map(({ id }) => this.remove(zoneId, id)),
        patches: patches.map(({ id, ...input }) => this.edit(zoneId, id, input)),
        puts: puts.map(({ id, ...input }) => this.overwrite(zoneId, id, input)),
        posts: posts.map((input) => this.create(zoneId, input)),
      };
    });
  }

  /** The zone's records as a BIND zone file. */
  exportRecords(zoneId: string): string {
    return writeZoneFile(this.zone(zoneId), this.records(zoneId), this.clock.now());
  }

  /**
   * Adds the records of a BIND zone file, one by one: those that are refused are left out.
   *
   * @param proxied Whether names are proxied that the file doesn't say it of.
   */
  importRecords(zoneId: string, text: string, proxied: boolean): Promise<ImportResult> {
    return this.written(() => {
      const added: DnsRecord[] = [];
      const refused: { name: string; error: CloudflareError }[] = [];
      const inputs = readRecords(text, this.zone(zoneId), proxied);
      for (const input of inputs) {
        try {
          added.push(this.create(zoneId, input));
        } catch (error) {
          if (!(error instanceof CloudflareError)) throw error;
          refused.push({ name: input.name, error });
        }
      }
      return { added, parsed: inputs.length, refused };
    });
  }

  settings(zoneId: string): JsonObject[] {
    return settingIds.map((id) => this.setting(zoneId, id));
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

  /** Makes a change to the records, or none where it is refused on the way. */
  private async written<T>(change: () => T): Promise<T> {
    const before = { ...this.state.records };
    let result: T;
    try {
      result = change();
    } catch (error) {
      this.state.records = before;
      throw error;
    }
    await this.store.commit();
    return result;
  }

  private create(zoneId: string, input: RecordInput): DnsRecord {
    const created = this.now();
    const id = randomBytes(16).toString("hex");
    return this.keep(this.shape(this.zone(zoneId), input, { id, created, modified: created }));
  }

  private overwrite(zoneId: string, id: string, input: RecordInput): DnsRecord {
    const { created } = this.record(zoneId, id);
    const times = { created, modified: this.now() };
    return this.keep(this.shape(this.zone(zoneId), input, { id, ...times }));
  }

  private edit(zoneId: string, id: string, input: Partial<RecordInput>): DnsRecord {
    const { content, data, ...existing } = this.record(zoneId, id);
    // A record is made of one or the other: what is new takes the place of both.
    const kept = input.content === undefined && input.data === undefined ? { content, data } : {};
    return this.overwrite(zoneId, id, { ...existing, ...kept, ...input });
  }

  private remove(zoneId: string, id: string): DnsRecord {
    const record = this.record(zoneId, id);
    delete this.state.records[id];
    return record;
  }

  private keep(record: DnsRecord): DnsRecord {
    checkRecord(record);
    checkNeighbours(record, this.records(record.zoneId));
    this.state.records[record.id] = record;
    return record;
  }

  private shape(
    zone: Zone,
    input: RecordInput,
    { id, created, modified }: Pick<DnsRecord, "id" | "created" | "modified">,
  ): DnsRecord {
    const proxied = input.proxied ?? false;
    const type = input.type.toUpperCase();
    const data = dataTypes.has(type) && isObject(input.data) ? clone(input.data) : undefined;
    const content = data === undefined ? (input.content ?? "") : contentOf(type, data);
    // Other types have none, whatever was asked for.
    const priority = priorityTypes.has(type) ? input.priority : undefined;
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
      ...(data === undefined ? {} : { data }),
      // A proxied name's time to live is Cloudflare's own affair; the API answers 1 whatever it was sent.
      // https://github.com/cloudflare/terraform-provider-cloudflare/issues/126
      ttl: proxied ? 1 : (input.ttl ?? 1),
      proxied,
      ...(input.comment === undefined ? {} : { comment: input.comment }),
      tags: [...(input.tags ?? [])],
      ...(priority === undefined ? {} : { priority }),
      settings,
      created,
      modified,
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

/** Ids are the same on every machine, so that examples in documents hold. */
function hexId(name: string): string {
  return createHash("sha256").update(name).digest("hex").slice(0, 32);
}
