// Loads pack.ts without Pulumi's type check, which takes longer than everything else about the pack: esbuild
// bundles the sources in memory at every start, so that no build can be stale. `npm run check` checks the types.
const path = require("node:path");
const { compileFunction } = require("node:vm");
const { buildSync } = require("esbuild");

// The policy SDK reads the pack's version from the package.json of the working directory.
process.chdir(__dirname);

const file = path.join(__dirname, "pack.ts");
const { outputFiles } = buildSync({
  entryPoints: [file],
  bundle: true,
  packages: "external",
  platform: "node",
  format: "cjs",
  target: "node20",
  write: false,
  logLevel: "silent",
});
for (const { text } of outputFiles) {
  compileFunction(text, ["require", "module"], { filename: file })(require, { exports: {} });
}
