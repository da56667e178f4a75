import assert from "node:assert/strict";
import { thisProgram } from "../../../operations/project";
import { ruleResults } from "../../../operations/review/ruleResults";
import { types } from "../../../policy/types";
import { cname } from "../guards/changes";

const type = types.dnsRecord;
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function resource(name: string, proxied: unknown) {
  const inputs = cname(name, { proxied });
  return { type, urn: `urn:pulumi:prd::ftl::${type}::${name}`, inputs, outputs: inputs };
}

/** What `pulumi stack export` writes. */
function state(...resources: object[]): string {
  return JSON.stringify({ deployment: { resources } });
}

/** What `pulumi preview --json --show-sames` writes. */
function preview(...resources: object[]): string {
  return JSON.stringify({ steps: resources.map((newState) => ({ op: "update", newState })) });
}

function wsRule(...records: string[]) {
  return ruleResults(records, thisProgram).find(({ rule }) => rule === "ws-record-dns-only")!;
}

describe("what the rules say in a review", () => {
  it("is the worst of what a rule says of its resources, by their names", () => {
    const { outcome, resources, messages, onKnownValues } = wsRule(
      state(resource("ws.ftljeta.cloud", true), resource("prd-ws.ftljeta.cloud", false)),
    );

    assert.equal(outcome, "failed");
    assert.equal(resources, 2);
    assert.equal(onKnownValues, true);
    assert.equal(messages.length, 1);
    assert.match(messages[0]!, /^ws\.ftljeta\.cloud: .* has proxied: true/);
  });

  it("is of the last record that has a resource", () => {
    const before = state(resource("ws.ftljeta.cloud", false), resource("api.ftljeta.cloud", true));
    const after = preview(resource("ws.ftljeta.cloud", true));

    assert.equal(wsRule(before, after).outcome, "failed");
    assert.equal(wsRule(after, before).outcome, "passed");
  });

  it("names what wasn't known, by resource and property", () => {
    const results = ruleResults([preview(resource("ws.ftljeta.cloud", unknown))], thisProgram);
    const open = results.filter(({ onKnownValues }) => !onKnownValues);

    assert.ok(open.length > 0);
    for (const { unknowns } of open) assert.match(unknowns[0]!, /^ws\.ftljeta\.cloud: \w/);
  });
});
