// @ts-check
"use strict";

// Lets this process require TypeScript: types are stripped and not checked, `npm run check` does that. One loader for
// the program, the commands and the tests; several times faster than ts-node, see `npm run bench:preview`.
//
// What esbuild makes of a file is kept under .ftl/, by the hash of all that it depends on, so that it is never stale.

const { createHash } = require("node:crypto");
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");

const kept = path.join(__dirname, ".ftl", "typescript");

/** @type {import("esbuild").TransformOptions} */
const options = {
  loader: "ts",
  format: "cjs",
  target: "node20",
  sourcemap: "inline",
  sourcesContent: false,
};
const basis = JSON.stringify([require("esbuild/package.json").version, options]);

/** @param {...string} parts */
function hashOf(...parts) {
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 32);
}

/**
 * JavaScript of a TypeScript file.
 *
 * @param {string} filename
 */
function javaScriptOf(filename) {
  const source = fs.readFileSync(filename, "utf8");
  const name = hashOf(filename);
  const file = path.join(kept, `${name}-${hashOf(basis, source)}.js`);
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    const { transformSync } = require("esbuild");
    const { code } = transformSync(source, { ...options, sourcefile: filename });
    keep(file, name, code);
    return code;
  }
}

/**
 * Keeps what was made of a file in place of what was made of it before.
 *
 * @param {string} file
 * @param {string} name
 * @param {string} code
 */
function keep(file, name, code) {
  try {
    fs.mkdirSync(kept, { recursive: true });
    for (const old of fs.readdirSync(kept)) {
      if (old.startsWith(`${name}-`)) fs.rmSync(path.join(kept, old), { force: true });
    }
    fs.writeFileSync(`${file}.${process.pid}`, code);
    fs.renameSync(`${file}.${process.pid}`, file);
  } catch {
    // A clone that can't be written to: every start then makes it anew.
  }
}

/** @typedef {NodeModule & { _compile(code: string, filename: string): void }} LoadedModule */

const extensions =
  /** @type {Record<string, (module: NodeModule, filename: string) => void>} */ (
    // @ts-expect-error -- documented as deprecated, not typed, and the only synchronous hook of CommonJS before Node 22
    Module._extensions
  );

if (!extensions[".ts"]) {
  extensions[".ts"] = (module, filename) => {
    /** @type {LoadedModule} */ (module)._compile(javaScriptOf(filename), filename);
  };
  process.setSourceMapsEnabled(true);
}
