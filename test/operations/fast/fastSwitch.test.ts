import assert from "node:assert/strict";
import { Refusal } from "../../../operations/refusal";
import type { AppRevision } from "../../../operations/azure/appRevision";
import type { FastApp } from "../../../operations/rollback/fastRevisions";
import { switchRevision } from "../../../operations/rollback/fastSwitch";

const patience = { timeoutMs: 30, pollMs: 1 };

function revision(name: string, change: Partial<AppRevision> = {}): AppRevision {
  return {
    name,
    created: new Date(0),
    active: false,
    image: "registry/ftl:1",
    trafficWeight: 0,
    reachable: true,
    health: "None",
    provisioning: "Provisioned",
    running: "Stopped",
    ...change,
  };
}

/** An app of which `old` is to run in place of `new`; how it goes on when it is told to. */
function appThat(goes: {
  readonly onActivate: (revisions: Map<string, AppRevision>) => void;
  readonly onDeactivate?: (revisions: Map<string, AppRevision>) => void;
}): { app: FastApp; calls: string[] } {
  const revisions = new Map([
    ["old", revision("old")],
    ["new", revision("new", { active: true, trafficWeight: 100, running: "Running" })],
  ]);
  const calls: string[] = [];
  const app: FastApp = {
    app: "api",
    containerApp: "ftl-prd-api",
    revisions: async () => [...revisions.values()],
    activate: async (name) => {
      calls.push(`activate ${name}`);
      goes.onActivate(revisions);
    },
    deactivate: async (name) => {
      calls.push(`deactivate ${name}`);
      goes.onDeactivate?.(revisions);
    },
  };
  return { app, calls };
}

const running = { active: true, running: "Running", health: "Healthy" };

async function switched(app: FastApp) {
  const [to, from] = await app.revisions();
  return switchRevision(
    app,
    { kind: "switch", app: "api", containerApp: "ftl-prd-api", to: to!, from: [from!] },
    patience,
  );
}

describe("the switch to an earlier revision", () => {
  it("stops the newer one only when the earlier one runs", async () => {
    const { app, calls } = appThat({
      onActivate: (all) => all.set("old", revision("old", running)),
      onDeactivate: (all) => {
        all.set("new", revision("new"));
        all.set("old", revision("old", { ...running, trafficWeight: 100 }));
      },
    });

    const { done, why } = await switched(app);

    assert.deepEqual(calls, ["activate old", "deactivate new"]);
    assert.deepEqual([done, why], [true, ""]);
  });

  it("stops nothing where single revision mode has done so itself", async () => {
    const { app, calls } = appThat({
      onActivate: (all) => {
        all.set("old", revision("old", { ...running, trafficWeight: 100 }));
        all.set("new", revision("new"));
      },
    });

    const { done } = await switched(app);

    assert.deepEqual(calls, ["activate old"]);
    assert.equal(done, true);
  });

  for (const [what, state] of [
    ["comes up failing", { active: true, running: "Failed", provisioning: "Failed" }],
    ["is unhealthy", { active: true, running: "Running", health: "Unhealthy" }],
    ["stays in activation", { active: true, running: "Processing" }],
  ] as const) {
    it(`leaves the newer one running where the earlier one ${what}`, async () => {
      const { app, calls } = appThat({
        onActivate: (all) => all.set("old", revision("old", state)),
      });

      const { done, why } = await switched(app);

      assert.deepEqual(calls, ["activate old"]);
      assert.equal(done, false);
      assert.match(why, /^old does not run \(.+\)\. Active now: old, new$/);
    });
  }

  it("says that the earlier one gets no requests", async () => {
    const { app } = appThat({
      onActivate: (all) => all.set("old", revision("old", running)),
      onDeactivate: (all) => all.set("new", revision("new")),
    });

    const { done, why } = await switched(app);

    assert.deepEqual([done, why], [false, "old runs, and gets no requests"]);
  });

  it("says that the newer one does not stop", async () => {
    const { app } = appThat({
      onActivate: (all) => all.set("old", revision("old", { ...running, trafficWeight: 100 })),
    });

    const { done, why } = await switched(app);

    assert.deepEqual([done, why], [false, "new still runs beside old"]);
  });

  it("keeps what Azure refuses to itself, so that the other apps go on", async () => {
    const { app } = appThat({
      onActivate: () => {
        throw new Refusal("Can't activate old: Forbidden");
      },
    });

    const { done, why } = await switched(app);

    assert.deepEqual([done, why], [false, "Can't activate old: Forbidden"]);
  });
});
