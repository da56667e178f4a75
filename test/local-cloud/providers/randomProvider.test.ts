import assert from "node:assert/strict";
import fc from "fast-check";
import type { JsonObject } from "../../../local-cloud/json";
import { OpaqueResources } from "../../../local-cloud/providers/opaque";
import { unknownValue } from "../../../local-cloud/providers/providerFront";
import { RandomProvider } from "../../../local-cloud/providers/randomProvider";
import { temporaryStore } from "../store";
import { TestFront } from "./front";

const token = (name: string) =>
  `random:index/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`;
const password = token("RandomPassword");

const alphabets = {
  upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  lower: "abcdefghijklmnopqrstuvwxyz",
  numeric: "0123456789",
  special: "!@#$%&*()-_=+[]{}<>:?",
};
const minima = {
  upper: "minUpper",
  lower: "minLower",
  numeric: "minNumeric",
  special: "minSpecial",
} as const;
const classes = Object.keys(alphabets) as (keyof typeof alphabets)[];

describe("The random provider", () => {
  const { store, remove } = temporaryStore();
  let random: TestFront;
  before(() => {
    random = new TestFront(new RandomProvider(new OpaqueResources(store)));
  });
  after(remove);

  const failures = (of: string, inputs: JsonObject) =>
    random.front.check(random.subject(of), inputs, {}, new Uint8Array(32)).failures;
  const text = async (inputs: JsonObject) => {
    const { outputs } = await random.create(password, inputs);
    assert.ok(typeof outputs.result === "string");
    return outputs.result;
  };

  describe("makes passwords", () => {
    it("of the wanted length, from the wanted classes, each as often as wanted at least", async () => {
      const counts = fc.record({
        upper: fc.nat(4),
        lower: fc.nat(4),
        numeric: fc.nat(4),
        special: fc.nat(4),
      });
      const switches = fc.record({
        upper: fc.boolean(),
        lower: fc.boolean(),
        numeric: fc.boolean(),
        special: fc.boolean(),
      });
      await fc.assert(
        fc.asyncProperty(counts, switches, fc.nat(20), async (minimum, on, more) => {
          fc.pre(classes.some((name) => on[name]));
          const sum = classes.reduce((total, name) => total + minimum[name], 0);
          const length = Math.max(1, sum + more);
          const wanted = Object.fromEntries(classes.map((name) => [minima[name], minimum[name]]));
          const result = await text({ length, ...on, ...wanted });

          assert.equal(result.length, length);
          for (const name of classes) {
            const found = result
              .split("")
              .filter((letter) => alphabets[name].includes(letter)).length;
            assert.ok(found >= minimum[name], `${found} of ${name} in '${result}'`);
            // What is switched off comes no more often than its minimum asks for.
            if (!on[name]) assert.equal(found, minimum[name]);
          }
        }),
      );
    });

    it("with the special characters that the program names", async () => {
      const result = await text({
        length: 50,
        overrideSpecial: "_",
        upper: false,
        lower: false,
        numeric: false,
      });
      assert.equal(result, "_".repeat(50));
    });

    it("without digits under the old name of that switch too", async () => {
      assert.match(await text({ length: 50, number: false, special: false }), /^[A-Za-z]{50}$/);
    });

    it("that are never the same twice", async () => {
      const results = await Promise.all(Array.from({ length: 50 }, () => text({ length: 32 })));
      assert.equal(new Set(results).size, 50);
    });

    it("with every default in the outputs, and nothing secret in the id", async () => {
      const { id, outputs } = await random.create(password, { length: 32, minUpper: 1 });
      const { result: _, ...rest } = outputs;

      assert.equal(id, "none");
      assert.deepEqual(rest, {
        length: 32,
        lower: true,
        upper: true,
        numeric: true,
        number: true,
        special: true,
        minLower: 0,
        minUpper: 1,
        minNumeric: 0,
        minSpecial: 0,
      });
    });
  });

  const refused: readonly [what: string, of: string, inputs: JsonObject, reason: RegExp][] = [
    ["no length", password, {}, /Missing required property 'length'/],
    ["a length of 0", password, { length: 0 }, /length value must be at least 1, got: 0/],
    [
      "minima that don't fit in",
      password,
      { length: 3, minUpper: 2, minSpecial: 2 },
      /at least sum of minUpper/,
    ],
    [
      "a negative minimum",
      password,
      { length: 3, minUpper: -1 },
      /minUpper value must be at least 0, got: -1/,
    ],
    [
      "no class at all",
      password,
      { length: 3, upper: false, lower: false, numeric: false, special: false },
      /At least one of/,
    ],
    ["no bytes", token("RandomId"), { byteLength: 0 }, /byteLength value must be at least 1/],
    ["no number of bytes", token("RandomBytes"), {}, /Missing required property 'length'/],
  ];
  for (const [what, of, inputs, reason] of refused) {
    it(`rejects ${what} before anything is made`, () => {
      assert.match(
        failures(of, inputs)
          .map((failure) => failure.reason)
          .join(),
        reason,
      );
    });
  }

  it("accepts minima that just fit in, and a length that is not known yet", () => {
    assert.deepEqual(failures(password, { length: 4, minUpper: 2, minSpecial: 2 }), []);
    assert.deepEqual(failures(password, { length: unknownValue, minUpper: 2 }), []);
    assert.deepEqual(failures(token("RandomId"), { byteLength: unknownValue }), []);
  });

  it("shows one random value in every form that the SDK has", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.string(), async (byteLength, prefix) => {
        const { id, outputs } = await random.create(token("RandomId"), { byteLength, prefix });
        const bytes = Buffer.from(id, "base64url");
        assert.equal(bytes.length, byteLength);
        assert.deepEqual(
          [outputs.hex, outputs.b64Std, outputs.b64Url, outputs.dec],
          [
            `${prefix}${bytes.toString("hex")}`,
            `${prefix}${bytes.toString("base64")}`,
            `${prefix}${id}`,
            `${prefix}${BigInt(`0x${bytes.toString("hex")}`)}`,
          ],
        );
      }),
      { numRuns: 30 },
    );
  });

  for (const [name, version] of [
    ["RandomUuid", 4],
    ["RandomUuid4", 4],
    ["RandomUuid7", 7],
  ] as const) {
    it(`makes a UUID of version ${version} for ${name}`, async () => {
      const { id, outputs } = await random.create(token(name), {});
      assert.match(
        id,
        new RegExp(
          `^[0-9a-f]{8}-[0-9a-f]{4}-${version}[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`,
        ),
      );
      assert.equal(outputs.result, id);
    });
  }

  describe("makes integers", () => {
    const integer = token("RandomInteger");

    it("in the range, bounds included", async () => {
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: -1000, max: 1000 }), fc.nat(1000), async (min, size) => {
          const { outputs } = await random.create(integer, { min, max: min + size });
          assert.ok(Number(outputs.result) >= min && Number(outputs.result) <= min + size);
        }),
        { numRuns: 30 },
      );
      assert.equal((await random.create(integer, { min: 7, max: 7 })).outputs.result, 7);
    });

    it("that are the same for the same seed", async () => {
      const made = await Promise.all(
        [1, 2].map(() => random.create(integer, { min: 0, max: 1e6, seed: "s" })),
      );
      assert.equal(made[0]?.outputs.result, made[1]?.outputs.result);
    });

    it("from no range that is upside down", async () => {
      await assert.rejects(
        random.create(integer, { min: 2, max: 1 }),
        /minimum \(min\) value needs to be smaller/,
      );
    });
  });

  describe("shuffles", () => {
    const shuffle = async (inputs: JsonObject) =>
      (await random.create(token("RandomShuffle"), inputs)).outputs.results as string[];

    it("the items, none lost and none twice", async () => {
      const inputs = ["a", "b", "c", "d"];
      assert.deepEqual((await shuffle({ inputs })).toSorted(), inputs);
    });

    it("as many as are wanted, and again from the start where there are fewer", async () => {
      assert.equal((await shuffle({ inputs: ["a", "b", "c"], resultCount: 2 })).length, 2);
      const five = await shuffle({ inputs: ["a", "b"], resultCount: 5 });
      assert.deepEqual(five.slice(0, 2).toSorted(), ["a", "b"]);
      assert.deepEqual(five.slice(2, 4).toSorted(), ["a", "b"]);
    });
  });

  it("makes pet names of the wanted number of words", async () => {
    const pet = (inputs: JsonObject) => random.create(token("RandomPet"), inputs);
    assert.match((await pet({})).id, /^[a-z]+-[a-z]+$/);
    assert.match(
      (await pet({ length: 3, separator: "_", prefix: "ftl" })).id,
      /^ftl_[a-z]+_[a-z]+_[a-z]+$/,
    );
    assert.match((await pet({ length: 1 })).id, /^[a-z]+$/);
  });

  it("replaces for any change, its keepers too, and the new one comes first", () => {
    const subject = random.subject(password);
    const diff = random.front.diff(
      subject,
      "none",
      { length: 8, keepers: { a: "1" } },
      { length: 8, keepers: { a: "2" } },
    );

    assert.deepEqual(diff, {
      changes: { "keepers.a": "update" },
      replaces: ["keepers.a"],
      deleteBeforeReplace: false,
    });
  });

  it("knows no result in a preview", () => {
    assert.deepEqual(random.front.previewCreate(random.subject(password), { length: 8 }), {
      length: 8,
    });
  });

  it("finds in a refresh what the program's state says", async () => {
    const made = await random.create(password, { length: 8 });
    const { id, inputs, outputs } = made;
    assert.deepEqual(await random.refresh(made), { id, inputs, outputs });
  });

  describe("imports", () => {
    const given: readonly [
      name: string,
      from: string,
      id: string,
      inputs: JsonObject,
      outputs: JsonObject,
    ][] = [
      ["RandomPassword", "s3cret", "none", { length: 6 }, { result: "s3cret", special: true }],
      ["RandomString", "abc", "abc", { length: 3 }, { result: "abc" }],
      ["RandomId", "p-9hUg", "p-9hUg", { byteLength: 4 }, { hex: "a7ef6152" }],
      [
        "RandomId",
        "my-prefix-,p-9hUg",
        "p-9hUg",
        { byteLength: 4, prefix: "my-prefix-" },
        { hex: "my-prefix-a7ef6152" },
      ],
      [
        "RandomBytes",
        "8/fu3q+2DcgSJ19i0jZ5Cw==",
        "none",
        { length: 16 },
        { base64: "8/fu3q+2DcgSJ19i0jZ5Cw==" },
      ],
      ["RandomInteger", "15390,1,50000", "15390", { min: 1, max: 50_000 }, { result: 15_390 }],
      ["RandomInteger", "5,1,9,s", "5", { min: 1, max: 9, seed: "s" }, { result: 5 }],
      [
        "RandomUuid",
        "aabbccdd-eeff-0011-2233-445566778899",
        "aabbccdd-eeff-0011-2233-445566778899",
        {},
        { result: "aabbccdd-eeff-0011-2233-445566778899" },
      ],
    ];
    for (const [name, from, id, inputs, outputs] of given) {
      it(`a ${name} from ${from}`, async () => {
        const read = await random.import(token(name), from);
        assert.deepEqual({ id: read?.id, inputs: read?.inputs }, { id, inputs });
        for (const [key, value] of Object.entries(outputs))
          assert.deepEqual(read?.outputs[key], value, key);
      });
    }

    it("no pet, and no integer without its range", async () => {
      await assert.rejects(random.import(token("RandomPet"), "bold-otter"), /can't be imported/);
      await assert.rejects(random.import(token("RandomInteger"), "5"), /Invalid import usage/);
    });
  });

  it("keeps a type that it doesn't know as given, and says so", async () => {
    const made = await random.create("random:index/randomDie:RandomDie", { sides: 6 });
    assert.equal(random.said.filter(({ message }) => message.includes("RandomDie")).length, 1);
    assert.deepEqual(await random.refresh(made), {
      id: made.id,
      inputs: { sides: 6 },
      outputs: { sides: 6 },
    });
    await random.front.delete(made.subject, made.id, made.outputs);
    assert.equal(await random.refresh(made), undefined);
  });

  it("rejects functions, by name", async () => {
    await assert.rejects(
      random.front.invoke("random:index:roll", {}),
      /does not model the function random:index:roll/,
    );
  });
});
