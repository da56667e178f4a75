import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { CookieJar } from "../../../operations/verify/cookieJar";
import { temporaryFolder } from "../../support/temporaryFolder";

const now = new Date("2026-06-01T00:00:00Z");
const later = Date.parse("2026-06-02T00:00:00Z") / 1000;
const earlier = Date.parse("2026-05-31T00:00:00Z") / 1000;

function jarOf(...lines: string[]): CookieJar {
  const file = path.join(temporaryFolder(), "jar");
  fs.writeFileSync(file, ["# Netscape HTTP Cookie File", "", ...lines].join("\r\n"));
  return CookieJar.read(file);
}

const line = (domain: string, below: boolean, at: string, expires: number, name = "a") =>
  [domain, below ? "TRUE" : "FALSE", at, "TRUE", expires, name, "v"].join("\t");

describe("a cookie jar", () => {
  it("has the cookies of a host, its domain, its path and its time, those that scripts don't see too", () => {
    const jar = jarOf(
      `#HttpOnly_${line(".example.com", true, "/", later, "one")}`,
      line("api.example.com", false, "/api", 0, "two"),
      line("api.example.com", false, "/admin", 0, "elsewhere"),
      line("example.com", false, "/", later, "above"),
      line(".example.com", true, "/", earlier, "old"),
      line("notexample.com", true, "/", later, "other"),
    );

    const { cookie } = jar.headerFor("api.example.com", "/api/me", now);

    assert.equal(cookie, "one=v; two=v");
  });

  const table: readonly [string, string, RegExp][] = [
    ["is for another host", line("example.org", true, "/", later), /only for example\.org/],
    ["has expired", line(".example.com", true, "/", earlier), /have expired/],
    ["is for another path", line(".example.com", true, "/admin", later), /no cookie for \/api\/me/],
  ];
  for (const [what, content, why] of table) {
    it(`says so when what it has ${what}`, () => {
      assert.match(jarOf(content).headerFor("api.example.com", "/api/me", now).why!, why);
    });
  }

  it("is refused when it is not there", () => {
    assert.throws(() => CookieJar.read("/nowhere/jar"), {
      name: "Refusal",
      exitCode: 2,
      message: /can't be read: ENOENT/,
    });
  });

  it("is refused, without a word of what is in it, when it is none", () => {
    const wrong = () => jarOf("access_token=s3cret; Path=/");

    assert.throws(wrong, (error: Error) => {
      assert.match(error.message, /has no cookie in it.*Netscape/);
      assert.doesNotMatch(error.message, /s3cret/);
      return true;
    });
  });
});
