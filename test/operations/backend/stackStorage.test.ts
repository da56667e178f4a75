import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { stackStorage } from "../../../operations/backend/stackStorage";
import { temporaryFolder } from "../../support/temporaryFolder";

describe("the storage of a stack", () => {
  const names = ["FTL_LOCAL", "FTL_LOCAL_BACKEND", "PULUMI_BACKEND_URL"] as const;
  const kept = names.map((name) => [name, process.env[name]] as const);
  beforeEach(() => {
    for (const name of names) delete process.env[name];
  });
  after(() => {
    for (const [name, value] of kept) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  it("is the local cloud's own folder, where nothing else is said", async () => {
    const folder = temporaryFolder();
    fs.mkdirSync(path.join(folder, "backend"));
    process.env["FTL_LOCAL"] = folder;

    assert.equal((await stackStorage("stg", true)).url, `file://${folder}/backend`);
  });

  it("is what FTL_LOCAL_BACKEND says of the local cloud, and PULUMI_BACKEND_URL of real stacks", async () => {
    const [local, real] = [temporaryFolder(), temporaryFolder()];
    process.env["FTL_LOCAL_BACKEND"] = `file://${local}`;
    process.env["PULUMI_BACKEND_URL"] = `file://${real}`;

    assert.equal((await stackStorage("stg", true)).url, `file://${local}`);
    assert.equal((await stackStorage("stg", false)).url, `file://${real}`);
  });

  it("rejects a local cloud on which nothing was deployed", async () => {
    process.env["FTL_LOCAL"] = temporaryFolder();

    await assert.rejects(stackStorage("stg", true), {
      message: /Nothing was ever deployed.*npx ftl local -- up --stack stg/,
      exitCode: 2,
    });
  });

  it("rejects a stack that there isn't", async () => {
    await assert.rejects(stackStorage("stgg", true), /There is no stack 'stgg'/);
  });
});
