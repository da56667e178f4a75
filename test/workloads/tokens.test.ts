import assert from "node:assert/strict";
import { sign } from "jsonwebtoken";
import { issueToken, readToken, type TokenKind } from "../../workloads/session/tokens";

const kinds: readonly TokenKind[] = ["access", "refresh", "ws"];

describe("a token", () => {
  for (const kind of kinds) {
    it(`for ${kind} names its user`, () => {
      assert.equal(readToken(kind, issueToken(kind, "user-1", "secret"), "secret"), "user-1");
    });

    for (const other of kinds.filter((one) => one !== kind)) {
      it(`for ${kind} is none for ${other}`, () => {
        assert.equal(readToken(other, issueToken(kind, "user-1", "secret"), "secret"), undefined);
      });
    }
  }

  const bad: readonly (readonly [what: string, token: string | undefined])[] = [
    ["signed with another secret", issueToken("ws", "user-1", "other")],
    ["that has expired", sign({ kind: "ws" }, "secret", { subject: "user-1", expiresIn: -1 })],
    ["signed by nobody", sign({ kind: "ws" }, "", { subject: "user-1", algorithm: "none" })],
    [
      "signed with another algorithm",
      sign({ kind: "ws" }, "secret", { subject: "user-1", algorithm: "HS512" }),
    ],
    ["that is none", "token"],
    ["that is missing", undefined],
  ];
  for (const [what, token] of bad) {
    it(`${what} names nobody`, () => {
      assert.equal(readToken("ws", token, "secret"), undefined);
    });
  }
});
