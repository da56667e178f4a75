import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { imagesOf, repositoryOf } from "../../../operations/local/images";
import { Refusal } from "../../../operations/refusal";
import { workloadsFolder } from "../../../workloads";
import { stackNames } from "../../../operations/project";
import { stackSettings } from "../../../operations/stackSettings";
import { temporaryFolder } from "../../support/temporaryFolder";

/** A folder of images with these files. */
function folderWith(files: Record<string, string>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    fs.writeFileSync(path.join(folder, name), content);
  }
  return folder;
}

/** The images of a folder, built for this test alone. */
const imagesIn = (folder: string) => imagesOf(folder, temporaryFolder());

describe("the programs that run in place of images", () => {
  const references: readonly (readonly [image: string, repository: string])[] = [
    ["ftl-api", "ftl-api"],
    ["ftl-api:1.0.0", "ftl-api"],
    ["ftlstg.azurecr.io/ftl-api:1.0.0@sha256:d0c1", "ftl-api"],
    ["ftlstg.azurecr.io/team/ftl-api", "team/ftl-api"],
    ["localhost:5000/ftl-api", "ftl-api"],
    ["team/ftl-api@sha256:d0c1", "team/ftl-api"],
  ];
  for (const [image, repository] of references) {
    it(`are ${repository}'s for ${image}`, () => assert.equal(repositoryOf(image), repository));
  }

  for (const stack of stackNames()) {
    it(`are there for every image of ${stack}`, async () => {
      const images = await imagesOf(workloadsFolder);
      for (const { repository } of Object.values(stackSettings(stack).images)) {
        assert.equal(images(repository)?.command[0], "node", repository);
      }
    });
  }

  it("are one file each, with the packages that they need", async () => {
    const images = await imagesOf(workloadsFolder);
    for (const image of ["ftl-api", "ftl-ws", "ftl-flusher"]) {
      const [, file = ""] = images(image)!.command;
      const alone = path.join(temporaryFolder(), "program.js");
      fs.copyFileSync(file, alone);
      const { status, stderr } = spawnSync(process.execPath, [alone], {
        env: {},
        encoding: "utf8",
      });
      assert.equal(status, 1);
      assert.match(stderr, /missing variables: PORT, /);
    }
  });

  it("are built again when a source has changed", async () => {
    const folder = folderWith({
      "images.json": '{"own":["node","own.ts","--flag"]}',
      "own.ts": 'import { text } from "./text";\nprocess.stdout.write(text);',
      "text.ts": 'export const text: string = "before";',
    });
    const cache = temporaryFolder();
    const output = async () => {
      const [, ...argv] = (await imagesOf(folder, cache))("own")!.command;
      return spawnSync(process.execPath, argv, { encoding: "utf8" }).stdout;
    };
    const before = await output();
    fs.writeFileSync(path.join(folder, "text.ts"), 'export const text: string = "after";');
    assert.deepEqual([before, await output()], ["before", "after"]);
  });

  it("are a person's own commands as they are", async () => {
    const folder = folderWith({ "images.json": '{"own":["node","/opt/server.js"]}' });
    assert.deepEqual((await imagesIn(folder))("own")?.command, ["node", "/opt/server.js"]);
  });

  it("are none for an image that is not named", async () => {
    assert.equal((await imagesIn(folderWith({ "images.json": "{}" })))("other"), undefined);
  });

  const refusals: readonly (readonly [
    what: string,
    files: Record<string, string>,
    message: RegExp,
  ])[] = [
    ["no file", {}, /There is no .*images\.json/],
    ["no JSON", { "images.json": "{" }, /is not JSON/],
    ["a command that is none", { "images.json": '{"own":"node"}' }, /own: .*maps each image/],
    ["an empty command", { "images.json": '{"own":[]}' }, /own: /],
    [
      "a program that doesn't build",
      { "images.json": '{"own":["node","own.ts"]}', "own.ts": "const;" },
      /don't build/,
    ],
  ];
  for (const [what, files, message] of refusals) {
    it(`rejects ${what}`, () =>
      assert.rejects(
        imagesIn(folderWith(files)),
        (error) => error instanceof Refusal && message.test(error.message),
      ));
  }
});
