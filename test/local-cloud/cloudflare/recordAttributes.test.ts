import assert from "node:assert/strict";
import fc from "fast-check";
import {
  readAttributes,
  type RecordAttributes,
  writeAttributes,
} from "../../../local-cloud/cloudflare/recordAttributes";
import type { DnsRecord } from "../../../local-cloud/cloudflare/cloudflareState";

const record: DnsRecord = {
  id: "1",
  zoneId: "1",
  name: "a.example.com",
  type: "TXT",
  content: '"text"',
  ttl: 60,
  proxied: false,
  tags: [],
  settings: {},
  created: "2026-01-01T00:00:00.000Z",
  modified: "2026-01-01T00:00:00.000Z",
};

describe("What a zone file says of a record behind it", () => {
  // The cases of https://developers.cloudflare.com/dns/manage-dns-records/how-to/import-and-export/.
  const cases: readonly [text: string, attributes: Partial<RecordAttributes>][] = [
    ["", {}],
    ["cf_tags=awesome", { tags: ["awesome"] }],
    [
      String.raw`cf_tags=tag1,tag2:value2,tag3:"value,with,commas",tag4:"with \"quotes\""`,
      { tags: ["tag1", "tag2:value2", "tag3:value,with,commas", 'tag4:with "quotes"'] },
    ],
    ['cf_tags=a:"",b:,c', { tags: ["a", "b", "c"] }],
    ["just a comment without tags", { comment: "just a comment without tags" }],
    ["it contains cf_tags= as text cf_tags=", { comment: "it contains cf_tags= as text" }],
    [
      "simple cf_tags=important,ticket:THIS-1",
      { comment: "simple", tags: ["important", "ticket:THIS-1"] },
    ],
    ["cf_tags=cf-proxied:true", { proxied: true }],
    ["cf_tags=test:1,cf-flatten-cname", { tags: ["test:1"], flattened: true }],
    ["mine cf_tags=b,cf-proxied:false", { comment: "mine", tags: ["b"], proxied: false }],
  ];
  for (const [text, attributes] of cases) {
    it(`is read from ${JSON.stringify(text)}`, () => {
      assert.deepEqual(readAttributes(text), { tags: [], flattened: false, ...attributes });
    });
  }

  it("is one line, whatever the comment has", () => {
    assert.equal(writeAttributes({ ...record, comment: "one\r\n  two" }), "one two");
  });

  it("is read as it was written, for any comment and any tags", () => {
    const comment = fc
      .array(fc.oneof(fc.constantFrom("cf_tags=", " ", "cf_tags=a", ",", '"'), fc.string()))
      .map((parts) =>
        parts
          .join("")
          .replaceAll(/[\r\n]/g, "")
          .trim(),
      );
    const tag = fc
      .tuple(fc.stringMatching(/^[a-z][a-z0-9_-]{0,5}$/), fc.string())
      .filter(([name]) => !name.startsWith("cf-"))
      .map(([name, value]) => (value === "" ? name : `${name}:${value}`));
    fc.assert(
      fc.property(
        comment,
        fc.array(tag, { maxLength: 3 }),
        fc.constantFrom("A", "TXT"),
        fc.boolean(),
        (said, tags, type, proxied) => {
          const own = said === "" ? {} : { comment: said };
          const text = writeAttributes({ ...record, ...own, type, tags, proxied });
          assert.deepEqual(readAttributes(text), {
            ...own,
            tags,
            flattened: false,
            ...(type === "A" ? { proxied } : {}),
          });
        },
      ),
      { numRuns: 500 },
    );
  });
});
