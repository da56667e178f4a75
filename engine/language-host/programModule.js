// @ts-check
"use strict";

const { createRequire } = require("node:module");
const path = require("node:path");

/**
 * File of a module of the SDK that the program itself has installed: program and runner must share one copy of it.
 *
 * @param {string} name "@pulumi/pulumi/cmd/run"
 * @param {string} folder The program's folder.
 * @throws {Error} It is not installed there.
 */
function programModule(name, folder) {
  try {
    return createRequire(path.join(folder, "package.json")).resolve(name);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "MODULE_NOT_FOUND") throw error;
    throw new Error(
      // The engine looks for the first sentence when a policy pack does not start.
      `Cannot find module '${name}'. The Pulumi SDK is not installed for ${folder}: run npm ci there.`,
    );
  }
}

module.exports = { programModule };
