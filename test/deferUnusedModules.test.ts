import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";

const root = path.join(__dirname, "..");

/** Runs code in a process that defers what is unused. */
function run(code: string): string {
  const args = ["--require", "./deferUnusedModules.js", "-e", code];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: "utf8",
  });
  assert.equal(status, 0, stderr);
  return stdout.trim();
}

describe("the SDK without what it doesn't use", () => {
  it("is loaded without TypeScript's compiler", () => {
    const loaded = run(`
      require("@pulumi/pulumi");
      console.log(Object.keys(require.cache).filter((file) => file.includes("typescript/lib")).length);
    `);

    assert.equal(loaded, "0");
  });

  it("still turns a function into text, with the compiler that this takes", () => {
    const text = run(`
      const { runtime } = require("@pulumi/pulumi");
      const answer = 42;
      runtime.serializeFunction(() => answer).then(({ text }) => console.log(text));
    `);

    assert.match(text, /answer/);
    assert.match(text, /42/);
  });

  it("still requires TypeScript through ts-node, once that has been registered", () => {
    const word = run(`
      require("ts-node").register({ transpileOnly: true });
      console.log(typeof require("./settings/nearest").nearest);
    `);

    assert.equal(word, "function");
  });
});
