import assert from "node:assert/strict";
import path from "node:path";
import { localFolder } from "../../operations/local/localFolder";
import { runPulumi } from "../../operations/local/runPulumi";
import { type LocalSession, openLocal } from "../../operations/local/session";
import { programIn } from "../../operations/project";
import { Refusal } from "../../operations/refusal";
import type { PulumiResult } from "../../operations/spawnPulumi";
import { temporaryFolder } from "../support/temporaryFolder";

describe("bootstrap on the real engine", function () {
  this.timeout(180_000);
  let session: LocalSession;

  /** Runs a pulumi command line as `ftl local --program bootstrap -- …` does. */
  const pulumi = (line: string): Promise<PulumiResult> =>
    runPulumi(
      session,
      `${line} --stack stg --non-interactive --color never`.split(" "),
      "keep",
      programIn("bootstrap"),
    );
  const succeeds = async (line: string): Promise<string> => {
    const { exitCode, stdout, stderr } = await pulumi(line);
    assert.equal(exitCode, 0, `pulumi ${line}:\n${stdout}${stderr}`);
    return stdout;
  };
  const ids = () => session.cloud!.resourceManager.ids();

  before(async () => {
    const folder = path.join(temporaryFolder(), "local");
    session = await openLocal({ command: "a test", folder: localFolder({ FTL_LOCAL: folder }) });
  });
  after(() => session.close());

  it("goes up as its stack file is committed, with nothing for the policy pack to say", async () => {
    const printed = await succeeds("up --yes --skip-preview");

    assert.match(printed, /✅ ftl-policy@/u);
    assert.doesNotMatch(printed, /\[(?:advisory|mandatory)\]/);
    assert.match(printed, /\+ 35 created/);
  });

  it("then has nothing more to change, and tells what the workflows are to be told", async () => {
    await succeeds("preview --expect-no-changes");

    const outputs = JSON.parse(await succeeds("stack output --json")) as {
      backendUrl: string;
      clientIds: Record<string, string>;
    };
    assert.equal(outputs.backendUrl, "azblob://state?storage_account=ftlstgstatecin");
    assert.deepEqual(Object.keys(outputs.clientIds).toSorted(), [
      "certificates-stg",
      "preview-stg",
      "read-stg",
      "stg",
    ]);
  });

  it("is not destroyed while it is protected, and nothing of it is", async () => {
    const before = ids();

    const { exitCode, stdout, stderr } = await pulumi("destroy --yes");

    assert.notEqual(exitCode, 0);
    assert.match(stdout + stderr, /cannot be deleted\s+because it is protected/);
    assert.deepEqual(ids(), before);
  });

  it("gives its locks up first, and then goes whole, once its stack file says so", async () => {
    await succeeds("up --yes --skip-preview -c ftl-bootstrap:protected=false");

    await succeeds("destroy --yes");

    assert.deepEqual(ids(), []);
  });
});

describe("another program of the clone", () => {
  it("has its own settings of the policy pack's rules", () => {
    const { project, policyPackConfig } = programIn("bootstrap");

    assert.equal(project, "ftl-bootstrap");
    assert.match(policyPackConfig ?? "", /bootstrap\/policy-config\.json$/);
  });

  it("rejects a folder that holds none", () => {
    assert.throws(
      () => programIn("docs"),
      (error) => {
        assert.ok(error instanceof Refusal);
        assert.match(error.message, /^There is no Pulumi program in .*docs\.$/);
        return true;
      },
    );
  });
});
