import assert from "node:assert/strict";
import { recordedResources } from "../../../operations/policy/recordedResources";
import { evaluate } from "../../../policy/evaluate";
import { types } from "../../../policy/types";

const url = "postgresql://ftl_admin:pass@ftl-prd-pg.postgres.database.azure.com/ftl2026";
const mark = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const asPlaintext = (value: unknown) => ({ ...mark, plaintext: JSON.stringify(value) });
const ciphertext = { ...mark, ciphertext: "v1:abc" };

describe("a report about values that are marked as secrets", () => {
  const variables = (env: unknown) => ({ template: { containers: [{ name: "api", env }] } });

  /** What is said of an app whose inputs, as its state has them, are these. */
  function judged(inputs: object) {
    const urn = `urn:pulumi:prd::ftl::${types.containerApp}::api`;
    const resource = { urn, type: types.containerApp, inputs, outputs: inputs };
    const { resources } = recordedResources(
      JSON.stringify({ deployment: { resources: [resource] } }),
    );
    return evaluate(resources).find(({ rule }) => rule.name === "app-variables-not-secret")!;
  }

  for (const [what, inputs] of [
    ["a variable", variables([{ name: "DB", value: asPlaintext(url) }])],
    ["all variables", variables(asPlaintext([{ name: "DB", value: url }]))],
    [
      "a whole template",
      { template: asPlaintext(variables([{ name: "DB", value: url }]).template) },
    ],
    ["a secret in a secret", variables(asPlaintext([{ name: "DB", value: asPlaintext(url) }]))],
  ] as const) {
    it(`finds a database's URL in ${what}, where the state was written with its secrets`, () => {
      const { outcome, messages } = judged(inputs);

      assert.equal(outcome, "failed");
      assert.match(messages.join(), /DB of api has a plain value that looks like a URL/);
      assert.doesNotMatch(messages.join(), /pass@/);
    });
  }

  for (const [what, value] of [
    ["an encrypted one", ciphertext],
    ["one that a preview hides", "[secret]"],
  ] as const) {
    it(`doesn't claim to know ${what}`, () => {
      const { outcome, unknowns } = judged(variables([{ name: "DB", value }]));

      assert.equal(outcome, "passed with unknowns");
      assert.equal(unknowns.length, 1);
    });
  }

  it("takes a marked output of the stack as one that is kept secret", () => {
    const urn = `urn:pulumi:prd::ftl::${types.stack}::ftl-prd`;
    const judge = (databasePassword: unknown) => {
      const resource = {
        urn,
        type: types.stack,
        inputs: {},
        outputs: { databasePassword },
        protect: false,
        propertyDependencies: {},
      };
      return evaluate([resource]).find(({ rule }) => rule.name === "outputs-not-secret")?.outcome;
    };

    assert.deepEqual(
      [judge(asPlaintext("pass")), judge(ciphertext), judge("[secret]"), judge("pass")],
      ["passed", "passed", "passed", "failed"],
    );
  });
});
