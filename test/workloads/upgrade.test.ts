import assert from "node:assert/strict";
import { Cors } from "../../workloads/http/cors";
import { issueToken } from "../../workloads/session/tokens";
import { judgeUpgrade } from "../../workloads/webSocket/upgrade";

const own = "https://a.example";
const token = issueToken("ws", "user-1", "secret");

function judge(url: string, origin: string | undefined, isFuturesOn = false): string {
  const judged = judgeUpgrade(
    { url, headers: { origin } },
    { cors: new Cors(own), jwtSecret: "secret", isFuturesOn },
  );
  return "status" in judged ? String(judged.status) : `${judged.userId} ${judged.channel}`;
}

describe("a WebSocket", () => {
  const cases: readonly (readonly [url: string, origin: string | undefined, outcome: string])[] = [
    [`/?token=${token}`, own, "user-1 prices"],
    [`/ws?token=${token}`, own, "user-1 prices"],
    ["/ws", own, "401"],
    ["/ws?token=", own, "401"],
    [`/ws?token=${issueToken("access", "user-1", "secret")}`, own, "401"],
    [`/ws?token=${token}`, "https://evil.example", "403"],
    [`/ws?token=${token}`, undefined, "403"],
    [`/other?token=${token}`, own, "404"],
    [`/ws/futures?token=${token}`, own, "404"],
  ];
  for (const [url, origin, outcome] of cases) {
    it(`at ${url.replace(/=.{20,}/, "=…")} from ${origin ?? "no origin"}: ${outcome}`, () => {
      assert.equal(judge(url, origin), outcome);
    });
  }

  it("is there for futures when they are on", () => {
    assert.equal(judge(`/ws/futures?token=${token}`, own, true), "user-1 futures");
  });
});
