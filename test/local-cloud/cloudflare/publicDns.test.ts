import assert from "node:assert/strict";
import fc from "fast-check";
import { TestAccount } from "./account";

describe("Public DNS", () => {
  let account: TestAccount;
  beforeEach(async () => {
    account = await TestAccount.open();
  });
  afterEach(() => account.close());

  it("answers a name's own records of the type, in any case and with a dot at the end", async () => {
    await account.add("api", "A", "198.51.100.1");
    await account.add("api", "TXT", '"text"');

    assert.deepEqual(account.dns.resolve("API.example.com.", "A"), [
      { name: "api.example.com", type: "A", ttl: 300, content: "198.51.100.1" },
    ]);
    assert.deepEqual(account.answers("api.example.com", "AAAA"), []);
    assert.deepEqual(account.answers("gone.example.com", "A"), []);
    assert.deepEqual(account.answers("example.net", "A"), []);
  });

  it("answers an automatic time to live with 300 seconds", async () => {
    await account.add("api", "A", "198.51.100.1", { ttl: 1 });
    assert.equal(account.dns.resolve("api.example.com", "A")[0]?.ttl, 300);
  });

  describe("of CNAMEs", () => {
    it("gives the chain, then what stands at its end", async () => {
      await account.add("a", "CNAME", "b.example.com");
      await account.add("b", "CNAME", "c.example.com");
      await account.add("c", "A", "198.51.100.1");

      assert.deepEqual(account.answers("a.example.com", "A"), [
        "CNAME b.example.com",
        "CNAME c.example.com",
        "A 198.51.100.1",
      ]);
      assert.deepEqual(account.answers("a.example.com", "CNAME"), ["CNAME b.example.com"]);
    });

    it("gives the chain alone where it leads out of the account's zones", async () => {
      await account.add("ws", "CNAME", "app.azurecontainerapps.io");
      assert.deepEqual(account.answers("ws.example.com", "A"), ["CNAME app.azurecontainerapps.io"]);
    });

    it("shows the text beside one, without following it", async () => {
      await account.add("a", "CNAME", "b.example.com");
      await account.add("a", "TXT", '"here"');
      assert.deepEqual(account.answers("a.example.com", "TXT"), ["TXT here"]);
    });

    it("never goes round in a circle: it has no answer then", async () => {
      await account.add("a", "CNAME", "b.example.com");
      await account.add("b", "CNAME", "a.example.com");

      assert.deepEqual(account.answers("a.example.com", "A"), []);
      assert.deepEqual(account.answers("a.example.com", "CNAME"), ["CNAME b.example.com"]);
    });

    it("has an answer at the end of a chain of 15, and none of a longer one", async () => {
      for (let index = 0; index < 16; index++) {
        await account.add(`n${index}`, "CNAME", `n${index + 1}.example.com`);
      }
      await account.add("n16", "A", "198.51.100.1");

      assert.equal(account.answers("n1.example.com", "A").length, 16);
      assert.deepEqual(account.answers("n0.example.com", "A"), []);
    });

    it("comes to an end for any set of CNAMEs", async () => {
      const names = [
        "example.com",
        "a.example.com",
        "b.example.com",
        "c.example.com",
        "*.example.com",
      ];
      await fc.assert(
        fc.asyncProperty(
          fc.dictionary(fc.constantFrom(...names), fc.constantFrom(...names, "x.example.com")),
          fc.boolean(),
          async (aliases, flattened) => {
            const made = await Promise.all(
              Object.entries(aliases)
                .filter(([name, target]) => name !== target && !target.startsWith("*"))
                .map(([name, target]) =>
                  account.add(name, "CNAME", target, { settings: { flatten_cname: flattened } }),
                ),
            );
            for (const name of names) {
              const answers = account.dns.resolve(name, "A");
              assert.equal(new Set(answers.map((found) => found.name)).size, answers.length);
            }
            for (const { id } of made) await account.cloudflare.deleteRecord(account.zoneId, id);
          },
        ),
        { numRuns: 40 },
      );
    });

    it("gives addresses in the place of one at the zone's apex", async () => {
      await account.add("@", "CNAME", "a.example.com", { ttl: 120 });
      await account.add("a", "A", "198.51.100.1", { ttl: 600 });

      assert.deepEqual(account.dns.resolve("example.com", "A"), [
        { name: "example.com", type: "A", ttl: 120, content: "198.51.100.1" },
      ]);
      assert.deepEqual(account.answers("example.com", "CNAME"), []);
      assert.deepEqual(account.answers("example.com", "AAAA"), []);
      assert.deepEqual(account.answers("example.com", "TXT"), []);
    });

    for (const [setting, where] of [
      [{ flatten_cname: true }, "the record says so"],
      [{}, "the zone says so"],
    ] as const) {
      it(`gives addresses in the place of any where ${where}`, async () => {
        await account.add("www", "CNAME", "a.example.com", { settings: setting });
        await account.add("a", "A", "198.51.100.1");
        if (where === "the zone says so") {
          assert.deepEqual(account.answers("www.example.com", "CNAME"), ["CNAME a.example.com"]);
          await account.cloudflare.setSetting(account.zoneId, "cname_flattening", "flatten_all");
        }

        assert.deepEqual(account.answers("www.example.com", "A"), ["A 198.51.100.1"]);
        assert.deepEqual(account.answers("www.example.com", "CNAME"), []);
      });
    }
  });

  describe("of proxied names", () => {
    beforeEach(() =>
      account.add("api", "CNAME", "app.azurecontainerapps.io", { proxied: true, ttl: 1 }),
    );

    it("answers with the edge's addresses, for five minutes", () => {
      assert.deepEqual(account.answers("api.example.com", "A"), ["A 192.0.2.10", "A 192.0.2.11"]);
      assert.deepEqual(account.answers("api.example.com", "AAAA"), [
        "AAAA 2001:db8::10",
        "AAAA 2001:db8::11",
      ]);
      assert.ok(account.dns.resolve("api.example.com", "A").every(({ ttl }) => ttl === 300));
    });

    it("hides where they lead", () => {
      assert.deepEqual(account.answers("api.example.com", "CNAME"), []);
      assert.deepEqual(account.answers("api.example.com", "TXT"), []);
    });

    it("shows the text beside one", async () => {
      await account.add("api", "TXT", '"here"');
      assert.deepEqual(account.answers("api.example.com", "TXT"), ["TXT here"]);
    });

    it("leads a DNS-only alias to the edge", async () => {
      await account.add("old", "CNAME", "api.example.com");
      assert.deepEqual(account.answers("old.example.com", "A"), [
        "CNAME api.example.com",
        "A 192.0.2.10",
        "A 192.0.2.11",
      ]);
    });

    it("answers in one family only where the record says so", async () => {
      const proxied = { proxied: true, ttl: 1 };
      await account.add("v4", "A", "198.51.100.1", { ...proxied, settings: { ipv4_only: true } });
      await account.add("v6", "A", "198.51.100.1", { ...proxied, settings: { ipv6_only: true } });

      const counts = (name: string) =>
        (["A", "AAAA"] as const).map((type) => account.answers(`${name}.example.com`, type).length);
      assert.deepEqual(
        [counts("v4"), counts("v6")],
        [
          [2, 0],
          [0, 2],
        ],
      );
    });
  });

  describe("of wildcards", () => {
    beforeEach(() => account.add("*", "A", "198.51.100.1"));

    it("answers under the name that was asked for, at any depth", () => {
      for (const name of ["a.example.com", "a.b.c.example.com"]) {
        assert.deepEqual(account.dns.resolve(name, "A"), [
          { name, type: "A", ttl: 300, content: "198.51.100.1" },
        ]);
      }
    });

    it("does not cover the zone itself", () => {
      assert.deepEqual(account.answers("example.com", "A"), []);
    });

    it("does not cover a name that exists, with another type or only above another", async () => {
      await account.add("mail.eu", "TXT", '"here"');
      for (const name of ["mail.eu.example.com", "eu.example.com"]) {
        assert.deepEqual(account.answers(name, "A"), []);
      }
    });

    it("does not cover what is below a name that exists", async () => {
      await account.add("eu", "TXT", '"here"');
      assert.deepEqual(account.answers("a.eu.example.com", "A"), []);
    });
  });

  describe("of text", () => {
    for (const [what, content, expected] of [
      ["without its quotes", '"ms-domain"', "ms-domain"],
      ["as it is where it has no quotes", "ms-domain", "ms-domain"],
      ["joined from several strings", '"first " "second"', "first second"],
      ["with what is escaped in it", String.raw`"say \"hi\" \\ bye"`, String.raw`say "hi" \ bye`],
      ["whole where quotes stand only inside it", 'say "hi" now', 'say "hi" now'],
    ] as const) {
      it(`gives it ${what}`, async () => {
        await account.add("x", "TXT", content);
        assert.deepEqual(account.answers("x.example.com", "TXT"), [`TXT ${expected}`]);
      });
    }

    it("gives back any text that was quoted", async () => {
      await fc.assert(
        fc.asyncProperty(fc.string({ minLength: 1 }), async (text) => {
          const quoted = `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
          const { id } = await account.add("x", "TXT", quoted);
          assert.equal(account.dns.resolve("x.example.com", "TXT")[0]?.content, text);
          await account.cloudflare.deleteRecord(account.zoneId, id);
        }),
        { numRuns: 50 },
      );
    });
  });

  it("gives CAA as zone files write it, and the priority of mail", async () => {
    await account.cloudflare.createRecord(account.zoneId, {
      name: "@",
      type: "CAA",
      ttl: 1,
      data: { flags: 0, tag: "issue", value: "digicert.com" },
    });
    await account.add("@", "MX", "mail.example.net", { priority: 10 });

    assert.deepEqual(account.answers("example.com", "CAA"), ['CAA 0 issue "digicert.com"']);
    assert.equal(account.dns.resolve("example.com", "MX")[0]?.priority, 10);
  });
});
