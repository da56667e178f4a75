import assert from "node:assert/strict";
import { whoForbids } from "../../../local-cloud/arm/certificateAuthority";
import type { DnsAnswer, DnsView } from "../../../local-cloud/dnsView";

/** Public DNS of these answers, each found under the name and type that is asked for. */
function dnsOf(answers: Readonly<Record<string, readonly DnsAnswer[]>>): DnsView {
  return { resolve: (name, type) => [...(answers[`${type} ${name}`] ?? [])] };
}

describe("the CAA records that hold for an alias", () => {
  const alias: DnsAnswer = {
    name: "app.example.com",
    type: "CNAME",
    ttl: 300,
    content: "site.example.net",
  };
  const caa: DnsAnswer = {
    name: "example.com",
    type: "CAA",
    ttl: 300,
    content: '0 issue "letsencrypt.org"',
  };
  const dns = dnsOf({ "CAA app.example.com": [alias], "CAA example.com": [caa] });

  it("are its parent's where it leads to none", () => {
    assert.equal(whoForbids(dns, "app.example.com", "digicert.com"), "example.com");
  });

  it("let the authority issue that they name", () => {
    assert.equal(whoForbids(dns, "app.example.com", "letsencrypt.org"), undefined);
  });
});
