import assert from "node:assert/strict";
import { ftl } from "./commandLine";

describe("ftl env", () => {
  it("prints what the frontend is built with, as lines of a dotenv file", async () => {
    const { exitCode, out } = await ftl("env prd --for frontend");

    assert.equal(exitCode, 0);
    assert.equal(
      out,
      "VITE_API_URL=https://api.ftljeta.cloud/api\n" +
        "VITE_WS_URL=wss://ws.ftljeta.cloud\n" +
        "VITE_FEATURE_FUTURES=false\n",
    );
  });

  it("prints what ws is started with, without what only api needs", async () => {
    const { out } = await ftl("env stg --for ws");

    assert.equal(
      out,
      "PORT=8081\n" +
        "CORS_ORIGINS=https://stg.ftljeta.cloud\n" +
        "PUBLIC_API_URL=https://stg-api.ftljeta.cloud\n" +
        "PUBLIC_FRONTEND_URL=https://stg.ftljeta.cloud\n" +
        "PUBLIC_WS_URL=wss://stg-ws.ftljeta.cloud\n" +
        "FEATURE_FUTURES=true\n",
    );
  });

  it("adds to api's what a person enters at the OAuth client, as comments", async () => {
    const { out } = await ftl("env prd --for api");

    const [variables = "", comments = ""] = out.split("\n\n");
    assert.match(variables, /^COOKIE_DOMAIN=\.ftljeta\.cloud$/m);
    assert.equal(
      comments,
      "# To be entered by hand, at the stack's OAuth client in Google's console:\n" +
        "#   authorized JavaScript origin  https://ftl.jetafutures.com\n" +
        "#   authorized redirect URI       https://api.ftljeta.cloud/api/auth/google/callback\n" +
        "#   authorized redirect URI       https://prd-api.ftljeta.cloud/api/auth/google/callback\n",
    );
  });

  it("prints nothing but JSON for machines", async () => {
    const { out } = await ftl("env prd --for api --json");

    const { stack, for: user, variables, oauth } = JSON.parse(out);
    assert.deepEqual({ stack, user }, { stack: "prd", user: "api" });
    assert.equal(variables.PUBLIC_API_URL, "https://api.ftljeta.cloud");
    assert.deepEqual(oauth.origins, ["https://ftl.jetafutures.com"]);
  });

  for (const [what, line, message] of [
    [
      "a stack that is not there",
      "env tst --for ws",
      /^There is no stack 'tst'\. Stacks here: prd, stg\.\n$/,
    ],
    [
      "a user that it does not know",
      "env prd --for flusher",
      /Allowed choices are frontend, api, ws/,
    ],
    ["to guess for whom", "env prd", /required option '--for <user>' not specified/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { exitCode, out, error } = await ftl(line);

      assert.equal(exitCode, 1);
      assert.equal(out, "");
      assert.match(error, message);
    });
  }
});
