import assert from "node:assert/strict";
import { answering } from "../../../operations/certificate/challenge";
import type { DnsZone } from "../../../operations/certificate/places";

const patience = { timeoutMs: 1_000, pollMs: 10 };

/** A zone without servers, so that there is nothing to wait for. */
class ZoneFake implements DnsZone {
  readonly records = new Map<string, string>();

  async addTxt(name: string, text: string): Promise<string> {
    const id = String(this.records.size + 1);
    this.records.set(id, `${name} ${text}`);
    return id;
  }

  async remove(id: string): Promise<void> {
    this.records.delete(id);
  }

  async servers(): Promise<string[]> {
    return [];
  }
}

describe("answering a challenge", () => {
  let zone: ZoneFake;
  let said: string[];
  beforeEach(() => {
    zone = new ZoneFake();
    said = [];
  });
  const answer = <T>(work: () => Promise<T>) =>
    answering(zone, "api.example.com", "proof", work, patience, (line) => void said.push(line));

  it("lets the record stand while the work lasts, and not longer", async () => {
    const during = await answer(async () => [...zone.records.values()]);

    assert.deepEqual(during, ["_acme-challenge.api.example.com proof"]);
    assert.equal(zone.records.size, 0);
  });

  it("takes the record away when the work fails", async () => {
    await assert.rejects(
      answer(async () => {
        throw new Error("refused");
      }),
      /refused/,
    );

    assert.equal(zone.records.size, 0);
  });

  it("takes the record away when the command is asked to stop, and then stops", async () => {
    const work = answer(() => new Promise(() => setTimeout(() => process.emit("SIGTERM"), 10)));

    await assert.rejects(work, { name: "Interrupted" });
    assert.equal(zone.records.size, 0);
  });

  it("goes on when the record can't be taken away, and says which one is left", async () => {
    zone.remove = async () => {
      throw new Error("Cloudflare refused DELETE: 503");
    };

    assert.equal(await answer(async () => "issued"), "issued");
    assert.deepEqual(said, [
      "The TXT record _acme-challenge.api.example.com is left behind, and harmless; remove it by hand: " +
        "Cloudflare refused DELETE: 503",
    ]);
  });

  it("listens to no signal once it is over", async () => {
    const before = process.listenerCount("SIGINT");

    await answer(async () => undefined);

    assert.equal(process.listenerCount("SIGINT"), before);
  });
});
