import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { loadSettings, schema } from "../../bootstrap/settings";
import { stackNames } from "../../operations/project";
import { projectFolder, type Value } from "../support/configBag";

const folder = path.join(projectFolder, "bootstrap");

/** What a stack file says to this program, unchecked and without the namespace of the keys. */
function fileSettings(stack: string): Record<string, Value> {
  const text = fs.readFileSync(path.join(folder, `Pulumi.${stack}.yaml`), "utf8");
  const { config } = parse(text) as { config: Record<string, Value> };
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) => {
      const [namespace, name = ""] = key.split(":");
      return namespace === "ftl-bootstrap" ? [[name, value]] : [];
    }),
  );
}

/** Hands settings to the program as the engine does, and reads them. */
function load(settings: Record<string, Value | undefined>): ReturnType<typeof loadSettings> {
  const texts = Object.entries(settings).flatMap(([key, value]) =>
    value === undefined
      ? []
      : [[`ftl-bootstrap:${key}`, typeof value === "string" ? value : JSON.stringify(value)]],
  );
  pulumi.runtime.setAllConfig(Object.fromEntries(texts) as Record<string, string>);
  return loadSettings(new pulumi.Config("ftl-bootstrap"), "prd");
}

describe("bootstrap's settings", () => {
  it("are there for each stack of the platform", () => {
    assert.deepEqual(stackNames(folder), stackNames());
  });

  for (const stack of stackNames(folder)) {
    it(`of ${stack} hold every key and no other, in a form that is read`, () => {
      const settings = fileSettings(stack);

      assert.deepEqual(Object.keys(settings).toSorted(), Object.keys(schema.shape).toSorted());
      assert.deepEqual(load(settings), settings);
    });

    it(`of ${stack} trust nobody as they are committed`, () => {
      const { repository, operators } = load(fileSettings(stack));

      // GitHub: "may only contain alphanumeric characters or single hyphens, and cannot begin or end with a hyphen".
      assert.match(repository, /^repo:-/);
      assert.match(operators.objectId, /^[0-]+$/);
    });
  }

  for (const [what, change, key] of [
    ["a repository by its name alone", { repository: "octo-org/octo-repo" }, "repository"],
    ["every repository of an owner", { repository: "repo:octo-org/*" }, "repository"],
    ["a branch", { repository: "repo:octo-org/octo-repo:ref:refs/heads/main" }, "repository"],
    ["no repository", { repository: undefined }, "repository"],
    [
      "an operator by name",
      { operators: { objectId: "ops", type: "Group" } },
      "operators.objectId",
    ],
    [
      "a service principal for operator",
      { operators: { objectId: "11111111-0000-4000-8000-000000000001", type: "ServicePrincipal" } },
      "operators.type",
    ],
    ["a hostname among the addresses", { addresses: ["runner.example.org"] }, "addresses.0"],
    ["an IPv6 address", { addresses: ["2001:db8::1"] }, "addresses.0"],
    ["half a truth value", { stackDeployed: "yes" }, "stackDeployed"],
    ["an unknown region", { location: "mars" }, "location"],
    ["tags without an owner", { tags: { team: "platform" } }, "tags.owner"],
  ] as const) {
    it(`rejects ${what}, and says how to set it`, () => {
      assert.throws(
        () => load({ ...fileSettings("prd"), ...change } as Record<string, Value | undefined>),
        (error: Error) => {
          assert.ok(error instanceof pulumi.RunError);
          assert.match(error.message, /^bootstrap\/Pulumi\.prd\.yaml has problems:\n/);
          const fix = `pulumi config set --stack prd --path 'ftl-bootstrap:${key}' <value>`;
          assert.ok(error.message.includes(fix), error.message);
          return true;
        },
      );
    });
  }

  it("reports everything that is wrong at once", () => {
    assert.throws(
      () => load({ ...fileSettings("prd"), location: "mars", repository: "r" }),
      /ftl-bootstrap:location[^]*ftl-bootstrap:repository/,
    );
  });
});
