import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { factsOf, statusOf, withoutCertificate } from "../../../operations/certificate/state";
import { selfSigned } from "../../support/selfSigned";

const wanted = {
  hostname: "api.example.com",
  kind: "keyvault",
  secretName: "cert-api-example-com",
} as const;
const start = new Date("2026-01-01T00:00:00Z");
const dayMs = 86_400_000;

function leafFor(...names: string[]): X509Certificate {
  const notAfter = new Date(start.getTime() + 90 * dayMs);
  return new X509Certificate(selfSigned({ names, notBefore: start, notAfter }).certificate);
}

/** State so many days after a certificate of 90 days was made, 30 days before whose end it is due. */
function stateAfter(days: number, leaf = leafFor("api.example.com")): string {
  const facts = factsOf(wanted.hostname, leaf);
  return statusOf(wanted, facts, new Date(start.getTime() + days * dayMs), 30).state;
}

describe("the state of a certificate", () => {
  for (const [days, state] of [
    [0, "valid"],
    [60, "valid"],
    [60.01, "due"],
    [89.99, "due"],
    [90, "expired"],
    [400, "expired"],
  ] as const) {
    it(`of 90 days is ${state} after ${days} days`, () => {
      assert.equal(stateAfter(days), state);
    });
  }

  it("is missing when the vault has none", () => {
    const { state, expires } = withoutCertificate(wanted, "missing");

    assert.deepEqual([state, expires], ["missing", undefined]);
  });

  it("is unfit when it is for other names, valid or not", () => {
    const leaf = leafFor("ws.example.com", "example.com");

    assert.deepEqual([stateAfter(1, leaf), stateAfter(91, leaf)], ["unfit", "unfit"]);
  });

  it("is told of a name that the certificate has among others, or by a wildcard", () => {
    for (const name of ["api.example.com", "*.example.com"]) {
      assert.equal(stateAfter(1, leafFor("other.example.com", name)), "valid", name);
    }
  });

  it("comes with the issuer, the end, and the whole days until then", () => {
    const now = new Date("2026-03-31T12:00:00Z");
    const facts = factsOf(wanted.hostname, leafFor("api.example.com"));

    assert.deepEqual(statusOf(wanted, facts, now, 30), {
      hostname: "api.example.com",
      kind: "keyvault",
      issuer: "api.example.com",
      expires: "2026-04-01T00:00:00.000Z",
      daysLeft: 0,
      state: "due",
    });
  });
});
