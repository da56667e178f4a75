import assert from "node:assert/strict";
import fc from "fast-check";
import { readRoutePattern } from "../../../../local-cloud/data-plane/staticSites/routePattern";

describe("a route pattern of a static site", () => {
  const cases: readonly (readonly [pattern: string, path: string, matches: boolean])[] = [
    ["/profile", "/profile", true],
    ["/profile", "/profile/", false],
    ["/profile", "/profile/index.html", false],
    ["/profile/index.html", "/profile/index.html", true],
    ["/profile/index.html", "/profile/", true],
    ["/profile/index.html", "/profile", true],
    ["/index.html", "/", true],
    ["/calendar*", "/calendar", true],
    ["/calendar*", "/calendar/january/1", true],
    ["/calendar*", "/calender", false],
    ["/calendar/*", "/calendar/2020", true],
    ["/calendar/*", "/calendar", false],
    ["/calendar/*", "/calendar/index.html", false],
    ["/images/*.png", "/images/logo.png", true],
    ["/images/*.png", "/images/logo.svg", false],
    ["/images/*.{png,jpg,gif}", "/images/small/head.jpg", true],
    ["/images/*.{png,jpg,gif}", "/images/icon.svg", false],
    ["/*", "/", true],
    ["/*", "/anything/at/all", true],
  ];
  for (const [pattern, path, matches] of cases) {
    it(`${pattern} ${matches ? "is" : "is not"} for ${path}`, () => {
      assert.equal(readRoutePattern(pattern)?.(path), matches);
    });
  }

  it("rejects a wildcard that is not at the end", () => {
    for (const pattern of ["/a/*/b", "/**", "/*.{png", "/*.", "/*x"]) {
      assert.equal(readRoutePattern(pattern), undefined, pattern);
    }
  });

  it("is for itself, whatever path it is", () => {
    fc.assert(
      fc.property(fc.webPath(), (path) => {
        fc.pre(path.startsWith("/") && !path.includes("*"));
        assert.equal(readRoutePattern(path)?.(path), true);
      }),
    );
  });
});
