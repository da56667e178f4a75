import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { startLocalCloud } from "../../../local-cloud";
import { serveDns } from "../../../local-cloud/data-plane/dns/dnsServer";
import { getPebble } from "../../support/pebble/buildPebble";
import { startPebble, type Pebble } from "../../support/pebble/startPebble";
import { temporaryFolder } from "../../support/temporaryFolder";
import { ftl } from "../commandLine";
import { makeVault } from "./vault";

describe("ftl certificate --local", function () {
  this.timeout(60_000);
  let folder: string;
  const { FTL_LOCAL } = process.env;

  beforeEach(async () => {
    folder = temporaryFolder();
    process.env["FTL_LOCAL"] = folder;
    const cloud = await startLocalCloud({ folder, zones: ["ftljeta.cloud"] });
    await makeVault(cloud);
    await cloud.close();
  });
  afterEach(() => {
    if (FTL_LOCAL === undefined) delete process.env["FTL_LOCAL"];
    else process.env["FTL_LOCAL"] = FTL_LOCAL;
  });

  it("goes from nothing to a certificate for every name, and shows them in a table", async () => {
    const before = await ftl("certificate status prd --local");
    const issue = await ftl("certificate issue prd --local");
    const after = await ftl("certificate status prd --local");

    assert.deepEqual([before.exitCode, issue.exitCode, after.exitCode], [1, 0, 0]);
    assert.equal(
      before.out,
      "NAME                   KIND      ISSUER  EXPIRES  DAYS LEFT  STATE\n" +
        "api.ftljeta.cloud      keyvault  -       -        -          missing\n" +
        "prd-api.ftljeta.cloud  keyvault  -       -        -          missing\n" +
        "ws.ftljeta.cloud       managed   -       -        -          unbound\n" +
        "prd-ws.ftljeta.cloud   managed   -       -        -          unbound\n",
    );
    assert.match(after.out, /^api\.ftljeta\.cloud +keyvault +R12 +\d{4}-\d\d-\d\d +89 +valid$/m);
  });

  it("says aloud that no ACME is spoken when no directory is named", async () => {
    const { out } = await ftl("certificate issue prd --local");

    assert.match(
      out,
      /^No --directory is given: the local cloud's own authority signs, without ACME\.$/m,
    );
  });

  it("prints nothing but JSON for machines", async () => {
    const { out } = await ftl("certificate issue prd --local --json");

    const { stack, certificates } = JSON.parse(out) as {
      stack: string;
      certificates: { hostname: string; result: string }[];
    };
    assert.equal(stack, "prd");
    assert.deepEqual(
      certificates.map(({ hostname, result }) => `${hostname} ${result}`),
      ["api.ftljeta.cloud obtained", "prd-api.ftljeta.cloud obtained"],
    );
  });

  it("keeps to the names that it is given", async () => {
    const { out } = await ftl("certificate renew prd --local --json --name api.ftljeta.cloud");

    const { certificates } = JSON.parse(out) as { certificates: { hostname: string }[] };
    assert.deepEqual(
      certificates.map(({ hostname }) => hostname),
      ["api.ftljeta.cloud"],
    );
  });

  for (const [what, args, message] of [
    [
      "a name whose certificate is not in the vault",
      "prd --name ws.ftljeta.cloud",
      "prd has no certificate in its vault for ws.ftljeta.cloud. It has: api.ftljeta.cloud, prd-api.ftljeta.cloud.\n",
    ],
    ["a stack that is not there", "tst", "There is no stack 'tst'. Stacks here: prd, stg.\n"],
    [
      "a stack that is not deployed",
      "stg",
      "The local cloud has no vault ftl-stg-kv-cin. Deploy it first: npx ftl local -- up --stack stg\n",
    ],
    [
      "a directory that does not answer",
      "prd --name api.ftljeta.cloud --directory https://127.0.0.1:1/dir --dns-port 0",
      undefined,
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { exitCode, error, out } = await ftl(`certificate issue --local ${args}`);

      assert.equal(exitCode, 1);
      if (message !== undefined) assert.equal(error, message);
      else
        assert.match(
          out,
          /failed: https:\/\/127\.0\.0\.1:1\/dir can't be used: connect ECONNREFUSED/,
        );
    });
  }

  it("leaves no key in what it prints, nor in any file but the local cloud's own", async () => {
    const { out, error } = await ftl("certificate issue prd --local");

    assert.doesNotMatch(out + error, /PRIVATE KEY/);
    const holders = fs
      .readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => fs.statSync(path.join(folder, file)).isFile())
      .filter((file) => fs.readFileSync(path.join(folder, file), "utf8").includes("PRIVATE KEY"));
    assert.deepEqual(holders.toSorted(), ["cloud.json", "https/authority.pem.key"]);
  });

  describe("with an ACME directory", () => {
    let pebble: Pebble | undefined;
    let dnsPort: number;
    before(async function () {
      this.timeout(180_000);
      const program = await getPebble();
      if (program === undefined) this.skip();
      const listening = await serveDns(() => []);
      dnsPort = listening.port;
      await listening.close();
      pebble = await startPebble(program, dnsPort);
    });
    after(() => pebble?.close());

    it("obtains by it, while it looks at the local cloud's DNS", async () => {
      const ca = path.join(folder, "directory.pem");
      fs.writeFileSync(ca, pebble!.directoryCa);

      const { exitCode, out } = await ftl(
        "certificate issue prd --local --name api.ftljeta.cloud " +
          `--directory ${pebble!.directoryUrl} --directory-ca ${ca} --dns-port ${dnsPort}`,
      );

      assert.match(out, /^api\.ftljeta\.cloud: obtained from Pebble Intermediate CA/m);
      assert.equal(exitCode, 0);
    });
  });
});
