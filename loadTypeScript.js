// @ts-check
"use strict";

// Lets this process require TypeScript: types are stripped and not checked, `npm run check` does that. One loader for
// the program, the commands and the tests; several times faster than ts-node, see `npm run bench:loaders`.

const fs = require("node:fs");
const Module = require("node:module");
const { transformSync } = require("esbuild");

/** @typedef {NodeModule & { _compile(code: string, filename: string): void }} LoadedModule */

const extensions = /** @type {Record<string, (module: NodeModule, filename: string) => void>} */ (
  // @ts-expect-error -- documented as deprecated, not typed, and the only synchronous hook of CommonJS before Node 22
  Module._extensions
);

if (!extensions[".ts"]) {
  extensions[".ts"] = (module, filename) => {
    const { code } = transformSync(fs.readFileSync(filename, "utf8"), {
      loader: "ts",
      format: "cjs",
      target: "node20",
      sourcefile: filename,
      sourcemap: "inline",
      sourcesContent: false,
    });
    /** @type {LoadedModule} */ (module)._compile(code, filename);
  };
  process.setSourceMapsEnabled(true);
}
