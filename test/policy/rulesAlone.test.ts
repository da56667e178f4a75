import assert from "node:assert/strict";
import { types } from "../../policy/types";
import { unknown } from "../support/analyzer";
import { accepted, elsewhere, failing, leftToTheUpdate } from "./rulesAloneCases";
import { said, subject } from "./subjects";

describe("rules about one resource, behind the SDK's proxies", () => {
  for (const [title, rule, type, props, options, settings] of accepted) {
    it(`${rule} accepts ${title}`, () => {
      assert.deepEqual(said(rule, subject(type, props, options), settings), []);
    });
  }

  for (const [title, rule, type, props, options, settings] of elsewhere) {
    it(`${rule} has nothing to say about ${title}`, () => {
      assert.equal(said(rule, subject(type, props, options), settings), "doesn't apply");
    });
  }

  for (const [title, rule, type, props] of leftToTheUpdate) {
    it(`${rule} leaves to the update ${title}`, () => {
      assert.deepEqual(said(rule, subject(type, props)), []);
    });
  }

  for (const [title, rule, type, props] of failing) {
    it(`${rule} rejects a preview that doesn't know ${title}`, () => {
      const sentences = said(rule, subject(type, props));

      assert.equal(sentences.length, 1);
      assert.match(sentences[0] ?? "", /is not known in a preview/);
    });
  }

  it("judges what is known beside what isn't", () => {
    const secrets = [
      { name: "later", keyVaultUrl: unknown.text, identity: unknown.text },
      {
        name: "now",
        value: "in the clear",
        keyVaultUrl: "https://v.vault.azure.net/secrets/s",
        identity: "/id",
      },
    ];

    const sentences = said(
      "app-secrets-by-reference",
      subject(types.containerApp, { configuration: { secrets } }),
    );

    assert.deepEqual(sentences, [
      "Secret now has a plain value; it must have keyVaultUrl and identity.",
    ]);
  });

  it("rejects an environment's key before anybody knows it", () => {
    const appLogsConfiguration = {
      destination: "log-analytics",
      logAnalyticsConfiguration: { customerId: "id", sharedKey: unknown.text },
    };

    const sentences = said(
      "app-variables-not-secret",
      subject(types.managedEnvironment, { appLogsConfiguration }),
    );

    assert.deepEqual(sentences, [
      "appLogsConfiguration.logAnalyticsConfiguration.sharedKey is a key in the clear; it must be left out.",
    ]);
  });

  it("never prints the value of a secret", () => {
    const props = {
      configuration: { secrets: [{ name: "s", value: "hunter2" }] },
      template: { containers: [{ name: "a", env: [{ name: "PASSWORD", value: "hunter2" }] }] },
    };

    const sentences = [
      said("app-secrets-by-reference", subject(types.containerApp, props)),
      said("app-variables-not-secret", subject(types.containerApp, props)),
    ].flat();

    assert.equal(sentences.length, 4);
    assert.doesNotMatch(sentences.join("\n"), /hunter2/);
  });
});
