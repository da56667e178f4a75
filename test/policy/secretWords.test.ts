import assert from "node:assert/strict";
import { secretShape, secretSign } from "../../policy/secretWords";

/** What scanners look for is put together at run time, lest they take it for a secret of this repository. */
const shaped: readonly (readonly [kind: string, text: string])[] = [
  ["32 bytes in base64", "c2VjcmV0LWtleS10aGF0LWlzLTMyLWJ5dGVzISEhISE9PQ=="],
  [
    "a storage account's key",
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
  ],
  ["32 bytes in hexadecimal", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
  ["an access key's id of AWS", `AKIA${"IOSFODNN7EXAMPLE"}`],
  ["an access key of AWS", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"],
  ["an API key of Google", `AIza${"SyDdI0hCZtE6vySjMm-WEfRq3CPzqKqqsHI"}`],
  ["a private key of PGP", `-----BEGIN PGP ${"PRIVATE"} KEY BLOCK-----`],
  ["an API key of OpenAI", `sk-${"proj-abcdefghijklmnopqrstuvwxyz0123456789"}`],
  ["a restricted key of Stripe", `rk_live_${"abcdefghijklmnopqrstuv"}`],
  ["an origin CA key", `v1.0-${"0123456789abcdef-0123456789abcdef0123456789abcdef"}`],
  ["a webhook of Slack", `https://hooks.slack.com/services/${"T00000000/B00000000/XXXXXXXX"}`],
  ["a bearer token", `authorization=Bearer ${"abcdefghijklmnopqrstuvwxyz012345"}`],
  ["a connection string", "Server=db;User=ftl;Password=hunter2"],
  ["a DSN of libpq", "host=db user=ftl password=hunter2"],
  ["a connection string of Redis", "cache:6380,password=hunter2,ssl=True"],
];

/** Names that call their values secrets. */
const secretNames = `
  PASSWORD DB_PASS dbPassword DbPassword DBPASSWORD PGPASSWORD DB-PASSWORD
  spring.datasource.password PASSPHRASE CLIENT_SECRET SESSION_SECRETS TOKENS JWT_KEY HMAC_KEY
  COOKIE_KEYS REDIS_KEY apiKey BASIC_AUTH STRIPE_SK SALT DATABASE_URL
  APPLICATIONINSIGHTS_CONNECTION_STRING ADMIN_TOKEN_2
`
  .trim()
  .split(/\s+/);

/** Values that are no secrets, though they speak of one or look like one at first. */
const plain: readonly (readonly [name: string, value: string])[] = [
  ["REDIS_URL", "rediss://cache:6380"],
  ["TOKEN_URL", "https://login.microsoftonline.com/x/oauth2/v2.0/token"],
  ["PASSWORD_RESET_URL", "https://www.example.com/reset"],
  ["PASS_THROUGH", "headers"],
  ["TOKEN_AUDIENCE", "api"],
  ["TOKEN_LIFETIME", "3600"],
  ["ACCESS_TOKEN_ALGORITHM", "RS256"],
  ["SECRET_ROTATION_ENABLED", "true"],
  ["PASSWORD_POLICY", "strong"],
  ["PUBLIC_KEY", "pk"],
  ["CACHE_KEY", "prices"],
  ["BYPASS", "static"],
  ["COMPASS_MODE", "north"],
  ["DOCS", "see https://x.com:443/a@b"],
  ["HELP", "password=required"],
  ["MOTD", "Set Password = yours"],
  ["GIT_COMMIT", "0dc9af0e5b1c86c5d6f8e1c2e0a4f7b9d3c1a2b4"],
  ["TENANT", "4633458b-17de-408a-b874-0445c86b69e6"],
  ["ENVIRONMENT_ID", "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/FtlPrd2"],
  ["IMAGE", `ftlprdacrcin.azurecr.io/ftl-api:1.0.0@sha256:${"d0c128b4".repeat(8)}`],
  ["FEATURES", "candles-v2,OrderBookDepth10,futures"],
];

/** Beginnings of secrets, which a megabyte of them holds in their hundred thousands: no search may start over at each. */
const beginnings = [
  "eyJ-",
  "eyJabcdefgh.eyJ-",
  "host=",
  "host=x ",
  "user=x password ",
  "pwd=",
  "Password = ",
  "://a:",
  "Bearer ",
  "Basic a",
  "?sig=",
  "ghp_",
  "sk-",
  "v1.0-0",
  "AKIA",
  "-----BEGIN ",
];

describe("what shows that a plain value is a secret", () => {
  for (const [kind, text] of shaped) {
    it(`is the shape of ${kind}`, () => {
      assert.match(secretSign("VALUE", text) ?? "", /^looks like /);
    });
  }

  for (const name of secretNames) {
    it(`is the name ${name}`, () => {
      assert.equal(secretSign(name, "hunter2"), "its name calls a secret");
    });
  }

  for (const [name, value] of plain) {
    it(`isn't ${name}=${value}`, () => {
      assert.equal(secretSign(name, value), undefined);
    });
  }

  for (const beginning of beginnings) {
    it(`is looked for in a megabyte of ${JSON.stringify(beginning)} before the test's time is over`, () => {
      const text = beginning.repeat(1_000_000 / beginning.length);

      assert.equal(secretShape(`${text}\n://ftl:hunter2@`) === undefined, false);
    });
  }
});
