import assert from "node:assert/strict";
import { match } from "../../workloads/http/httpServer";

describe("a route of a workload", () => {
  const cases: readonly (readonly [route: string, path: string, found: string[] | undefined])[] = [
    ["/health", "/health", []],
    ["/health", "/health/", undefined],
    ["/health", "/", undefined],
    ["/api/positions/:/close", "/api/positions/1/close", ["1"]],
    ["/api/positions/:/close", "/api/positions//close", undefined],
    ["/api/positions/:/close", "/api/positions/1/2/close", undefined],
    ["/api/futures/*", "/api/futures", []],
    ["/api/futures/*", "/api/futures/orders/1", []],
    ["/api/futures/*", "/api/futuresx", undefined],
  ];
  for (const [route, path, found] of cases) {
    it(`${route} ${found === undefined ? "is not" : "is"} for ${path}`, () => {
      assert.deepEqual(match(route, path), found);
    });
  }
});
