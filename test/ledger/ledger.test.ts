import assert from "node:assert/strict";
import fs from "node:fs";
import { ledgerFile, readRules, type Rule } from "./ledger";
import { ledgerPage } from "./table";

describe("the ledger of the local cloud's rules", function () {
  // The whole local cloud is read, with what every name in it stands for.
  this.timeout(60_000);
  let rules: readonly Rule[];

  before(() => {
    rules = readRules();
  });

  const named = (found: readonly Rule[]) =>
    found.map(({ file, code, message }) => `${file}: ${code}, ${message}`);

  it("is what local-cloud/RULES.md says; 'npm run ledger' writes it anew", () => {
    const page = fs.readFileSync(ledgerFile, "utf8");

    assert.equal(page, ledgerPage(rules));
  });

  it("names a source for each, or says that there is none", () => {
    const unfounded = rules.filter(
      ({ origin }) => origin.addresses.length === 0 && !origin.undocumented,
    );

    assert.deepEqual(named(unfounded), []);
  });

  it("names a test for each code", () => {
    const untested = rules.filter(({ tests }) => tests.byCode.length === 0);

    assert.deepEqual(named(untested), []);
  });
});
