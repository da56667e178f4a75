import assert from "node:assert/strict";
import {
  answerFromSite,
  type SiteRequest,
} from "../../../../local-cloud/data-plane/staticSites/siteAnswer";
import {
  ConfigError,
  readSiteConfig,
} from "../../../../local-cloud/data-plane/staticSites/siteConfig";
import type { SiteContent } from "../../../../local-cloud/data-plane/staticSites/siteContent";

/** A site with these files, each with its own path as its ETag. */
function siteWith(config: object, ...paths: string[]): SiteContent {
  return {
    config: readSiteConfig(JSON.stringify(config)),
    files: new Map(paths.map((path) => [path, { file: path, etag: `"${path}"` }])),
  };
}

/** Status with what is served or where it leads: `200 /index.html`, `301 /about`. */
function outcome(content: SiteContent, path: string, request: Partial<SiteRequest> = {}): string {
  const answer = answerFromSite(content, { method: "GET", path, query: "", ...request });
  return [answer.status, answer.file ?? answer.headers["location"] ?? ""].join(" ").trim();
}

describe("what a static site answers", () => {
  describe("by the example of the documentation", () => {
    const content = siteWith(
      {
        routes: [
          { route: "/calendar*", rewrite: "/calendar.html" },
          { route: "/specials", redirect: "/deals", statusCode: 301 },
          { route: "/logout", redirect: "/.auth/logout" },
          { route: "/.auth/login/twitter", statusCode: 404 },
          { route: "/admin*", allowedRoles: ["administrator"] },
        ],
        navigationFallback: {
          rewrite: "index.html",
          exclude: ["/images/*.{png,jpg,gif}", "/css/*"],
        },
        responseOverrides: { "401": { statusCode: 302, redirect: "/login" } },
      },
      "/index.html",
      "/calendar.html",
      "/images/logo.png",
      "/css/global.css",
    );
    const cases: readonly (readonly [path: string, outcome: string])[] = [
      ["/", "200 /index.html"],
      ["/about/", "200 /index.html"],
      ["/images/logo.png", "200 /images/logo.png"],
      ["/images/icon.svg", "200 /index.html"],
      ["/images/unknown.png", "404"],
      ["/css/unknown.css", "404"],
      ["/css/global.css", "200 /css/global.css"],
      ["/calendar/2021/01", "200 /calendar.html"],
      ["/specials", "301 /deals"],
      ["/logout", "302 /.auth/logout"],
      ["/.auth/login/twitter", "404"],
      ["/admin/users", "302 /login"],
    ];
    for (const [path, wanted] of cases) {
      it(`${path}: ${wanted}`, () => assert.equal(outcome(content, path), wanted));
    }
  });

  describe("where pages have two addresses", () => {
    const files = ["/index.html", "/about.html", "/team/index.html"];
    const cases: readonly (readonly [slash: string, path: string, outcome: string])[] = [
      ["auto", "/about", "200 /about.html"],
      ["auto", "/about/", "301 /about"],
      ["auto", "/team", "301 /team/"],
      ["auto", "/team/", "200 /team/index.html"],
      ["always", "/about", "301 /about/"],
      ["always", "/team/", "200 /team/index.html"],
      ["never", "/about/", "301 /about"],
      ["never", "/team/", "301 /team"],
      ["never", "/", "200 /index.html"],
      ["auto", "/about.html", "200 /about.html"],
      ["auto", "/nothing", "404"],
    ];
    for (const [trailingSlash, path, wanted] of cases) {
      it(`${path} with trailingSlash ${trailingSlash}: ${wanted}`, () => {
        assert.equal(outcome(siteWith({ trailingSlash }, ...files), path), wanted);
      });
    }

    it("keeps the query when it leads from one to the other", () => {
      const content = siteWith({}, ...files);
      assert.equal(outcome(content, "/team", { query: "?a=1" }), "301 /team/?a=1");
    });
  });

  it("serves the page of its own for what is not found, with 404", () => {
    const content = siteWith(
      { responseOverrides: { "404": { rewrite: "/missing.html" } } },
      "/index.html",
      "/missing.html",
    );
    assert.equal(outcome(content, "/nothing"), "404 /missing.html");
  });

  it("takes a route's headers before the site's, and takes away those that are empty", () => {
    const content = siteWith(
      {
        routes: [
          { route: "/app.js", headers: { "Cache-Control": "immutable", "X-Frame-Options": "" } },
        ],
        globalHeaders: { "X-Frame-Options": "DENY", "cache-control": "no-cache" },
      },
      "/app.js",
    );
    const { headers } = answerFromSite(content, { method: "GET", path: "/app.js", query: "" });
    assert.deepEqual(headers, {
      "cache-control": "immutable",
      "content-type": "text/javascript; charset=utf-8",
      etag: '"/app.js"',
    });
  });

  it("answers 304 to whoever has the file already", () => {
    const content = siteWith({}, "/index.html");
    const ifNoneMatch = 'W/"other", "/index.html"';
    assert.equal(outcome(content, "/", { ifNoneMatch }), "304");
  });

  it("has the site's own content types", () => {
    const content = siteWith({ mimeTypes: { ".json": "text/json" } }, "/data.json");
    const { headers } = answerFromSite(content, { method: "GET", path: "/data.json", query: "" });
    assert.equal(headers["content-type"], "text/json");
  });

  it("rejects methods that change something with 405", () => {
    assert.equal(outcome(siteWith({}, "/index.html"), "/", { method: "POST" }), "405");
  });

  it("looks at a route's methods", () => {
    const content = siteWith(
      { routes: [{ route: "/", methods: ["HEAD"], redirect: "/head" }] },
      "/index.html",
    );
    assert.equal(outcome(content, "/"), "200 /index.html");
    assert.equal(outcome(content, "/", { method: "HEAD" }), "302 /head");
  });

  it("never leads outside of its files", () => {
    const content = siteWith({}, "/index.html");
    assert.equal(outcome(content, "/../../etc/passwd"), "404");
  });
});

describe("the configuration of a static site", () => {
  it("says which settings nothing is done with", () => {
    const { notModelled } = readSiteConfig('{"networking":{},"auth":{},"routes":[]}');
    assert.deepEqual(notModelled, ["networking", "auth"]);
  });

  const refusals: readonly (readonly [what: string, text: string, message: RegExp])[] = [
    ["no JSON", "{", /not JSON/],
    ["a list", "[]", /no JSON object/],
    ["more than 20 KB", JSON.stringify({ a: "x".repeat(20_480) }), /larger than 20 KB/],
    ["a route without its pattern", '{"routes":[{}]}', /routes\[0\]\.route is missing/],
    [
      "a route that rewrites and redirects",
      '{"routes":[{"route":"/","rewrite":"/a","redirect":"/b"}]}',
      /both rewrite and redirect/,
    ],
    ["a wildcard in the middle", '{"routes":[{"route":"/a/*/b"}]}', /wildcard/],
    ["a fallback without a page", '{"navigationFallback":{}}', /rewrite is missing/],
    ["a header over two lines", '{"globalHeaders":{"a":"b\\r\\nc: d"}}', /no header/],
    ["a status that is none", '{"routes":[{"route":"/","statusCode":42}]}', /no status code/],
    ["an unknown trailing slash", '{"trailingSlash":"maybe"}', /auto, always or never/],
  ];
  for (const [what, text, message] of refusals) {
    it(`rejects ${what}`, () => {
      assert.throws(
        () => readSiteConfig(text),
        (error) => error instanceof ConfigError && message.test(error.message),
      );
    });
  }
});
