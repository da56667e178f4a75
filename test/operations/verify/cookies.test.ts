import assert from "node:assert/strict";
import { judgeCookie } from "../../../operations/verify/checks/cookies";

const good =
  "access_token=s3cret; Domain=.ftljeta.cloud; Path=/; Max-Age=900; HttpOnly; Secure; SameSite=None; Partitioned";

/** What is changed of a good cookie, and what is then said. */
const table: readonly [string, string, string][] = [
  ["Domain=.ftljeta.cloud", "Domain=.example.com", "Domain is .example.com, wanted .ftljeta.cloud"],
  ["Domain=.ftljeta.cloud; ", "", "Domain is missing, wanted .ftljeta.cloud"],
  ["Path=/", "Path=/api", "Path is /api, wanted /"],
  ["SameSite=None", "SameSite=Lax", "SameSite is Lax, wanted None"],
  ["HttpOnly; ", "", "HttpOnly is missing"],
  ["Secure; ", "", "Secure is missing"],
  ["; Partitioned", "", "Partitioned is missing"],
];

describe("the judgement of a session's cookie", () => {
  it("takes one with every attribute, in any case and without the domain's dot", () => {
    const header = good.toLowerCase().replace("domain=.", "domain=");

    const { faults } = judgeCookie(header, ".ftljeta.cloud");

    assert.deepEqual(faults, []);
  });

  for (const [from, to, fault] of table) {
    it(`rejects one with ${to === "" ? `no ${from.replaceAll(/[; ]/g, "")}` : to}`, () => {
      const judged = judgeCookie(good.replace(from, to), ".ftljeta.cloud");

      assert.deepEqual(judged, { name: "access_token", faults: [fault] });
    });
  }

  it("says nothing of the value", () => {
    const said = JSON.stringify(judgeCookie(good.replace("Secure; ", ""), ".example.com"));

    assert.doesNotMatch(said, /s3cret/);
  });
});
