// @ts-check
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const language = require("@pulumi/pulumi/proto/language_pb.js");

const modules = "node_modules/";

/**
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {boolean} [link]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [devDependencies]
 */

/**
 * The packages of a program as npm has locked them: the direct ones, or all.
 *
 * @param {language.GetProgramDependenciesRequest} request
 */
function programDependencies(request) {
  const folder = request.getInfo()?.getProgramDirectory() || request.getPwd();
  const packages = lockedPackages(folder);
  const root = packages[""] ?? {};
  const direct = new Set(Object.keys({ ...root.dependencies, ...root.devDependencies }));
  const response = new language.GetProgramDependenciesResponse();
  for (const [place, { version }] of Object.entries(packages)) {
    const at = place.lastIndexOf(modules);
    if (at === -1 || version === undefined) continue;
    const name = place.slice(at + modules.length);
    if (!request.getTransitivedependencies() && !(at === 0 && direct.has(name))) continue;
    const dependency = new language.DependencyInfo();
    dependency.setName(name);
    dependency.setVersion(version);
    response.addDependencies(dependency);
  }
  return response;
}

/**
 * @param {string} folder The lock file is here or in a folder above.
 * @returns {Record<string, LockedPackage>} By place: "" is the program, "node_modules/yaml" a package.
 */
function lockedPackages(folder) {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const file = path.join(at, "package-lock.json");
    if (fs.existsSync(file)) {
      const { packages } = JSON.parse(fs.readFileSync(file, "utf8"));
      if (!packages)
        throw new Error(`${file} is of an old form without "packages": run npm install`);
      return packages;
    }
    if (at === path.dirname(at)) {
      throw new Error(`there is no package-lock.json in ${folder} or above: run npm install there`);
    }
  }
}

module.exports = { programDependencies };
