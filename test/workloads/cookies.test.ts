import assert from "node:assert/strict";
import { buildCookie, clearedCookie, readCookies } from "../../workloads/session/cookies";

/** Attributes of a cookie, without its name and value, and without how long it lasts. */
function attributes(cookie: string): string[] {
  return cookie
    .split("; ")
    .slice(1)
    .filter((attribute) => !attribute.startsWith("Max-Age="));
}

describe("a session's cookie", () => {
  it("goes along from another site, over TLS, and no script reads it", () => {
    assert.deepEqual(attributes(buildCookie("name", { value: "1", maxAgeSec: 60 }, ".a.example")), [
      "Domain=.a.example",
      "Path=/",
      "HttpOnly",
      "Secure",
      "SameSite=None",
      "Partitioned",
    ]);
  });

  it("is cleared with the attributes that it was set with", () => {
    const set = buildCookie("name", { value: "1", maxAgeSec: 60 }, ".a.example");
    const cleared = clearedCookie("name", ".a.example");
    assert.deepEqual(attributes(cleared), attributes(set));
    assert.match(cleared, /^name=; .*Max-Age=0/);
  });

  const headers: readonly (readonly [header: string | undefined, value: string | undefined])[] = [
    ["session=1", "1"],
    ["other=2; session=1", "1"],
    ["session=1; session=2", "1"],
    ["session=a=b", "a=b"],
    ["xsession=1", undefined],
    ["session", undefined],
    ["", undefined],
    [undefined, undefined],
  ];
  for (const [header, value] of headers) {
    it(`is ${value ?? "none"} in ${JSON.stringify(header) ?? "no header"}`, () => {
      assert.equal(readCookies(header).get("session"), value);
    });
  }
});
