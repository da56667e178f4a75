import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { strToU8, zipSync } from "fflate";
import { isInside, unpack } from "../../../../local-cloud/data-plane/staticSites/archive";
import { DeploymentRefused } from "../../../../local-cloud/data-plane/staticSites/deploymentRefused";
import { temporaryFolder } from "../../../support/temporaryFolder";

const refused = (status: number) => (error: unknown) =>
  error instanceof DeploymentRefused && error.status === status;

describe("the archive of a deployment", () => {
  it("is unpacked with its folders", async () => {
    const folder = temporaryFolder();
    const zip = zipSync({ "index.html": strToU8("page"), assets: { "app.js": strToU8("app") } });
    await unpack(zip, folder, 100);
    assert.equal(fs.readFileSync(path.join(folder, "assets", "app.js"), "utf8"), "app");
  });

  it("rejects more than the plan's limit, before it is unpacked", async () => {
    const folder = temporaryFolder();
    const zip = zipSync({ "index.html": new Uint8Array(101) });
    await assert.rejects(unpack(zip, folder, 100), refused(413));
    assert.deepEqual(fs.readdirSync(folder), []);
  });

  it("rejects what is no archive", () =>
    assert.rejects(unpack(strToU8("no archive"), temporaryFolder(), 100), refused(400)));

  it("rejects a name that leads out of the folder, and writes nothing", async () => {
    const folder = path.join(temporaryFolder(), "site");
    fs.mkdirSync(folder);
    const zip = zipSync({ "index.html": strToU8("page"), "../outside.txt": strToU8("x") });
    await assert.rejects(unpack(zip, folder, 100), refused(400));
    assert.deepEqual(fs.readdirSync(path.dirname(folder)), ["site"]);
    assert.deepEqual(fs.readdirSync(folder), []);
  });

  for (const name of ["../a", "/a", "a/../../b", "a/./b", "C:\\a", "c:a", "a\\b", "a//b", "a\0b"]) {
    it(`has no file ${JSON.stringify(name)}`, () => assert.equal(isInside(name), false));
  }
});
