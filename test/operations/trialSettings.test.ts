import assert from "node:assert/strict";
import { parseDocument } from "yaml";
import { applyTrial, takeTrialSettings } from "../../operations/local/trialSettings";
import { Refusal } from "../../operations/refusal";

describe("settings that a run tries", () => {
  it("are taken out of the command line, with --config-path", () => {
    const args = [
      "preview",
      "--config-path",
      "-c",
      "ftl:phase=bind",
      "--config=ftl:x.y=1",
      "-s",
      "prd",
    ];

    const { settings, rest } = takeTrialSettings(args);

    assert.deepEqual(rest, ["preview", "-s", "prd"]);
    assert.deepEqual(settings, [
      { path: ["ftl:phase"], value: "bind" },
      { path: ["ftl:x", "y"], value: "1" },
    ]);
  });

  it("are left to Pulumi without --config-path", () => {
    const args = ["up", "-c", "ftl:phase=bind"];

    assert.deepEqual(takeTrialSettings(args), { settings: [], rest: args });
  });

  it("are none behind a bare --", () => {
    const args = ["up", "--", "--config-path", "-c", "a=b"];

    assert.deepEqual(takeTrialSettings(args), { settings: [], rest: args });
  });

  for (const [text, path] of [
    ["ftl:hostnames.ws[0].proxied=true", ["ftl:hostnames", "ws", 0, "proxied"]],
    ["hostnames.zone=a=b", ["ftl:hostnames", "zone"]],
    ['ftl:tags["cost center"]=x', ["ftl:tags", "cost center"]],
    ['other:a["b\\"c"].d=x', ["other:a", 'b"c', "d"]],
  ] as const) {
    it(`read the path of '${text}'`, () => {
      const { settings } = takeTrialSettings(["up", "--config-path", "-c", text]);

      assert.deepEqual(settings[0]?.path, path);
    });
  }

  for (const text of ["ftl:phase", "=x", "ftl:a..b=1", "ftl:a[x]=1", "ftl:[0]=1", ""]) {
    it(`rejects '${text}'`, () => {
      assert.throws(() => takeTrialSettings(["up", "--config-path", "-c", text]), Refusal);
    });
  }

  const file =
    "config:\n  ftl:phase: live\n  ftl:hostnames:\n    ws:\n      - { name: a, proxied: false }\n";

  for (const [value, found] of [
    ["true", true],
    ["7", 7],
    ["007", "007"],
    ["yes", "yes"],
  ] as const) {
    it(`change one value and nothing beside it: ${value}`, () => {
      const document = parseDocument(file);

      applyTrial(document, [{ path: ["ftl:hostnames", "ws", 0, "proxied"], value }]);

      assert.deepEqual(document.toJS(), {
        config: { "ftl:phase": "live", "ftl:hostnames": { ws: [{ name: "a", proxied: found }] } },
      });
    });
  }

  it("rejects a path through a value that is no group", () => {
    const document = parseDocument(file);

    assert.throws(
      () => applyTrial(document, [{ path: ["ftl:phase", "x"], value: "1" }]),
      /ftl:phase\.x can't be tried/,
    );
  });
});
