import assert from "node:assert/strict";
import { dnsName, isWsName, sameName } from "../../policy/dnsNames";

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
