import assert from "node:assert/strict";
import { hostnamePhase, hostnamePhases, phases } from "../../settings/hostnamePhases";
import { stackSettings } from "../support/stackSettings";

describe("hostnamePhase", () => {
  for (const stack of phases) {
    it(`is the stack's own ${stack} for a name that nothing holds back`, () => {
      assert.equal(hostnamePhase(stack, {}), stack);
    });
  }

  for (const [stack, own, phase] of [
    ["provision", "live", "provision"],
    ["bind", "provision", "provision"],
    ["bind", "bind", "bind"],
    ["bind", "live", "bind"],
    ["live", "provision", "provision"],
    ["live", "bind", "bind"],
    ["live", "live", "live"],
  ] as const) {
    it(`is ${phase} in a ${stack} stack for a name that goes as far as ${own}`, () => {
      assert.equal(hostnamePhase(stack, { phase: own }), phase);
    });
  }
});

describe("hostnamePhases", () => {
  it("says it of every name of api, ws and frontend", () => {
    const { hostnames } = stackSettings("stg");
    const [ws] = hostnames.ws;
    const held = {
      ...hostnames,
      ws: [ws!, { ...ws!, name: "new-ws.ftljeta.cloud", phase: "bind" as const }],
    };

    assert.deepEqual(hostnamePhases({ hostnames: held, phase: "live" }), {
      "stg-api.ftljeta.cloud": "live",
      "stg-ws.ftljeta.cloud": "live",
      "new-ws.ftljeta.cloud": "bind",
      "stg.ftljeta.cloud": "live",
    });
  });
});
