import assert from "node:assert/strict";
import { commonZone, dnsName, isRegistrable, isWsName, sameName } from "../../policy/dnsNames";

describe("DNS names in rules", () => {
  it("compares names without regard to case and the root's dot", () => {
    assert.equal(dnsName(" WS.Example.COM. "), "ws.example.com");
  });

  const same: readonly (readonly [string, string, boolean])[] = [
    ["live.example.com", "live.example.com", true],
    ["live", "live.example.com", true],
    ["a.live.example.com", "a.live", true],
    ["live", "live.com", false],
    ["liv", "live.example.com", false],
    ["live.example.com", "live.example.org", false],
    ["example.com", "live.example.com", false],
  ];
  for (const [one, other, expected] of same) {
    it(`takes ${one} and ${other} for ${expected ? "the same name" : "different names"}`, () => {
      assert.equal(sameName(one, other), expected);
      assert.equal(sameName(other, one), expected);
    });
  }

  it("tells names apart by their zone, where that is known", () => {
    const zone = "example.com";

    assert.equal(sameName("www", "www.staging.example.com", zone), false);
    assert.equal(sameName("www.staging", "www.staging.example.com", zone), true);
    assert.equal(sameName("@", "example.com", zone), true);
  });

  const zones: readonly (readonly [string[], string | undefined])[] = [
    [["ws.example.com", "asuid.ws.example.com", "example.com", "api"], "example.com"],
    [["example.com"], "example.com"],
    [["ws.example.com", "asuid.ws"], undefined],
    [["ws", "@"], undefined],
    [[], undefined],
  ];
  for (const [names, zone] of zones) {
    it(`takes ${zone ?? "nothing"} for the zone of ${names.join(", ") || "no names"}`, () => {
      assert.equal(commonZone(names), zone);
    });
  }

  for (const [name, expected] of [
    ["example.com", true],
    ["example.co.in", true],
    ["api.example.com", false],
    ["com", false],
  ] as const) {
    it(`takes ${name} for ${expected ? "a" : "no"} name that people register`, () => {
      assert.equal(isRegistrable(name), expected);
    });
  }

  const ws = ["ws", "ws.example.com", "prd-ws.example.com", "ws-eu.example.com", "ws2", "*.ws.a.b"];
  const others = [
    "",
    "*",
    "*.example.com",
    "news.example.com",
    "wss.example.com",
    "api.ws.example.com",
  ];
  for (const name of [...ws, ...others]) {
    it(`takes ${JSON.stringify(name)} for ${ws.includes(name) ? "a" : "no"} name of ws`, () => {
      assert.equal(isWsName(name), ws.includes(name));
    });
  }
});
