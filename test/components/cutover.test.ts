import assert from "node:assert/strict";
import { isBound, proxying } from "../../components/cutover";

describe("proxying", () => {
  for (const [phase, wanted, proxied, ttl] of [
    ["provision", false, false, 300],
    ["provision", true, false, 300],
    ["bind", false, false, 300],
    ["bind", true, false, 300],
    ["live", false, false, 300],
    ["live", true, true, 1],
  ] as const) {
    it(`is ${proxied ? "orange" : "grey"} in ${phase} where the settings want ${wanted ? "the proxy" : "DNS only"}`, () => {
      assert.deepEqual(proxying(phase, wanted), { proxied, ttl });
    });
  }
});

describe("isBound", () => {
  for (const [phase, bound] of [
    ["provision", false],
    ["bind", true],
    ["live", true],
  ] as const) {
    it(`is ${bound} in ${phase}`, () => assert.equal(isBound(phase), bound));
  }
});
