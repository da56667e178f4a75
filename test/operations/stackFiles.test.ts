import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { copyStackFile, zonesOfStacks } from "../../operations/local/stackFiles";
import { temporaryFolder } from "../support/temporaryFolder";

const settings = "config:\n  ftl:phase: provision\n";

describe("the engine's copy of a stack file", () => {
  let project: string;
  let copies: string;
  beforeEach(() => {
    project = temporaryFolder();
    copies = path.join(temporaryFolder(), "stacks");
  });

  function writeStackFile(text: string): void {
    fs.writeFileSync(path.join(project, "Pulumi.dev.yaml"), text);
  }

  it("holds the committed settings", () => {
    writeStackFile(settings);

    const copy = copyStackFile("dev", copies, { project });

    assert.deepEqual(parse(fs.readFileSync(copy, "utf8")), {
      config: { "ftl:phase": "provision" },
    });
  });

  it("leaves the keys of the deployed stack's secrets out", () => {
    writeStackFile(`secretsprovider: azurekeyvault://x\nencryptedkey: k\n${settings}`);

    const copy = copyStackFile("dev", copies, { project });

    assert.deepEqual(Object.keys(parse(fs.readFileSync(copy, "utf8")) as object), ["config"]);
  });

  it("keeps the local stack's own key when it is made anew", () => {
    writeStackFile(settings);
    const copy = copyStackFile("dev", copies, { project });
    fs.appendFileSync(copy, "encryptionsalt: local-salt\n");

    copyStackFile("dev", copies, { project });

    const { encryptionsalt } = parse(fs.readFileSync(copy, "utf8")) as { encryptionsalt: string };
    assert.equal(encryptionsalt, "local-salt");
  });

  it("rejects a stack without a file, and names the stacks that there are", () => {
    writeStackFile(settings);

    assert.throws(
      () => copyStackFile("live", copies, { project }),
      /no stack 'live': Pulumi\.live\.yaml is not in .*Stacks here: dev\./s,
    );
  });

  it("rejects broken YAML, and names the file and the line", () => {
    writeStackFile("config:\n  ftl:phase: [provision\n");

    assert.throws(
      () => copyStackFile("dev", copies, { project }),
      /Pulumi\.dev\.yaml is not valid YAML: .*line/s,
    );
  });

  for (const [what, text] of [
    ["an empty file", ""],
    ["a list", "- config\n"],
    ["a word", "config\n"],
  ] as const) {
    it(`rejects ${what} in the place of a stack file`, () => {
      writeStackFile(text);

      assert.throws(
        () => copyStackFile("dev", copies, { project }),
        /Pulumi\.dev\.yaml is no stack file/,
      );
    });
  }

  it("rejects a secure value, which only the deployed stack's key opens", () => {
    writeStackFile("config:\n  ftl:token:\n    secure: v1:abc\n");

    assert.throws(
      () => copyStackFile("dev", copies, { project }),
      /Pulumi\.dev\.yaml .* secure value/,
    );
  });

  it("leaves the committed file as it is", () => {
    writeStackFile(settings);

    copyStackFile("dev", copies, { project });

    assert.equal(fs.readFileSync(path.join(project, "Pulumi.dev.yaml"), "utf8"), settings);
  });
});

describe("the zones of the local Cloudflare account", () => {
  it("are those of all stack files, each once", () => {
    const project = temporaryFolder();
    for (const [stack, zone] of [
      ["a", "one.example"],
      ["b", "two.example"],
      ["c", "one.example"],
    ]) {
      const text = `config:\n  ftl:hostnames:\n    zone: ${zone}\n`;
      fs.writeFileSync(path.join(project, `Pulumi.${stack}.yaml`), text);
    }

    assert.deepEqual(zonesOfStacks(project), ["one.example", "two.example"]);
  });

  it("pass over a stack file that can't be read, which is told when that stack is used", () => {
    const project = temporaryFolder();
    fs.writeFileSync(path.join(project, "Pulumi.a.yaml"), "config: [\n  : }");
    fs.writeFileSync(path.join(project, "Pulumi.b.yaml"), "config:\n  ftl:hostnames: nonsense\n");

    assert.deepEqual(zonesOfStacks(project), []);
  });
});
