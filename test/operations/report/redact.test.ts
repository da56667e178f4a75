import assert from "node:assert/strict";
import type { Change } from "../../../operations/changes/change";
import { Redaction } from "../../../operations/report/redact";
import { mark } from "../../../operations/report/secretPatterns";
import { imageChange, review } from "./reviews";

const base64 = (length: number) => "aB3/dE6+gH9Z".repeat(8).slice(0, length);
const redaction = new Redaction();

describe("redaction of a text", () => {
  // What stands in a text; what of it must not be left; what must.
  for (const [what, text, secret, left] of [
    [
      "a database's URL",
      "to postgres://ftl:s3cr/t@x@pg.example:5432/ftl",
      "s3cr",
      "pg.example:5432",
    ],
    ["a URL with a password only", "rediss://:k3y%3D@redis.example:10000", "k3y", "redis.example"],
    [
      "a storage account's key",
      `AccountName=ftl;AccountKey=${base64(86)}==;x`,
      base64(20),
      "AccountName=ftl",
    ],
    ["a storage account's key alone", `key ${base64(86)}== end`, base64(20), "end"],
    ["a key of Redis", `key ${base64(43)}= end`, base64(20), "end"],
    ["a connection string's password", "Server=pg;Password=tiny one;Ssl=1", "tiny", "Server=pg"],
    ["a connection string of libpq", "host=pg password=tiny dbname=ftl", "tiny", "host=pg"],
    ["a key of Application Insights", "InstrumentationKey=0000-11;Live=x", "0000-11", "Live=x"],
    [
      "a JSON web token",
      `token eyJhbGciOiJI.eyJzdWIiOiIx.${base64(10).replace(/\W/g, "x")} end`,
      "eyJ",
      "end",
    ],
    [
      "a bearer token",
      "Authorization: Bearer abcdef0123456789abcdef",
      "abcdef0123",
      "Authorization",
    ],
    ["basic credentials", "Basic dXNlcjpwYXNzd29yZA== was sent", "dXNlcjpw", "was sent"],
    [
      "a private key",
      "a -----BEGIN RSA PRIVATE KEY-----\nMIIE\nx\n-----END RSA PRIVATE KEY----- b",
      "MIIE",
      " b",
    ],
    ["the end of a private key", "a: MIIEab\nMIIEcd\n-----END PRIVATE KEY----- b", "MIIE", " b"],
    ["a private key that was cut off", "a -----BEGIN PRIVATE KEY-----\nMIIE\nabc", "MIIE", "a "],
    ["a token of a workflow", `x ghs_${"a1B2".repeat(9)} y`, "ghs_", " y"],
    ["a fine-grained token", `x github_pat_${"a1B2".repeat(9)} y`, "a1B2", " y"],
    ["a token of Cloudflare", `x cfut_${"a1B2".repeat(12)} y`, "a1B2", " y"],
    ["a token of Cloudflare as before 2026", `x ${"a1B2-".repeat(8)} y`, "a1B2", " y"],
    [
      "a key of Cloudflare's Origin CA",
      `x v1.0-${"a1b2".repeat(6)}-${"c3".repeat(30)} y`,
      "a1b2",
      " y",
    ],
    ["an access key of AWS", `x AKIA${"A1B2".repeat(4)} y`, "AKIA", " y"],
    ["an API key of Google", `x AIza${"aB-1_".repeat(7)} y`, "AIza", " y"],
    ["an API key of OpenAI", `x sk-${"aB-1_".repeat(7)} y`, "aB-1", " y"],
    ["a client secret of Entra", `x abC8Q~${"a1B2~".repeat(7)} y`, "a1B2", " y"],
    [
      "a shared access signature",
      "https://x.blob/y?sv=1&sig=abcdefghij%2Bklmnop&se=2",
      "abcdefgh",
      "se=2",
    ],
    ["a webhook", "https://hooks.slack.com/services/T0/B0/xyz posted", "xyz", "posted"],
    ["a variable", "PGPASSWORD=hunter2 psql", "hunter2", "psql"],
    ["a member of JSON", 'sent {"clientSecret":"hunter2","x":1}', "hunter2", '"x":1'],
    ["a line of YAML", "adminPassword: hunter2", "hunter2", "adminPassword"],
  ] as const) {
    it(`takes ${what} out and leaves the rest`, () => {
      const text2 = redaction.text(text);

      assert.ok(!text2.includes(secret), text2);
      assert.ok(text2.includes(left), text2);
      assert.ok(text2.includes(mark), text2);
    });
  }

  for (const [what, text] of [
    ["an image's digest", `ghcr.io/ftl/api@sha256:${"a1".repeat(32)}`],
    ["a commit's hash", "4f3a2b1c90abcdef1234567890abcdef12345678"],
    ["a GUID", "subscription 00000000-0000-0000-0000-000000000001"],
    [
      "a resource's id",
      "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/FTL1-rg-cin",
    ],
    ["a DNS name", "asuid.api.ftljeta.cloud has no TXT record"],
    ["a URL with a port", "https://registry.example:443/v2/x@sha256:1"],
    ["an integrity hash", `sha512-${base64(86)}==`],
    [
      "a URN",
      "urn:pulumi:prd::ftl::ftl:data:Postgres$random:index/randomPassword:RandomPassword::a-b",
    ],
    [
      "a sentence about a password",
      "administratorLoginPassword: must be set, the password is missing.",
    ],
    ["what says where a secret is", "secretRef: database-url"],
    ["a value that the engine hid", "adminPassword: [secret]"],
    ["a limit of tokens", "maxTokens=5"],
    ["a word of a scheme", "Basic authentication is off"],
  ] as const) {
    it(`leaves ${what} alone`, () => {
      assert.equal(redaction.text(text), text);
    });
  }

  it("takes the whole out when the pack still calls the rest a secret", () => {
    assert.equal(redaction.text("posts to hooks.slack.com/services/%54/x"), mark);
  });

  it("takes out the longest of several known secrets that begin alike", () => {
    assert.equal(new Redaction(["secret", "secret-long"]).text("a secret-long b"), `a ${mark} b`);
  });

  it("takes out what is known to be secret, also as JSON, URLs and base64 spell it", () => {
    const secret = 'plain "word" of/mine';
    const spelled = [
      secret,
      JSON.stringify({ a: secret }),
      encodeURIComponent(secret),
      Buffer.from(secret).toString("base64"),
    ];

    const text = new Redaction([secret]).text(spelled.join(" and "));

    assert.equal(text, `${mark} and {"a":"${mark}"} and ${mark} and ${mark}`);
  });
});

describe("redaction of a change", () => {
  const changeWith = (parts: Partial<Change>): Change => ({
    ...imageChange,
    properties: [],
    ...parts,
  });
  const redacted = (parts: Partial<Change>) =>
    redaction.review({ ...review, changes: [changeWith(parts)] }).changes[0]!;

  for (const [what, inputs, expected] of [
    ["a password, however simple", { adminPassword: "hunter2" }, { adminPassword: mark }],
    ["a number that is one", { pin: 1, password: 123_456 }, { pin: 1, password: mark }],
    ["several of them", { passwords: ["a1", "b2"] }, { passwords: [mark, mark] }],
    [
      "a variable that is called one",
      {
        env: [
          { name: "PGPASSWORD", value: "hunter2" },
          { name: "LOG_LEVEL", value: "debug" },
        ],
      },
      {
        env: [
          { name: "PGPASSWORD", value: mark },
          { name: "LOG_LEVEL", value: "debug" },
        ],
      },
    ],
    [
      "random members of what is called one, and not their names",
      { secrets: [{ identity: "system", name: "db-url", text: "kJ8sd7fHs9dKq2Lm" }] },
      { secrets: [{ identity: "system", name: "db-url", text: mark }] },
    ],
  ] as const) {
    it(`takes out ${what}`, () => {
      assert.deepEqual(redacted({ after: inputs }).after, expected);
    });
  }

  for (const [what, inputs] of [
    ["references to secrets", { env: [{ name: "DB", secretRef: "database-url" }] }],
    [
      "addresses in a vault",
      { keyVaultSecretUrl: "https://ftl-prd-kv.vault.azure.net/secrets/db" },
    ],
    ["hidden values", { adminPassword: "[secret]" }],
    ["switches", { passwordAuth: "Enabled", disablePasswordAuthentication: true }],
  ] as const) {
    it(`leaves ${what} alone`, () => {
      assert.deepEqual(redacted({ after: inputs }).after, inputs);
    });
  }

  it("takes the value of a secret's resource out, however simple it is", () => {
    const { after } = redacted({
      type: "azure-native:keyvault:Secret",
      after: { secretName: "db", properties: { value: "hunter2" } },
    });

    assert.deepEqual(after, { secretName: "db", properties: { value: mark } });
  });

  it("knows the name of a variable from beside it when a diff has only its value", () => {
    const env = [{ name: "PGPASSWORD", value: "hunter2" }];
    const { properties } = redacted({
      before: { env },
      after: { env },
      properties: [
        {
          path: "env[0].value",
          kind: "update",
          replaces: false,
          before: "hunter2",
          after: "hunter3",
        },
      ],
    });

    assert.deepEqual([properties[0]?.before, properties[0]?.after], [mark, mark]);
  });

  for (const [what, path, value, expected] of [
    ["random below what is called a secret", "secrets[0].text", "kJ8sd7fHs9dKq2Lm", mark],
    ["a name below what is called a secret", "secrets[0].text", "database-url", "database-url"],
    ["random below what is not", "tags[0].text", "kJ8sd7fHs9dKq2Lm", "kJ8sd7fHs9dKq2Lm"],
  ] as const) {
    it(`knows in a diff a value that is ${what}`, () => {
      const property = {
        path,
        kind: "add",
        replaces: false,
        before: undefined,
        after: value,
      } as const;

      assert.equal(redacted({ properties: [property] }).properties[0]?.after, expected);
    });
  }

  it("looks at the names of properties, too", () => {
    const name = `x cfut_${"a1B2".repeat(12)} y`;
    const property = {
      path: name,
      kind: "add",
      replaces: false,
      before: undefined,
      after: 1,
    } as const;

    const { properties, after } = redacted({ properties: [property], after: { [name]: 1 } });

    assert.deepEqual([properties[0]?.path, Object.keys(after!)], [`x ${mark} y`, [`x ${mark} y`]]);
  });

  it("looks at the path of a property that is called a secret", () => {
    const { properties } = redacted({
      properties: [
        {
          path: "login.adminPassword",
          kind: "add",
          replaces: false,
          before: undefined,
          after: "x1",
        },
      ],
    });

    assert.equal(properties[0]?.after, mark);
  });
});
