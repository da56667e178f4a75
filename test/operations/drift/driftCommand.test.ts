import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { addDriftCommand } from "../../../operations/commands/drift";
import type { Drift } from "../../../operations/drift/drift";
import { temporaryFolder } from "../../support/temporaryFolder";
import { LocalStacks } from "../../integration/localStacks";

/** What somebody adds to an app by hand. */
const canary = "canary-3fd1c0";

describe("ftl drift, on the engine and the local cloud", function () {
  this.timeout(180_000);
  let folder: string;
  const before = process.env["FTL_LOCAL"];

  this.beforeAll(async () => {
    folder = path.join(temporaryFolder(), "local");
    process.env["FTL_LOCAL"] = folder;
    const local = await LocalStacks.open(folder);
    await local.up("stg");
    await local.close();
  });
  this.afterAll(() => {
    if (before === undefined) delete process.env["FTL_LOCAL"];
    else process.env["FTL_LOCAL"] = before;
  });

  /** Exit code and output of `ftl drift stg --local …`, and whether the backend is as it was before. */
  async function drift(...options: string[]) {
    const kept = backendFiles(path.join(folder, "backend"));
    const program = new Command().exitOverride();
    let exitCode: number | undefined;
    addDriftCommand(program, (code) => (exitCode = code));
    const write = process.stdout.write.bind(process.stdout);
    let out = "";
    process.stdout.write = (text) => ((out += String(text)), true);
    try {
      await program.parseAsync(["drift", "stg", "--local", ...options], { from: "user" });
    } finally {
      process.stdout.write = write;
    }
    assert.deepEqual(backendFiles(path.join(folder, "backend")), kept);
    return { exitCode, out };
  }

  it("ends with 0 when nothing has changed since the deployment, and leaves the state alone", async () => {
    const { exitCode, out } = await drift();

    assert.equal(exitCode, 0);
    assert.match(out, /^stg: all \d+ resources are as they were deployed\n$/);
  });

  it("ends with 2 and says what somebody changed and deleted, without secrets, and leaves the state alone", async () => {
    const local = await LocalStacks.open(folder);
    const { cloudflare, resourceManager } = local.session.cloud!;
    const { id: zoneId } = cloudflare.findZone("ftljeta.cloud")!;
    const recordId = (name: string) =>
      cloudflare.records(zoneId).find((record) => record.name === name)!.id;
    await cloudflare.editRecord(zoneId, recordId("stg-ws.ftljeta.cloud"), { ttl: 60 });
    await cloudflare.deleteRecord(zoneId, recordId("asuid.stg-api.ftljeta.cloud"));
    const app = local.azureIds("stg").find((id) => id.endsWith("/containerApps/ftl-stg-api"))!;
    const { properties } = resourceManager.get(app) as {
      properties: { template: { containers: { env: object[] }[] } };
    };
    const [container] = properties.template.containers;
    const env = [...container!.env, { name: "ADMIN_PASSWORD", value: canary }];
    await resourceManager.patch(app, {
      properties: { template: { containers: [{ ...container, env }] } },
    } as never);
    await local.close();

    const { exitCode, out } = await drift("--json");

    const { compared, drifted } = JSON.parse(out) as Drift;
    assert.equal(exitCode, 2);
    assert.ok(compared > drifted.length);
    const ws = drifted.find(({ name }) => name.endsWith("stg-ws.ftljeta.cloud-cname"))!;
    assert.deepEqual(ws.properties, [{ path: "ttl", inState: 300, inCloud: 60 }]);
    assert.deepEqual(
      drifted.filter(({ what }) => what === "gone").map(({ name }) => name),
      ["path2-apps-api-stg-api.ftljeta.cloud-asuid"],
    );
    const api = drifted.find(({ name }) => name === "path2-apps-api-container-app")!;
    assert.match(api.properties.map((property) => property.path).join(), /containers\[0\]\.env/);
    assert.doesNotMatch(out, new RegExp(canary));
  });

  it("shows the same as a table", async () => {
    const { exitCode, out } = await drift();

    assert.equal(exitCode, 2);
    assert.match(out, /^stg: 3 of \d+ resources are not as they were deployed/);
    assert.match(
      out,
      /stg-ws\.ftljeta\.cloud-cname \(.*DnsRecord\) is another\n {4}ttl {2}300 → 60\n/,
    );
    assert.match(out, /asuid \(.*DnsRecord\) is gone\n/);
    assert.doesNotMatch(out, new RegExp(canary));
  });

  it("rejects a stack that there is not", async () => {
    const program = new Command().exitOverride();
    addDriftCommand(program, () => undefined);

    await assert.rejects(program.parseAsync(["drift", "nowhere", "--local"], { from: "user" }), {
      name: "Refusal",
    });
  });
});

/** Every file of the backend but its locks, with what is in it. */
function backendFiles(folder: string): Record<string, string> {
  const files = fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => !name.includes(`${path.sep}locks`))
    .filter((name) => fs.statSync(path.join(folder, name)).isFile());
  return Object.fromEntries(
    files.sort().map((name) => [name, fs.readFileSync(path.join(folder, name), "base64")]),
  );
}
