import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { rules } from "../../policy/rules";
import { RunningPack } from "../support/analyzer";
import { projectFolder } from "../support/configBag";

const policyFolder = path.join(projectFolder, "policy");

describe("the policy pack", () => {
  it("lists its rules with level and version, the one about waivers last", async () => {
    const pack = await RunningPack.start();
    try {
      const { name, version, policiesList } = await pack.info();

      assert.deepEqual({ name, version }, { name: "ftl-policy", version: "0.1.0" });
      assert.deepEqual(
        policiesList.map((policy) => policy.name),
        [...rules.map((rule) => rule.name), "waivers-in-order"],
      );
      assert.deepEqual([...new Set(policiesList.map((policy) => policy.enforcementlevel))], [1]);
      assert.equal(policiesList[0]?.severity, 4);
    } finally {
      await pack.stop();
    }
  });

  it("comes up whatever the working directory", async () => {
    const pack = await RunningPack.start(policyFolder, projectFolder);
    try {
      assert.equal((await pack.info()).name, "ftl-policy");
    } finally {
      await pack.stop();
    }
  });

  it("runs the sources as they are, not what an earlier start made of them", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "ftl-policy-"));
    try {
      fs.cpSync(policyFolder, path.join(folder, "policy"), { recursive: true });
      fs.cpSync(path.join(projectFolder, "settings"), path.join(folder, "settings"), {
        recursive: true,
      });
      fs.symlinkSync(path.join(projectFolder, "node_modules"), path.join(folder, "node_modules"));
      const rule = path.join(folder, "policy/rules/wsDnsOnly.ts");
      const renamed = fs.readFileSync(rule, "utf8").replace("ws-record-dns-only", "renamed");
      fs.writeFileSync(rule, renamed);

      const pack = await RunningPack.start(path.join(folder, "policy"));
      const { policiesList } = await pack.info();
      await pack.stop();

      assert.equal(policiesList[0]?.name, "renamed");
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  it("rejects a broken source with its file and line", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "ftl-policy-"));
    try {
      fs.cpSync(policyFolder, folder, { recursive: true });
      fs.symlinkSync(path.join(projectFolder, "node_modules"), path.join(folder, "node_modules"));
      fs.writeFileSync(path.join(folder, "pack.ts"), "const rule = ;\n");

      await assert.rejects(RunningPack.start(folder), /pack\.ts:1:13: ERROR: Unexpected ";"/);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
