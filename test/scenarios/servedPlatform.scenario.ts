import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Client } from "pg";
import type { LocalDatabase } from "../../operations/azure/localDatabases";
import { projectFolder } from "../../operations/project";
import type { Verification } from "../../operations/verify/verifyCommand";
import { temporaryFolder } from "../support/temporaryFolder";

/** How a command ended. */
interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

describe("stg on a local cloud that is served in another terminal", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  let served: ChildProcess;
  let started: Ended;

  before(async () => {
    served = run("local", "serve");
    for await (const text of served.stdout!.setEncoding("utf8")) {
      if (/is running/.test(String(text))) break;
    }
    started = await ftl("start");
  });
  after(async () => {
    const ended = once(served, "exit");
    served.kill("SIGTERM");
    await ended;
  });

  function run(...args: string[]): ChildProcess {
    return spawn(process.execPath, ["operations/bin/ftl.js", ...args], {
      cwd: projectFolder,
      env: { ...process.env, FTL_LOCAL: folder },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  async function ftl(...args: string[]): Promise<Ended> {
    const child = run(...args);
    let out = "";
    let error = "";
    child.stdout!.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr!.setEncoding("utf8").on("data", (text: string) => (error += text));
    const [code] = (await once(child, "close")) as [number | null];
    return { code, out, error };
  }

  /** Updates stg, with other settings for this time. */
  async function up(...settings: string[]): Promise<void> {
    const words = settings.flatMap((setting) => ["-c", setting]);
    const args = ["up", "--yes", "--skip-preview", "--stack", "stg", "--config-path", ...words];
    const { code, out, error } = await ftl("local", "--", ...args);
    assert.equal(code, 0, `${out}${error}`);
  }

  async function outcomes(): Promise<ReadonlyMap<string, string>> {
    const { out } = await ftl("verify", "stg", "--local", "--json");
    const { results } = JSON.parse(out) as Verification;
    return new Map(results.map(({ name, outcome }) => [name, outcome]));
  }

  it("is brought up by npm start, which ends with every check passed", () => {
    assert.equal(started.code, 0, started.error);
    assert.match(started.out, /stg works: \d+ pass, 0 fail, 0 inconclusive/);
  });

  it("opens its database to the person's own client", async () => {
    const { out } = await ftl("local", "databases", "--json");
    const { databases } = JSON.parse(out) as { databases: LocalDatabase[] };

    const connectionString = databases[0]!.url.replace("sslmode=require", "sslmode=no-verify");
    const client = new Client({ connectionString });
    await client.connect();
    try {
      const { rows } = await client.query<{ version: string }>(
        "SELECT version FROM schema_migrations",
      );
      assert.deepEqual(
        rows.map(({ version }) => Number(version)),
        [26],
      );
    } finally {
      await client.end();
    }
  });

  it("goes on serving with the revision before when the new one's image is not there", async () => {
    await up("ftl:images.api.repository=ftl-nobody");

    const broken = await outcomes();
    await up();
    const mended = await outcomes();

    assert.deepEqual([broken.get("replicas api"), broken.get("health api")], ["fail", "pass"]);
    assert.deepEqual(
      [...mended].filter(([, outcome]) => outcome !== "pass"),
      [],
    );
  });
});
