import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { ArmError } from "../../../local-cloud/arm/armError";
import { afterClock } from "../../../local-cloud/arm/afterClock";
import { childId, resourceGroupId } from "../../../local-cloud/arm/resourceId";
import { localSubscriptionId, ResourceManager } from "../../../local-cloud/arm/resourceManager";
import type { StoredResource } from "../../../local-cloud/arm/resourceType";
import type { Clock } from "../../../local-cloud/clock";
import type { DnsAnswer, DnsView } from "../../../local-cloud/dnsView";
import { isObject, type Json, type JsonObject } from "../../../local-cloud/json";
import { emptyState } from "../../../local-cloud/state/cloudState";
import { StateStore } from "../../../local-cloud/state/stateStore";

/** Public DNS that says what a test tells it to, and nothing else. It follows no CNAME by itself. */
export class DnsFake implements DnsView {
  private readonly answers: DnsAnswer[] = [];

  /** Adds a record: `dns.add("www.example.com", "CNAME", "target.example.net")`. */
  add(name: string, type: DnsAnswer["type"], content: string): void {
    this.answers.push({ name: name.toLowerCase(), type, ttl: 300, content });
  }

  /** Takes away every record of a name. */
  remove(name: string): void {
    const kept = this.answers.filter((answer) => answer.name !== name.toLowerCase());
    this.answers.splice(0, this.answers.length, ...kept);
  }

  resolve(name: string, type: DnsAnswer["type"]): DnsAnswer[] {
    return this.answers.filter(
      (answer) => answer.name === name.toLowerCase() && answer.type === type,
    );
  }
}

/** When the cloud of a test begins: after the closing date of the old Redis service. */
const beginning = "2026-11-20T12:00:00.000Z";

/** A Resource Manager of a test's own, with its clock and its DNS, in the resource group `rg` in Central India. */
export class TestCloud {
  readonly dns = new DnsFake();
  readonly resourceManager: ResourceManager;
  private readonly folder: string;
  private time = new Date(beginning);

  constructor() {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), "ftl-arm-"));
    const store = new StateStore(
      { ...emptyState(), seed: "5eed" },
      path.join(this.folder, "cloud.json"),
    );
    const clock: Pick<Clock, "now"> = { now: () => new Date(this.time) };
    this.resourceManager = new ResourceManager(store, clock as Clock, this.dns);
  }

  /** A cloud with the resource group made. Close it after the test. */
  static async open(): Promise<TestCloud> {
    const cloud = new TestCloud();
    await cloud.resourceManager.put(groupId, { location: "centralindia" });
    return cloud;
  }

  /** The local cloud's time. */
  now(): Date {
    return new Date(this.time);
  }

  /** Sets the time, backward too: for a cloud that is older than its first test resource. */
  setTime(time: string): void {
    this.time = new Date(time);
  }

  /** Moves the clock forward and lets time do its work on every resource. */
  advance(time: { readonly days?: number; readonly hours?: number; readonly seconds?: number }) {
    const seconds = (time.days ?? 0) * 86_400 + (time.hours ?? 0) * 3600 + (time.seconds ?? 0);
    this.time = new Date(this.time.getTime() + seconds * 1000);
    afterClock(this.resourceManager);
  }

  /** Creates or replaces a resource, as a client reads it then. */
  put(id: string, body: JsonObject): Promise<JsonObject> {
    return this.resourceManager.put(id, body);
  }

  /** Changes what the body names, and nothing else. */
  patch(id: string, body: JsonObject): Promise<JsonObject> {
    return this.resourceManager.patch(id, body);
  }

  /** The resource as a client reads it. */
  get(id: string): JsonObject {
    return this.resourceManager.get(id);
  }

  delete(id: string): Promise<boolean> {
    return this.resourceManager.delete(id);
  }

  /** Answers `POST <id>/<action>`. */
  act(id: string, action: string, body: JsonObject = {}): Promise<Json | undefined> {
    return this.resourceManager.act(id, action, body);
  }

  /** The resource as it is kept, or undefined. */
  find(id: string): StoredResource | undefined {
    return this.resourceManager.find(id);
  }

  close(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

export const subscriptionId = localSubscriptionId;

/** Id of the resource group that every test's cloud has. */
export const groupId = resourceGroupId(subscriptionId, "rg");

/** Id of a resource in that group: `resourceId("Microsoft.Cache/redis", "cache")`, parents' names first. */
export function resourceId(type: string, ...names: string[]): string {
  return childId(groupId, type, names);
}

/** The `properties` of a body that a client reads. */
export function propertiesOf(body: JsonObject): JsonObject {
  assert.ok(isObject(body.properties), "the body has properties");
  return body.properties;
}

/** Asserts that a request is refused with this code, and with this status and these words where they are given. */
export async function refusedWith(
  request: Promise<unknown>,
  code: string,
  { status, message }: { readonly status?: number; readonly message?: RegExp } = {},
): Promise<void> {
  await assert.rejects(request, (error) => {
    assert.ok(error instanceof ArmError, `refused by Resource Manager, got ${String(error)}`);
    assert.equal(error.code, code, error.message);
    if (status !== undefined) assert.equal(error.status, status);
    if (message !== undefined) assert.match(error.message, message);
    return true;
  });
}

/** The text at a key of an object that a client reads. */
export function textOf(body: JsonObject, key: string): string {
  const value = body[key];
  assert.ok(typeof value === "string", `${key} is a text, got ${JSON.stringify(value)}`);
  return value;
}

/** A change of a body that is accepted, and the code (and words) of the refusal that it brings. `null` takes a value away. */
export type Refusal = readonly [what: string, change: JsonObject, code: string, message?: RegExp];

/** One test for each change: `rejects <subject> <what>`. */
export function itRejects(
  subject: string,
  refusals: readonly Refusal[],
  request: (change: JsonObject) => Promise<unknown>,
): void {
  for (const [what, change, code, message] of refusals) {
    it(`rejects ${subject} ${what}`, () => refusedWith(request(change), code, { message }));
  }
}
