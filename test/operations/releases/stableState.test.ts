import assert from "node:assert/strict";
import fc from "fast-check";
import { areEqual, compareStates } from "../../../operations/releases/compareStates";
import { stableState, stateHash } from "../../../operations/releases/stableState";
import type { StateResource } from "../../../operations/releases/stateOf";
import { types } from "../../../policy/types";
import { resourceOf, secretOf } from "./states";

/** Values as they stand in a state. */
const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.string().map(secretOf),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(key(), tie("value"), { maxKeys: 3 }),
  ),
})).value;

/** No name that is left out wherever it stands. */
function key(): fc.Arbitrary<string> {
  return fc
    .string({ minLength: 1, maxLength: 6 })
    .filter((name) => name !== "etag" && name !== "__proto__");
}

const group = fc.dictionary(key(), value, { maxKeys: 4 });
const states = fc
  .uniqueArray(
    fc.record({
      name: fc.stringMatching(/^[a-z]{1,6}$/),
      type: fc.constantFrom(types.containerApp, types.vault, "ftl:app:Workload"),
      inputs: group,
      outputs: group,
      protect: fc.boolean(),
    }),
    { selector: ({ name, type }) => `${type}::${name}`, maxLength: 6 },
  )
  .map((resources): StateResource[] => resources.map(resourceOf));

describe("a state without what changes by itself", () => {
  it("is the same whatever the order of resources and keys", () => {
    fc.assert(
      fc.property(states, (resources) => {
        const other = resources.toReversed().map((one) => ({ ...one, inputs: turned(one.inputs) }));

        assert.equal(stateHash(other as StateResource[]), stateHash(resources));
      }),
    );
  });

  it("is the same whatever the ciphertext of secrets", () => {
    fc.assert(
      fc.property(states, fc.string(), (resources, text) => {
        const written = JSON.stringify(resources).replaceAll(
          /"ciphertext":"(?:[^"\\]|\\.)*"/g,
          () => `"ciphertext":${JSON.stringify(text)}`,
        );

        assert.equal(stateHash(JSON.parse(written) as StateResource[]), stateHash(resources));
      }),
    );
  });

  it("is another one when any value of the inputs is", () => {
    fc.assert(
      fc.property(states, key(), fc.nat(), (resources, name, at) => {
        fc.pre(resources.length > 0);
        const index = at % resources.length;
        const changed = resources.map((one, place) =>
          place === index
            ? { ...one, inputs: { ...one.inputs, [name]: { another: "value" } } }
            : one,
        );
        fc.pre(JSON.stringify(changed) !== JSON.stringify(resources));

        assert.notEqual(stateHash(changed), stateHash(resources));
      }),
    );
  });

  it("has the same hash exactly when a comparison finds nothing", () => {
    fc.assert(
      fc.property(states, states, fc.boolean(), (one, other, same) => {
        const compared = same ? (JSON.parse(JSON.stringify(one)) as StateResource[]) : other;

        assert.equal(
          areEqual(compareStates(one, compared)),
          stateHash(one) === stateHash(compared),
        );
      }),
    );
  });

  it("shows no ciphertext", () => {
    const secret = resourceOf({ name: "a", inputs: { list: [{ password: secretOf("v1:abc") }] } });

    assert.deepEqual(stableState([secret])[0]?.inputs, { list: [{ password: "[secret]" }] });
  });

  const app = (outputs: object, inputs: object = {}) =>
    resourceOf({ name: "api", inputs: { ...inputs }, outputs: { ...outputs } });
  const typed = (type: string) => (outputs: object) =>
    resourceOf({ name: "one", type, outputs: { ...outputs } });
  for (const [what, of, one, other] of [
    ["the latest revision", app, { latestRevisionName: "a--1" }, { latestRevisionName: "a--2" }],
    [
      "when it was made",
      app,
      { systemData: { createdAt: "1" } },
      { systemData: { createdAt: "2" } },
    ],
    ["an etag, however deep", app, { a: [{ etag: "1" }] }, { a: [{ etag: "2" }] }],
    [
      "the version of a secret",
      typed(types.vaultSecret),
      { properties: { secretUriWithVersion: "…/1", attributes: { updated: 1 } } },
      { properties: { secretUriWithVersion: "…/2", attributes: { updated: 2 } } },
    ],
    ["since when a record is", typed(types.dnsRecord), { createdOn: "1" }, { createdOn: "2" }],
    [
      "the domains of a site",
      typed(types.staticSite),
      { customDomains: [] },
      { customDomains: ["a"] },
    ],
    [
      "the oldest backup",
      typed(types.postgresServer),
      { backup: { earliestRestoreDate: "1" } },
      { backup: { earliestRestoreDate: "2" } },
    ],
  ] as const) {
    it(`leaves out ${what}`, () => {
      assert.equal(stateHash([of(one)]), stateHash([of(other)]));
    });
  }

  it("leaves out the suffix of a revision, which must be another one each time, where it is declared", () => {
    const suffixed = (suffix: string) =>
      app({ template: { revisionSuffix: suffix } }, { template: { revisionSuffix: suffix } });

    assert.equal(stateHash([suffixed("r1")]), stateHash([suffixed("r2")]));
  });

  it("leaves a name alone that changes by itself on resources of another type", () => {
    const vault = typed(types.vault);

    assert.notEqual(
      stateHash([vault({ latestRevisionName: "1" })]),
      stateHash([vault({ latestRevisionName: "2" })]),
    );
  });

  it("leaves tags alone that are called like a time", () => {
    assert.notEqual(
      stateHash([app({}, { tags: { createdOn: "1" } })]),
      stateHash([app({}, { tags: { createdOn: "2" } })]),
    );
  });

  describe("with an identity that was made anew", () => {
    const stateWith = (principalId: string, assigned = principalId) => [
      resourceOf({
        name: "identity",
        type: types.userAssignedIdentity,
        outputs: { principalId, clientId: `client of ${principalId}` },
      }),
      resourceOf({ name: "role", type: types.roleAssignment, inputs: { principalId: assigned } }),
    ];

    it("is the same when the identity has the same roles", () => {
      assert.equal(stateHash(stateWith("p1")), stateHash(stateWith("p2")));
    });

    it("is another one when somebody else has the role", () => {
      assert.notEqual(stateHash(stateWith("p1")), stateHash(stateWith("p2", "somebody else")));
    });
  });

  it("is the same when a DNS record was made anew, under another id", () => {
    const record = (id: string) =>
      resourceOf({ name: "r", type: types.dnsRecord, id, inputs: { ttl: 1 } });

    assert.equal(stateHash([record("1")]), stateHash([record("2")]));
  });

  it("is another one when an Azure resource has another id", () => {
    assert.notEqual(
      stateHash([resourceOf({ name: "a", id: "/subscriptions/1/a" })]),
      stateHash([resourceOf({ name: "a", id: "/subscriptions/2/a" })]),
    );
  });
});

/** A group with its keys in the other order. */
function turned(one: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(one).toReversed());
}
