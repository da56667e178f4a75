import assert from "node:assert/strict";
import { Cloudflare, type RecordInput } from "../../../local-cloud/cloudflare/cloudflare";
import { CloudflareError } from "../../../local-cloud/cloudflare/cloudflareError";
import { PublicDns } from "../../../local-cloud/cloudflare/publicDns";
import { temporaryStore } from "../store";

/** A Cloudflare account with the zone `example.com`, and the DNS that it makes. */
export class TestAccount {
  readonly cloudflare: Cloudflare;
  readonly dns: PublicDns;
  readonly close: () => void;
  zoneId = "";

  private constructor() {
    const { store, clock, remove } = temporaryStore();
    this.cloudflare = new Cloudflare(store, clock);
    this.dns = new PublicDns(store);
    this.close = remove;
  }

  /** Close it after the test. */
  static async open(): Promise<TestAccount> {
    const account = new TestAccount();
    account.zoneId = (await account.cloudflare.addZone("example.com")).id;
    return account;
  }

  add(name: string, type: string, content: string, more: Partial<RecordInput> = {}) {
    return this.cloudflare.createRecord(this.zoneId, { name, type, content, ttl: 300, ...more });
  }

  /** What a name answers: `type content`, in order. */
  answers(name: string, type: Parameters<PublicDns["resolve"]>[1]): string[] {
    return this.dns.resolve(name, type).map((found) => `${found.type} ${found.content}`);
  }
}

/** Asserts that the API refuses with this code, and these words where they are given. */
export async function refusedWith(
  request: Promise<unknown>,
  code: number,
  message?: RegExp,
): Promise<void> {
  await assert.rejects(request, (error) => {
    assert.ok(error instanceof CloudflareError, `refused by Cloudflare, got ${String(error)}`);
    assert.equal(error.code, code, error.message);
    if (message !== undefined) assert.match(error.message, message);
    return true;
  });
}
