import assert from "node:assert/strict";
import { localArguments, readCall } from "../../operations/local/pulumiArguments";
import { Refusal } from "../../operations/refusal";

describe("a pulumi command line on the local cloud", () => {
  for (const [line, command, stack] of [
    ["preview --stack prd", "preview", "prd"],
    ["preview -s prd", "preview", "prd"],
    ["preview --stack=prd", "preview", "prd"],
    ["--color never up --yes -s stg", "up", "stg"],
    ["-C elsewhere up", "up", undefined],
    ["stack init dev", "stack init", undefined],
    ["stack output --stack stg --json", "stack output", "stg"],
    ["stack", "stack", undefined],
    ["version", "version", undefined],
    ["--memprofilerate 5 preview --stack prd", "preview", "prd"],
    ["--tracing x --profiling y --otel-traces z up", "up", undefined],
    ["up -sstg", "up", "stg"],
    ["up -s=stg", "up", "stg"],
    ["-v9 up", "up", undefined],
    ["--logtostderr -v 9 --non-interactive up", "up", undefined],
    ["config --stack stg get ftl:phase", "config get", "stg"],
  ] as const) {
    it(`reads '${line}' as ${command} of ${stack ?? "the selected stack"}`, () => {
      assert.deepEqual(readCall(line.split(" ")), { command, stack });
    });
  }

  const places = { policyPack: "/p/policy", stackFile: "/l/Pulumi.stg.yaml" };
  const pack = ["--policy-pack", "/p/policy"];
  const file = ["--config-file", "/l/Pulumi.stg.yaml"];

  for (const [line, added] of [
    ["preview --stack stg", [...pack, ...file]],
    ["up --stack stg", [...pack, ...file]],
    ["import --stack stg", file],
    ["refresh --stack stg", file],
    ["destroy --stack stg", file],
    ["config get ftl:phase --stack stg", file],
    ["stack output --stack stg", []],
    ["stack rm --stack stg", ["--preserve-config"]],
    ["version", []],
  ] as const) {
    it(`adds ${added.join(" ") || "nothing"} to '${line}'`, () => {
      const args = line.split(" ");

      const result = localArguments(args, readCall(args), places);

      assert.deepEqual(result, [...args, ...added]);
    });
  }

  it("rejects a command on a stack without a stack, which could write to a committed file", () => {
    const args = ["up", "--yes"];

    assert.throws(
      () => localArguments(args, readCall(args), { ...places, stackFile: undefined }),
      /Which stack\? .*--stack stg/,
    );
  });

  it("leaves a stack file that the person names alone", () => {
    const args = ["refresh", "--stack", "stg", "--config-file=mine.yaml"];

    assert.deepEqual(localArguments(args, readCall(args), places), args);
  });

  it("puts what it adds before a bare --, after which all belongs to the program", () => {
    const args = ["refresh", "-s", "stg", "--", "x"];

    const result = localArguments(args, readCall(args), places);

    assert.deepEqual(result, ["refresh", "-s", "stg", ...file, "--", "x"]);
  });

  for (const command of [
    "stack rename other",
    "stack change-secrets-provider passphrase",
    "config set ftl:phase live",
    "config rm ftl:phase",
    "login file:///elsewhere",
    "new typescript",
    "do",
    "watch",
  ]) {
    it(`rejects 'pulumi ${command}', which has no place on the local cloud`, () => {
      const args = command.split(" ");

      assert.throws(() => localArguments(args, readCall(args), places), Refusal);
    });
  }
});
