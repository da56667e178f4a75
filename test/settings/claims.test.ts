import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { conflictsAmong, loadSettings, readClaims, readZoneClaims } from "../../settings";
import { changed, configBag, projectFolder, stackFileSettings } from "../support/configBag";

describe("hostname claims", () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "ftl-claims-"));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const write = (file: string, text: string) => fs.writeFileSync(path.join(folder, file), text);
  const loadPrd = (settings = stackFileSettings("prd")) =>
    loadSettings(configBag(settings), "prd", folder);

  it("finds no conflict among the project's own stack files", () => {
    const claims = readClaims(projectFolder);

    assert.deepEqual(conflictsAmong(claims), []);
    assert.deepEqual(
      claims.filter(({ stack }) => stack === "prd").map(({ hostname }) => hostname),
      [
        "api.ftljeta.cloud",
        "prd-api.ftljeta.cloud",
        "ws.ftljeta.cloud",
        "prd-ws.ftljeta.cloud",
        "ftl.jetafutures.com",
      ],
    );
  });

  it("rejects names that another stack claims, with every name and both files", () => {
    write(
      "Pulumi.stg.yaml",
      "config:\n  ftl:hostnames:\n    api: [{ name: API.ftljeta.cloud. }]\n" +
        "    ws: [{ name: stg-ws.ftljeta.cloud }]\n    frontend: [{ name: ftl.jetafutures.com }]\n",
    );

    assert.throws(
      () => loadPrd(),
      (error: Error) => {
        assert.ok(pulumi.RunError.isInstance(error));
        assert.equal(
          error.message,
          "2 hostnames are claimed by more than one stack:\n" +
            "  api.ftljeta.cloud: Pulumi.prd.yaml and Pulumi.stg.yaml\n" +
            "  ftl.jetafutures.com: Pulumi.prd.yaml and Pulumi.stg.yaml\n" +
            "    fix: a name leads to one stack; take it out of ftl:hostnames in all but one of these files",
        );
        return true;
      },
    );
  });

  it("rejects a name that only this run gives to the stack", () => {
    write(
      "Pulumi.stg.yaml",
      "config: { 'ftl:hostnames': { ws: [{ name: stg-ws.ftljeta.cloud }] } }",
    );
    const place = ["hostnames", "ws", 1, "name"];
    const settings = changed(stackFileSettings("prd"), place, "stg-ws.ftljeta.cloud");

    assert.throws(() => loadPrd(settings), /stg-ws\.ftljeta\.cloud: Pulumi\.prd\.yaml and Pulumi/);
  });

  const declares = (zone: string) =>
    `config: { 'ftl:hostnames': { zone: ${zone}, zoneSettings: declared } }`;

  it("rejects settings of a zone that another stack declares too, with both files and the mend", () => {
    write("Pulumi.stg.yaml", declares("FTLJETA.cloud"));

    assert.throws(
      () => loadPrd(),
      (error: Error) => {
        assert.ok(pulumi.RunError.isInstance(error));
        assert.equal(
          error.message,
          "The settings of the zone ftljeta.cloud are declared by more than one stack: " +
            "Pulumi.prd.yaml and Pulumi.stg.yaml\n" +
            '    fix: set ftl:hostnames.zoneSettings to "checked" in all but one of these files',
        );
        return true;
      },
    );
  });

  it("lets a stack check what another one declares, and two stacks declare two zones", () => {
    write("Pulumi.stg.yaml", declares("ftljeta.cloud"));
    const place = ["hostnames", "zoneSettings"];
    assert.doesNotThrow(() => loadPrd(changed(stackFileSettings("prd"), place, "checked")));

    write("Pulumi.stg.yaml", declares("example.com"));
    assert.doesNotThrow(() => loadPrd());
  });

  it("finds that the project's own stack files declare the zone once", () => {
    assert.deepEqual(readZoneClaims(projectFolder), [{ hostname: "ftljeta.cloud", stack: "prd" }]);
  });

  it("doesn't hold the stack's own file against it", () => {
    const own = path.join(projectFolder, "Pulumi.prd.yaml");
    fs.copyFileSync(own, path.join(folder, "Pulumi.prd.yaml"));

    assert.doesNotThrow(() => loadPrd());
  });

  it("leaves a conflict between two other stacks to them", () => {
    const claim = "config: { 'ftl:hostnames': { ws: [{ name: dev-ws.ftljeta.cloud }] } }";
    write("Pulumi.one.yaml", claim);
    write("Pulumi.two.yaml", claim);

    assert.doesNotThrow(() => loadPrd());
    assert.deepEqual(conflictsAmong(readClaims(folder)), [
      { hostname: "dev-ws.ftljeta.cloud", stacks: ["one", "two"] },
    ]);
  });

  const readable: readonly (readonly [string, string, readonly string[]])[] = [
    ["an empty file", "", []],
    ["no settings", "encryptionsalt: v1:abc\n", []],
    ["no hostnames", "config:\n  ftl:phase: live\n", []],
    [
      "hostnames as JSON text",
      `config: { 'ftl:hostnames': '{"ws":[{"name":"a.b.cd"}]}' }`,
      ["a.b.cd"],
    ],
    ["a key without a namespace", "config: { hostnames: { ws: [{ name: a.b.cd }] } }", ["a.b.cd"]],
    ["entries that are not names", "config: { 'ftl:hostnames': { zone: b.cd, ws: [1, {}] } }", []],
    [
      "a merged group",
      "x: &x { name: a.b.cd }\nconfig: { ftl:hostnames: { ws: [{ <<: *x }] } }",
      ["a.b.cd"],
    ],
  ];
  for (const [name, text, hostnames] of readable) {
    it(`reads another stack file with ${name}`, () => {
      write("Pulumi.other.yaml", text);

      assert.deepEqual(
        readClaims(folder).map(({ hostname }) => hostname),
        hostnames,
      );
    });
  }

  const broken: readonly (readonly [string, string, RegExp])[] = [
    ["broken YAML", "config:\n  a: [1\n", /at line \d+, column \d+/],
    ["a key twice", "config: { a: 1, a: 2 }", /Map keys must be unique at line 1/],
    ["two documents", "a: 1\n---\nb: 2\n", /multiple documents/],
    ["a list", "- config\n", /it is not a map/],
    ["settings that are no map", "config: [1]", /its config is not a map/],
    ["hostnames that are no group", "config: { 'ftl:hostnames': [1] }", /is not a group/],
    ["hostnames in other text", "config: { 'ftl:hostnames': ws }", /is text and not a group/],
    ["encrypted hostnames", "config: { 'ftl:hostnames': { secure: v1:x } }", /is encrypted/],
  ];
  for (const [name, text, reason] of broken) {
    it(`rejects another stack file with ${name}, and names it`, () => {
      write("Pulumi.other.yaml", text);

      assert.throws(
        () => loadPrd(),
        (error: Error) => {
          assert.ok(pulumi.RunError.isInstance(error));
          assert.match(error.message, /^Pulumi\.other\.yaml can't be read, /);
          assert.match(error.message, reason);
          assert.doesNotMatch(error.message, new RegExp(folder), "no machine path");
          return true;
        },
      );
    });
  }

  it("rejects a folder in the place of a stack file, and names it", () => {
    fs.mkdirSync(path.join(folder, "Pulumi.other.yaml"));

    assert.throws(() => loadPrd(), /^Error: Pulumi\.other\.yaml can't be read, .*EISDIR/);
  });

  it("rejects a folder of stack files that isn't there", () => {
    const gone = path.join(folder, "gone");

    assert.throws(
      () => loadSettings(configBag(stackFileSettings("prd")), "prd", gone),
      /The stack files can't be listed/,
    );
  });
});
