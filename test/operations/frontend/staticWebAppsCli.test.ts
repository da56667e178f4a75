import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { deployWithCli } from "../../../operations/frontend/staticWebAppsCli";
import { Refusal } from "../../../operations/refusal";
import { temporaryFolder } from "../../support/temporaryFolder";

/** An `npx` that writes down how it was called, and ends as it is told. */
function fakeNpx(exitCode: number): { readonly environment: NodeJS.ProcessEnv; seen(): string } {
  const folder = temporaryFolder();
  const file = path.join(folder, "seen");
  const script = `#!/bin/sh\nprintf '%s|' "$@" >'${file}'\nprintf '%s' "$SWA_CLI_DEPLOYMENT_TOKEN" >>'${file}'\nexit ${exitCode}\n`;
  fs.writeFileSync(path.join(folder, "npx"), script, { mode: 0o755 });
  return {
    environment: { ...process.env, PATH: `${folder}${path.delimiter}${process.env["PATH"]}` },
    seen: () => fs.readFileSync(file, "utf8"),
  };
}

describe("a deployment with Static Web Apps' own client", () => {
  it("has the token in the client's environment, and not among its arguments", async () => {
    const npx = fakeNpx(0);
    await deployWithCli("/built", "the-token", npx.environment);
    assert.equal(
      npx.seen(),
      "-y|@azure/static-web-apps-cli@2.0.10|deploy|/built|--env|production|the-token",
    );
  });

  it("rejects what the client rejects, without the token", async () => {
    await assert.rejects(
      deployWithCli("/built", "the-token", fakeNpx(1).environment),
      (error) => error instanceof Refusal && !error.message.includes("the-token"),
    );
  });
});
