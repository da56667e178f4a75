import assert from "node:assert/strict";
import { publicFirst, type Resolver } from "../../../operations/verify/resolvers";
import type { Resolution } from "../../../operations/verify/vantage";

const silent: Resolution = { unknown: "silent" };
const failing: Resolution = { unknown: "SERVFAIL", isFailure: true };
const told: Resolution = { records: [], exists: true, by: "it" };

describe("resolvers", () => {
  let asked: string[];
  beforeEach(() => (asked = []));

  /** A resolver that says these things, one after the other, and the last of them for ever. */
  function resolver(name: string, ...says: readonly Resolution[]): Resolver {
    let turn = 0;
    return () => {
      asked.push(name);
      return Promise.resolve(says[Math.min(turn++, says.length - 1)]!);
    };
  }

  async function askTwice(resolve: Resolver): Promise<Resolution[]> {
    return [await resolve("a.example.com", "A"), await resolve("b.example.com", "A")];
  }

  it("of a network that lets nobody ask public ones are asked, and the silent ones waited for once", async () => {
    const answers = await askTwice(
      publicFirst([resolver("1", silent), resolver("8", silent)], [resolver("own", told)]),
    );

    assert.deepEqual(asked, ["1", "8", "own", "own"]);
    assert.deepEqual(answers, [told, told]);
  });

  it("that have told something keep their turn when they once don't", async () => {
    await askTwice(publicFirst([resolver("1", told, silent), resolver("8", told)], []));

    assert.deepEqual(asked, ["1", "1", "8"]);
  });

  it("of the network's own don't hide what public ones fail at", async () => {
    const [answer] = await askTwice(
      publicFirst([resolver("1", failing), resolver("8", failing)], [resolver("own", told)]),
    );

    assert.deepEqual(answer, { unknown: "SERVFAIL; SERVFAIL", isFailure: true });
    assert.ok(!asked.includes("own"));
  });

  it("that are all silent can't tell, and say why of each", async () => {
    const [answer] = await askTwice(
      publicFirst([resolver("1", silent)], [resolver("own", { unknown: "no answer" })]),
    );

    assert.deepEqual(answer, { unknown: "silent; no answer", isFailure: false });
  });
});
