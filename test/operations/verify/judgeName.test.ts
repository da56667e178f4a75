import assert from "node:assert/strict";
import type { Hostname } from "../../../operations/verify/hostnames";
import { judgeName } from "../../../operations/verify/judgeName";
import type { DnsRecord, Resolution } from "../../../operations/verify/vantage";

const target = "ftl-prd-api.gentlesky.centralindia.azurecontainerapps.io";

function hostname(changes: Partial<Hostname> = {}): Hostname {
  return {
    name: "api.ftljeta.cloud",
    role: "api",
    phase: "bind",
    certificate: "keyvault",
    record: "declared",
    target,
    isProxied: false,
    willBeProxied: true,
    ttl: 300,
    isServed: true,
    ...changes,
  };
}

const alias = (content: string, ttl = 300): DnsRecord => ({
  name: "api.ftljeta.cloud",
  type: "CNAME",
  ttl,
  content,
});
const address = (content: string, name = "api.ftljeta.cloud"): DnsRecord => ({
  name,
  type: "A",
  ttl: 300,
  content,
});
const answered = (records: readonly DnsRecord[], exists = true): Resolution => ({
  records,
  exists,
  by: "192.0.2.53",
});

const live = hostname({ phase: "live", isProxied: true });
const edge = [address("192.0.2.10"), address("192.0.2.11")];
const direct = [alias(target), address("203.0.113.9", target)];

/** What DNS answers, and what that comes to. */
const table: readonly [string, Hostname, Resolution, "pass" | "fail" | "inconclusive", RegExp][] = [
  ["a CNAME straight to the app", hostname(), answered(direct), "pass", /CNAME ftl-prd-api.*300 s/],
  [
    "a shorter TTL, which a cache has counted down",
    hostname(),
    answered([alias(target, 7), direct[1]!]),
    "pass",
    /7 s/,
  ],
  [
    "a longer TTL",
    hostname(),
    answered([alias(target, 3600), direct[1]!]),
    "fail",
    /3600 s.*300 s/,
  ],
  [
    "another target",
    hostname(),
    answered([alias("elsewhere.example"), address("203.0.113.9", "elsewhere.example")]),
    "fail",
    /elsewhere\.example; wanted/,
  ],
  ["a target without an address", hostname(), answered([alias(target)]), "fail", /no address/],
  [
    "an address in place of the CNAME",
    hostname(),
    answered([address("203.0.113.77")]),
    "fail",
    /203\.0\.113\.77; wanted CNAME/,
  ],
  ["no record", hostname(), answered([]), "fail", /neither a CNAME nor an address/],
  ["no such name", hostname(), answered([], false), "fail", /no such name/],
  [
    "Cloudflare's addresses before it is live",
    hostname(),
    answered(edge),
    "fail",
    /proxied: 192\.0\.2\.10/,
  ],
  ["no answer", hostname(), { unknown: "192.0.2.53 answers REFUSED" }, "inconclusive", /REFUSED/],
  ["Cloudflare's addresses, once it is live", live, answered(edge), "pass", /proxied/],
  ["a CNAME, once it is live", live, answered(direct), "fail", /DNS-only: CNAME/],
  [
    "an address of nobody's edge, once it is live",
    live,
    answered([address("203.0.113.77")]),
    "fail",
    /not Cloudflare's/,
  ],
  [
    "a proxied record that a zone's owner keeps",
    hostname({ role: "frontend", record: "standing" }),
    answered(edge),
    "pass",
    /zone's owner/,
  ],
  [
    "a proxied record that was only asked for",
    hostname({ role: "frontend", record: "handover" }),
    answered(edge),
    "fail",
    /proxied/,
  ],
];

describe("the judgement of a hostname's record", () => {
  for (const [what, wanted, resolution, outcome, saw] of table) {
    it(`${outcome === "pass" ? "takes" : outcome === "fail" ? "rejects" : "can't tell of"} ${what}`, async () => {
      const verdict = await judgeName(wanted, {
        resolve: () => Promise.resolve(resolution),
        isEdge: (one) => one.startsWith("192.0.2."),
        mend: "Mend it.",
      });

      assert.equal(verdict.outcome, outcome, verdict.saw);
      assert.match(verdict.saw, saw);
    });
  }
});
