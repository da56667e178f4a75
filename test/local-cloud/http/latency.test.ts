import assert from "node:assert/strict";
import { LatencySyntaxError, parseLatency } from "../../../local-cloud/http/latency";

describe("latency", () => {
  for (const [text, milliseconds] of [
    ["none", 0],
    ["real", 300_000],
    ["0.5", 150_000],
    ["1/60", 5000],
    ["0", 0],
  ] as const) {
    it(`'${text}' makes ${milliseconds} ms of 300 s`, () => {
      assert.equal(parseLatency(text)(300), milliseconds);
    });
  }

  for (const text of ["", "fast", "-1", "1/0", "1e9", "1001"]) {
    it(`rejects '${text}'`, () => {
      assert.throws(() => parseLatency(text), LatencySyntaxError);
    });
  }
});
