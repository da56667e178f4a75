import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { startLocalCloud } from "../../local-cloud";
import type { HandoverRecord } from "../../settings";
import { temporaryFolder } from "../support/temporaryFolder";
import { ftl } from "./commandLine";

const record: HandoverRecord = {
  type: "CNAME",
  name: "ftl.jetafutures.com",
  target: "calm-rock-0a1b2c3d4.6.azurestaticapps.net",
  ttlSec: 300,
  why: "ftl.jetafutures.com then serves the trading platform's web app.",
  check: "dig +short CNAME ftl.jetafutures.com",
};

/** Puts the state of a deployed prd stack into a folder that is one of Pulumi's backends. */
function deployPrd(backend: string, handover: readonly HandoverRecord[]): void {
  const stack = {
    urn: "urn:pulumi:prd::ftl::pulumi:pulumi:Stack::ftl-prd",
    type: "pulumi:pulumi:Stack",
    custom: false,
    outputs: { phase: "provision", handover },
  };
  const checkpoint = { stack: "organization/ftl/prd", latest: { resources: [stack] } };
  const folder = path.join(backend, ".pulumi", "stacks", "ftl");
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(backend, ".pulumi", "meta.yaml"), "version: 1\n");
  fs.writeFileSync(path.join(folder, "prd.json"), JSON.stringify({ version: 3, checkpoint }));
}

describe("ftl handover", function () {
  this.timeout(60_000);
  let folder: string;
  const names = ["FTL_LOCAL", "PULUMI_BACKEND_URL", "PULUMI_HOME", "PULUMI_CONFIG_PASSPHRASE"];
  const before = names.map((name) => [name, process.env[name]] as const);
  beforeEach(() => {
    folder = temporaryFolder();
    process.env["FTL_LOCAL"] = folder;
  });
  afterEach(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  it("prints the record as text that its reader needs nothing else for", async () => {
    deployPrd(path.join(folder, "backend"), [record]);

    const { exitCode, out } = await ftl("handover prd --local");

    assert.equal(exitCode, 0);
    assert.equal(
      out,
      "Please add this record to the DNS zone that ftl.jetafutures.com is in:\n" +
        "\n" +
        "  Name:    ftl.jetafutures.com\n" +
        "  Type:    CNAME\n" +
        "  Target:  calm-rock-0a1b2c3d4.6.azurestaticapps.net\n" +
        "  TTL:     300 seconds\n" +
        "\n" +
        "Why: ftl.jetafutures.com then serves the trading platform's web app.\n" +
        "\n" +
        "It must lead there directly, and for as long as the name is used. In a zone at Cloudflare, leave its proxy\n" +
        'status at "DNS only": a proxied record does not show Azure where the name leads.\n' +
        "\n" +
        "To check that it stands:\n" +
        "\n" +
        "  dig +short CNAME ftl.jetafutures.com\n" +
        "\n" +
        "which then answers calm-rock-0a1b2c3d4.6.azurestaticapps.net.\n",
    );
  });

  it("tells the person who hands over what comes next, beside the text", async () => {
    deployPrd(path.join(folder, "backend"), [record]);

    const { error } = await ftl("handover prd --local");

    assert.equal(
      error,
      "\nWhen it stands: set record to standing for ftl.jetafutures.com in Pulumi.prd.yaml, and deploy.\n",
    );
  });

  it("prints nothing but JSON for machines, from where the stack is really deployed", async () => {
    const backend = path.join(folder, "real");
    deployPrd(backend, [record]);
    process.env["PULUMI_BACKEND_URL"] = `file://${backend}`;
    process.env["PULUMI_HOME"] = path.join(folder, "home");
    process.env["PULUMI_CONFIG_PASSPHRASE"] = "any";

    const { exitCode, out } = await ftl("handover prd --json");

    assert.equal(exitCode, 0);
    assert.deepEqual(JSON.parse(out), { stack: "prd", records: [record] });
  });

  it("writes the record on the local cloud, where the platform's own records are", async () => {
    deployPrd(path.join(folder, "backend"), [record]);

    const first = await ftl("handover prd --local --write");
    const again = await ftl("handover prd --local --write");

    const said =
      "ftl.jetafutures.com is a CNAME of calm-rock-0a1b2c3d4.6.azurestaticapps.net now, in the local cloud's zone jetafutures.com.\n";
    assert.deepEqual([first.out, again.out], [said, said]);
    const cloud = await startLocalCloud({ folder, zones: [] });
    try {
      assert.deepEqual(
        cloud.dns.resolve(record.name, "CNAME").map(({ content }) => content),
        [record.target],
      );
    } finally {
      await cloud.close();
    }
  });

  it("rejects --write where the zones are really others'", async () => {
    const { exitCode, error } = await ftl("handover prd --write");

    assert.equal(exitCode, 1);
    assert.match(error, /^Nobody but its owner writes into a zone of others/);
  });

  it("says so when there is nothing to hand over", async () => {
    deployPrd(path.join(folder, "backend"), []);

    const { exitCode, out } = await ftl("handover prd --local");

    assert.equal(exitCode, 0);
    assert.match(out, /^prd has no record to hand over/);
  });

  it("can't tell before the stack is deployed, and ends with 2", async () => {
    const { exitCode, out, error } = await ftl("handover stg --local");

    assert.equal(exitCode, 2);
    assert.equal(out, "");
    assert.equal(
      error,
      "stg is not deployed on the local cloud. Deploy it first: npx ftl local -- up --stack stg\n",
    );
  });

  it("can't tell when the engine doesn't know the stack, and ends with 2", async () => {
    const backend = path.join(folder, "empty");
    fs.mkdirSync(backend);
    process.env["PULUMI_BACKEND_URL"] = `file://${backend}`;
    process.env["PULUMI_HOME"] = path.join(folder, "home");

    const { exitCode, error } = await ftl("handover prd");

    assert.equal(exitCode, 2);
    assert.match(
      error,
      /^pulumi stack output --json --stack prd failed:\n.*no stack named 'prd' found/s,
    );
  });

  it("refuses a stack that is not there", async () => {
    const { exitCode, error } = await ftl("handover tst --local");

    assert.equal(exitCode, 1);
    assert.equal(error, "There is no stack 'tst'. Stacks here: prd, stg.\n");
  });
});
