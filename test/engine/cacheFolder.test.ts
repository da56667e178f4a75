import assert from "node:assert/strict";
import path from "node:path";
import { cacheFolder } from "../../engine/cacheFolder";

describe("cacheFolder", () => {
  const cases: [string, NodeJS.ProcessEnv, NodeJS.Platform, string][] = [
    ["FTL_CACHE as it is", { FTL_CACHE: "/big/cache", HOME: "/home/a" }, "linux", "/big/cache"],
    ["XDG_CACHE_HOME", { XDG_CACHE_HOME: "/xdg", HOME: "/home/a" }, "linux", "/xdg/ftl-infra"],
    [
      "no relative XDG_CACHE_HOME",
      { XDG_CACHE_HOME: "x", HOME: "/h" },
      "linux",
      "/h/.cache/ftl-infra",
    ],
    ["~/.cache on Linux", { HOME: "/home/a" }, "linux", "/home/a/.cache/ftl-infra"],
    [
      "~/Library/Caches on macOS",
      { HOME: "/Users/a" },
      "darwin",
      "/Users/a/Library/Caches/ftl-infra",
    ],
    ["LOCALAPPDATA on Windows", { LOCALAPPDATA: "/local" }, "win32", "/local/ftl-infra"],
  ];
  for (const [what, environment, platform, expected] of cases) {
    it(`takes ${what}`, () => {
      assert.equal(cacheFolder(environment, platform), expected);
    });
  }

  it("makes a relative FTL_CACHE absolute", () => {
    assert.equal(cacheFolder({ FTL_CACHE: "here" }), path.resolve("here"));
  });
});
