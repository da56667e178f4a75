import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { getEngine } from "../../engine";
import {
  archiveName,
  checksumName,
  leftovers,
  makeMachine,
  makeRelease,
  serveReleases,
  wanted,
  type Machine,
  type ReleaseServer,
} from "./fakes";

describe("the download of the official release", () => {
  let machine: Machine;
  let server: ReleaseServer | undefined;
  beforeEach(() => (machine = makeMachine()));
  afterEach(async () => {
    machine.remove();
    await server?.close();
  });

  it("is verified, unpacked with its language hosts, and done once", async () => {
    server = await serveReleases(makeRelease(machine));
    const options = { ...machine.options, releases: server.url };

    const engine = await getEngine(options);
    const again = await getEngine(options);

    assert.equal(engine.path, path.join(machine.engineFolder, "pulumi"));
    assert.equal(engine.version, `v${wanted}`);
    assert.equal(engine.environment["PATH"]?.split(":")[0], machine.engineFolder);
    assert.equal(engine.environment["FTL_LANGUAGE_HOST"], undefined);
    assert.ok(fs.existsSync(path.join(machine.engineFolder, "pulumi-language-nodejs")));
    assert.deepEqual(again, engine);
    assert.deepEqual(server.asked, [`GET ${checksumName}`, `GET ${archiveName}`]);
    assert.deepEqual(leftovers(machine), []);
  });

  const other = "0".repeat(64);
  const failures: Record<
    string,
    [change: (files: ReturnType<typeof makeRelease>) => object, RegExp]
  > = {
    "an archive with another checksum": [
      (files) => ({ ...files, [checksumName]: `${other}  ${archiveName}\n` }),
      /has SHA-256 [0-9a-f]{64}, its checksum file says 0{64}/,
    ],
    "a truncated archive": [
      (files) => ({ ...files, [archiveName]: files[archiveName]?.slice(0, 40) }),
      /has SHA-256/,
    ],
    "a checksum file that does not name the archive": [
      (files) => ({ ...files, [checksumName]: `${other}  another.tar.gz\n` }),
      /has no SHA-256 of pulumi-v3\.259\.0/,
    ],
    "a page in place of the checksum file": [
      (files) => ({ ...files, [checksumName]: "<html>log in first</html>" }),
      /has no SHA-256 of/,
    ],
    "no checksum file": [
      (files) => ({ ...files, [checksumName]: undefined }),
      /checksums\.txt: HTTP 404/,
    ],
    "no archive": [(files) => ({ ...files, [archiveName]: undefined }), /tar\.gz: HTTP 404/],
    "a server that never answers": [
      (files) => ({ ...files, [checksumName]: null }),
      /checksums\.txt: no answer within 0\.3 s/,
    ],
    "an engine of another version": [
      () => makeRelease(machine, "3.1.0"),
      /says that it is v3\.1\.0/,
    ],
  };
  for (const [failure, [change, reason]] of Object.entries(failures)) {
    it(`rejects ${failure}, and leaves nothing behind`, async () => {
      const files = change(makeRelease(machine)) as Record<string, string>;
      server = await serveReleases(files);

      const attempt = getEngine({ ...machine.options, releases: server.url, reachMs: 300 });

      await assert.rejects(attempt, reason);
      assert.ok(!fs.existsSync(machine.engineFolder));
      assert.deepEqual(leftovers(machine), []);
    });
  }
});
