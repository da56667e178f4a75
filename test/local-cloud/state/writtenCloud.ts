import { at } from "../../../local-cloud/json";
import { localSubscriptionId, ResourceManager } from "../../../local-cloud/arm/resourceManager";
import { Clock } from "../../../local-cloud/clock";
import { Cloudflare } from "../../../local-cloud/cloudflare/cloudflare";
import { PublicDns } from "../../../local-cloud/cloudflare/publicDns";
import { StateStore } from "../../../local-cloud/state/stateStore";

/** What is written over and over: identities by Azure's model, TXT records by Cloudflare's. */
export const keys = ["identity-1", "identity-2", "identity-3", "txt-1", "txt-2", "txt-3"];

const group = `/subscriptions/${localSubscriptionId}/resourceGroups/rg`;
/** So little that the state file is written anew every few writes. */
const longestJournalBytes = 4096;
const zoneName = "example.com";

/** Every fifth number stands for a deletion: nothing is there afterwards. */
export function valueOf(number: number): number | undefined {
  return number % 5 === 0 ? undefined : number;
}

/** A cloud in a folder, to which numbers are written through its models. */
export class WrittenCloud {
  private readonly store: StateStore;
  private readonly resourceManager: ResourceManager;
  private readonly cloudflare: Cloudflare;

  /** @throws StateError when the folder's state is damaged. */
  constructor(folder: string) {
    this.store = StateStore.open(folder, longestJournalBytes);
    const clock = new Clock(this.store);
    this.resourceManager = new ResourceManager(this.store, clock, new PublicDns(this.store));
    this.cloudflare = new Cloudflare(this.store, clock);
  }

  /** Makes what the keys need, and as much besides as two deployed stacks hold. */
  async prepare(): Promise<void> {
    for (let index = 0; index < 100; index++) {
      this.store.state.opaque[index] = { token: "test", inputs: { padding: "x".repeat(1300) } };
    }
    await this.cloudflare.addZone(zoneName);
    await this.resourceManager.put(group, { location: "eastus" });
  }

  /** Gives a key a number, or deletes it; resolves when that is acknowledged. */
  async write(key: string, number: number): Promise<void> {
    const value = valueOf(number);
    if (key.startsWith("identity")) {
      const body = { location: "eastus", tags: { number: String(value) } };
      if (value === undefined) await this.resourceManager.delete(identityId(key));
      else await this.resourceManager.put(identityId(key), body);
      return;
    }
    const record = this.record(key);
    const input = { name: key, type: "TXT", content: `"${value}"` };
    if (record === undefined) {
      if (value !== undefined) await this.cloudflare.createRecord(this.zoneId, input);
    } else if (value === undefined) await this.cloudflare.deleteRecord(this.zoneId, record.id);
    else await this.cloudflare.overwriteRecord(this.zoneId, record.id, input);
  }

  /** The number that a key has; undefined when it isn't there. */
  read(key: string): number | undefined {
    const text = key.startsWith("identity")
      ? at(this.resourceManager.find(identityId(key))?.desired, "tags.number")
      : this.record(key)?.content.replaceAll('"', "");
    return typeof text === "string" ? Number(text) : undefined;
  }

  private record(key: string) {
    const records = this.cloudflare.findZone(zoneName) ? this.cloudflare.records(this.zoneId) : [];
    return records.find(({ name }) => name === `${key}.${zoneName}`);
  }

  private get zoneId(): string {
    return this.cloudflare.findZone(zoneName)!.id;
  }
}

function identityId(name: string): string {
  return `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
}
