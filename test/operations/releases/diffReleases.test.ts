import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { exitCodeOf } from "../../../operations/releases/diffCommand";
import { diffReleases } from "../../../operations/releases/diffReleases";
import { diffText } from "../../../operations/releases/diffText";
import type { Release } from "../../../operations/releases/release";
import { temporaryFolder } from "../../support/temporaryFolder";
import { StorageInMemory } from "../backend/storages";
import { checkpointOf, releaseOf } from "./releases";

describe("what differs between two releases", () => {
  const clone = temporaryFolder();
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: clone, encoding: "utf8" }).trim();
  const storage = new StorageInMemory();
  let older: Release;
  let newer: Release;

  const image = (tag: string, digit: string) => ({
    repository: "ftl-api",
    tag,
    digest: `sha256:${digit.repeat(64)}`,
  });
  const record = (content: string, more: object = {}) => ({
    type: "CNAME",
    name: "api.example",
    content,
    proxied: true,
    ttl: 1,
    ...more,
  });

  function commit(title: string, settings: string): string {
    fs.writeFileSync(path.join(clone, "Pulumi.stg.yaml"), settings);
    git("add", "-A");
    git("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "-q", "-m", title);
    return git("rev-parse", "HEAD");
  }
  async function state(second: number, resources: object[]): Promise<string> {
    const key = checkpointOf(second);
    await storage.write(key, JSON.stringify({ version: 3, checkpoint: { latest: { resources } } }));
    return key;
  }
  const app = (name: string, tag: string) => ({
    urn: `urn:pulumi:stg::ftl::azure-native:app:ContainerApp::${name}`,
    type: "azure-native:app:ContainerApp",
    inputs: { image: tag },
  });

  before(async () => {
    git("init", "-q");
    const first = commit(
      "feat: first",
      "config:\n  ftl:phase: provision\n  ftl:key: { secure: v1:a }\n",
    );
    const second = commit(
      "feat: second",
      "config:\n  ftl:phase: bind\n  ftl:key: { secure: v1:b }\n",
    );
    older = {
      ...releaseOf({
        commit: { sha: first, title: "feat: first" },
        images: { api: image("1.0.0", "1"), ws: image("1.0.0", "3") },
        settingsHash: "a",
        checkpoint: await state(1, [app("api", "1"), app("old", "1")]),
        records: [record("old.example"), record("ws.example", { name: "ws.example" })],
        versions: { pulumi: "3.258.0", zod: "4.0.0" },
      }),
      number: 1,
    };
    newer = {
      ...releaseOf({
        commit: { sha: second, title: "feat: second" },
        images: { api: image("1.0.1", "2"), ws: image("1.0.0", "3") },
        migrations: { latest: 27, readableSince: 27 },
        settingsHash: "b",
        checkpoint: await state(2, [app("api", "2"), app("new", "1")]),
        records: [record("new.example"), { ...record("x"), type: "TXT" }],
        versions: { pulumi: "3.259.0", zod: "4.0.0" },
      }),
      number: 2,
    };
  });

  it("is told of commits, settings, images, versions, records, resources and migrations", async () => {
    const diff = await diffReleases(storage, older, newer, clone);

    assert.deepEqual(diffText(diff, 100).split("\n"), [
      "stg: release 1 → 2",
      `  1  2026-11-21 10:05  deploy  succeeded  ${older.commit.sha.slice(0, 8)}  ada  feat: first`,
      `  2  2026-11-21 10:05  deploy  succeeded  ${newer.commit.sha.slice(0, 8)}  ada  feat: second`,
      "",
      "Commits",
      `  +  ${newer.commit.sha.slice(0, 8)}  feat: second`,
      "",
      "Settings",
      "  ftl:phase       provision  →  bind",
      "  ftl:key.secure  [secret]   →  [secret]",
      "",
      "Images",
      "  api  ftl-api:1.0.0@sha256:111111111111  →  ftl-api:1.0.1@sha256:222222222222",
      "",
      "Migrations",
      "  26 → 27; code of release 1 can't read the database any more (readable since 27)",
      "",
      "Versions",
      "  pulumi  3.258.0  →  3.259.0",
      "",
      "DNS records",
      "  ~  CNAME  api.example  old.example (proxied, automatic)  →  new.example (proxied, automatic)",
      "  +  TXT    api.example  none                              →  x (proxied, automatic)",
      "  -  CNAME  ws.example   ws.example (proxied, automatic)   →  none",
      "",
      "Resources",
      "  +  new  azure-native:app:ContainerApp",
      "  -  old  azure-native:app:ContainerApp",
      "  ~  api  azure-native:app:ContainerApp",
      "      inputs.image  1  →  2",
      "",
    ]);
    assert.equal(exitCodeOf(diff), 0);
  });

  it("is nothing between a release and itself", async () => {
    const text = diffText(await diffReleases(storage, older, older, clone), 100);

    assert.equal(text.split("\n").filter((line) => line === "  the same").length, 7);
  });

  it("counts commits that a rollback took back", async () => {
    const { commits } = await diffReleases(storage, newer, older, clone);

    assert.deepEqual(commits, { added: [], gone: [newer.commit] });
  });

  it("is told as far as a clone without the commits can tell", async () => {
    const unknown = { ...newer, commit: { sha: "c".repeat(40), title: "elsewhere" } };
    const diff = await diffReleases(storage, older, unknown, clone);

    assert.match(diffText(diff, 100), /Commits\n {2}can't tell: this clone doesn't have both/);
    assert.match(
      diffText(diff, 100),
      /Settings\n {2}can't tell: this clone doesn't have Pulumi\.stg/,
    );
    assert.equal(exitCodeOf(diff), 2);
  });

  it("says which state is gone", async () => {
    const diff = await diffReleases(storage, older, { ...newer, checkpoint: "gone.json" }, clone);

    assert.deepEqual(diff.resources, {
      cannotTell: "the state that release 2 left is gone: gone.json",
    });
    assert.equal(exitCodeOf(diff), 2);
  });

  for (const [what, migrations, readable] of [
    ["the same migrations", { latest: 26, readableSince: 23 }, true],
    ["a migration that older code gets along with", { latest: 27, readableSince: 26 }, true],
    ["a migration that older code can't read", { latest: 27, readableSince: 27 }, false],
  ] as const) {
    it(`says ${readable ? "yes" : "no"} to going back over ${what}`, async () => {
      const diff = await diffReleases(storage, older, { ...newer, migrations }, clone);

      assert.equal(diff.readable, readable);
    });
  }
});
