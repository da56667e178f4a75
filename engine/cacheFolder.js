// @ts-check
"use strict";

const os = require("node:os");
const path = require("node:path");

/**
 * The one folder outside the clone that this project writes to: the engine, and what is needed while it
 * is being built or packages are being installed.
 *
 * `FTL_CACHE` moves it; it is taken as it is. Otherwise it is `ftl-infra` in the user's cache folder.
 * Plain JavaScript, because it is needed before the packages are installed.
 *
 * @param {NodeJS.ProcessEnv} [environment]
 * @param {NodeJS.Platform} [platform]
 * @returns {string} An absolute path. The folder need not exist yet.
 */
function cacheFolder(environment = process.env, platform = process.platform) {
  if (environment["FTL_CACHE"]) return path.resolve(environment["FTL_CACHE"]);
  return path.join(userCacheFolder(environment, platform), "ftl-infra");
}

/**
 * @param {NodeJS.ProcessEnv} environment
 * @param {NodeJS.Platform} platform
 */
function userCacheFolder(environment, platform) {
  const home = environment["HOME"] || environment["USERPROFILE"] || os.homedir();
  // The specification says that a relative path in XDG_CACHE_HOME is to be ignored:
  // https://specifications.freedesktop.org/basedir-spec/latest/
  const xdg = environment["XDG_CACHE_HOME"];
  if (xdg && path.isAbsolute(xdg)) return xdg;
  if (platform === "darwin") return path.join(home, "Library", "Caches");
  if (platform === "win32")
    return environment["LOCALAPPDATA"] || path.join(home, "AppData", "Local");
  return path.join(home, ".cache");
}

module.exports = { cacheFolder };
