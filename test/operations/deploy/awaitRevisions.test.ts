import assert from "node:assert/strict";
import path from "node:path";
import type { AppRevision } from "../../../operations/azure/appRevision";
import { awaitApps, awaitRevisions } from "../../../operations/deploy/awaitRevisions";
import { Refusal } from "../../../operations/refusal";
import type { Place } from "../../../operations/place";
import type { StateResource } from "../../../operations/releases/stateOf";
import { types } from "../../../policy/types";
import { temporaryFolder } from "../../support/temporaryFolder";
import { resourceOf } from "../releases/states";

const group = "/subscriptions/s/resourceGroups/rg/providers";
const patience = { timeoutMs: 600_000, doubtMs: 60_000, pollMs: 5_000 };

/** An app in the state that an update left. */
function appOf(what: string, latestRevisionName = `${what}--new`): StateResource {
  return resourceOf({
    name: what,
    id: `${group}/Microsoft.App/containerApps/${what}`,
    outputs: { latestRevisionName },
  });
}

/** What a test shows of an app at one look: its revisions, the oldest first, or why there is no answer. */
type Shown = readonly AppRevision[] | Error;

const revision = (name: string, change: Partial<AppRevision> = {}): AppRevision => ({
  name,
  created: new Date(0),
  active: true,
  image: "registry/ftl:1",
  trafficWeight: 100,
  reachable: true,
  health: "Healthy",
  provisioning: "Provisioned",
  running: "Running",
  ...change,
});
const older = (change: Partial<AppRevision> = {}) => revision("api--old", change);
const newest = (change: Partial<AppRevision> = {}) => revision("api--new", change);
const stopped = older({ active: false, running: "Stopped", trafficWeight: 0, health: "None" });

/** Waits for apps of which each look shows the next of what is given, and the last one for ever. */
async function waited(
  looks: Readonly<Record<string, readonly Shown[]>>,
  apps: readonly StateResource[] = Object.keys(looks).map((what) => appOf(what)),
) {
  let now = 0;
  const counted: Record<string, number> = {};
  const said: string[] = [];
  const view = {
    revisions: async (id: string) => {
      const what = id.split("/").at(-1)!;
      const count = (counted[what] = (counted[what] ?? 0) + 1);
      const shown = looks[what]![count - 1] ?? looks[what]!.at(-1)!;
      if (shown instanceof Error) throw shown;
      return [...shown];
    },
  };
  let woken: Promise<void> | undefined;
  // Apps that wait side by side wait for the same moment.
  const pause = (milliseconds: number) =>
    (woken ??= new Promise((resolve) => {
      setImmediate(() => {
        now += milliseconds;
        woken = undefined;
        resolve();
      });
    }));
  const wrong = await awaitApps(view, apps, (text) => said.push(text), patience, {
    now: () => now,
    pause,
  });
  return { wrong, looks: counted, said, seconds: now / 1000 };
}

describe("the wait for the revisions of an update", () => {
  const succeeding: readonly [string, readonly Shown[], number][] = [
    ["runs and gets the requests", [[stopped, newest()]], 1],
    ["runs at its largest scale", [[stopped, newest({ running: "RunningAtMaxScale" })]], 1],
    [
      "has no replicas while nobody asks, and may have none",
      [[newest({ running: "ScaledToZero", mayBeAtZero: true })]],
      1,
    ],
    [
      "has no ingress, and so no requests",
      [
        [
          older({ trafficWeight: 0, reachable: false }),
          newest({ trafficWeight: 0, reachable: false }),
        ],
      ],
      1,
    ],
    [
      "is activated first",
      [
        [older(), newest({ running: "Processing", trafficWeight: 0 })],
        [older(), newest({ running: "Activating", trafficWeight: 0 })],
        [stopped, newest()],
      ],
      3,
    ],
    [
      "is being provisioned while replicas run already",
      [[newest({ provisioning: "Provisioning" })], [newest()]],
      2,
    ],
    ["gets the requests a moment later", [[older(), newest({ trafficWeight: 0 })], [newest()]], 2],
    ["is called unhealthy while it warms up", [[newest({ health: "Unhealthy" })], [newest()]], 2],
    ["is not listed at first", [[older()], [stopped, newest()]], 2],
    ["is not told of at first", [new Refusal("Nobody answers there", 2), [newest()]], 2],
    [
      "is followed by one that somebody made meanwhile",
      [[older(), newest({ active: false, running: "Stopped" }), revision("api--newer")]],
      1,
    ],
  ];
  for (const [what, looks, count] of succeeding) {
    it(`ends well when the newest ${what}`, async () => {
      const result = await waited({ api: looks });

      assert.deepEqual(result.wrong, []);
      assert.deepEqual(result.looks, { api: count });
    });
  }

  const failingAtOnce: readonly [string, Shown, RegExp][] = [
    [
      "can't be provisioned",
      [older(), newest({ provisioning: "Failed", provisioningError: "image not found" })],
      /^api--new does not run \(Failed, .*: image not found\)\.$/,
    ],
    ["fails", [newest({ running: "Failed" })], /^api--new does not run \(Provisioned, Failed, /],
    [
      "fails in its activation",
      [newest({ running: "ActivationFailed" })],
      /^api--new does not run \(Provisioned, ActivationFailed, /,
    ],
    [
      "is of an app that isn't there",
      new Refusal("Can't list the revisions of api: not found"),
      /^Whether api runs can't be told: Can't list .*not found$/,
    ],
    [
      "is listed as nobody expects it",
      new TypeError("properties is undefined"),
      /^Whether api runs can't be told: properties is undefined$/,
    ],
  ];
  for (const [what, shown, why] of failingAtOnce) {
    it(`ends at once when the newest ${what}`, async () => {
      const { wrong, seconds } = await waited({ api: [shown] });

      assert.equal(wrong.length, 1);
      assert.match(wrong[0]!, why);
      assert.equal(seconds, 0);
    });
  }

  const failingAfterAMinute: readonly [string, Shown, RegExp][] = [
    ["is unhealthy", [newest({ health: "Unhealthy" })], /^api--new does not run \(.*Unhealthy\)/],
    ["is degraded", [newest({ running: "Degraded" })], /^api--new does not run \(.*Degraded/],
    [
      "was stopped by somebody, and the one before runs",
      [older(), newest({ active: false, running: "Stopped", trafficWeight: 0 })],
      /^api--new does not run \(.*Stopped.*, not active\)/,
    ],
    ["isn't listed", [older()], /^api--new, which the update made, is not listed yet\./],
    ["has no listed revision at all", [], /^api has no revision\./],
    [
      "can't be asked for",
      new Refusal("Nobody answers there", 2),
      /^Whether api runs can't be told/,
    ],
  ];
  for (const [what, shown, why] of failingAfterAMinute) {
    it(`ends after a minute in which the newest ${what}`, async () => {
      const { wrong, seconds } = await waited({ api: [shown] });

      assert.equal(wrong.length, 1);
      assert.match(wrong[0]!, why);
      assert.equal(seconds, 60);
    });
  }

  const endless: readonly [string, Shown, RegExp][] = [
    [
      "stays in activation",
      [older(), newest({ running: "Processing", health: "None", trafficWeight: 0 })],
      /^api--new does not run \(Provisioned, Processing\)\. 600 seconds were waited\.$/,
    ],
    [
      "runs while the one before keeps the requests",
      [older(), newest({ trafficWeight: 0 })],
      /^api--new runs, and api--old gets the requests\. 600 seconds were waited\.$/,
    ],
    [
      "has no replicas though it should",
      [newest({ running: "ScaledToZero" })],
      /^api--new does not run \(Provisioned, ScaledToZero, Healthy\)/,
    ],
  ];
  for (const [what, shown, why] of endless) {
    it(`ends at the time limit when the newest ${what}`, async () => {
      const { wrong, seconds } = await waited({ api: [shown] });

      assert.equal(wrong.length, 1);
      assert.match(wrong[0]!, why);
      assert.equal(seconds, 600);
    });
  }

  it("goes on when what was doubtful is so no more, and counts anew", async () => {
    const unhealthy = [newest({ health: "Unhealthy" })];
    const starting = [newest({ running: "Processing" })];
    const repeated = (shown: Shown, count: number) => Array<Shown>(count).fill(shown);

    const { wrong } = await waited({
      api: [...repeated(unhealthy, 11), starting, ...repeated(unhealthy, 11), [newest()]],
    });

    assert.deepEqual(wrong, []);
  });

  it("waits for several apps side by side, and names each that is wrong", async () => {
    const { wrong, seconds } = await waited({
      api: [[revision("api--new", { running: "Processing" })], [revision("api--new")]],
      ws: [[revision("ws--new", { provisioning: "Failed" })]],
      flusher: [[revision("flusher--new", { running: "Degraded" })]],
    });

    assert.deepEqual(
      wrong.map((why) => why.split(" ")[0]),
      ["ws--new", "flusher--new"],
    );
    assert.equal(seconds, 60);
  });

  it("says each state that is waited in, once", async () => {
    const starting = [older(), newest({ running: "Processing", health: "None" })];

    const { said } = await waited({
      api: [starting, starting, [older(), newest({ trafficWeight: 0 })], [newest()]],
    });

    assert.deepEqual(said, [
      "Waiting: api--new does not run (Provisioned, Processing).\n",
      "Waiting: api--new runs, and api--old gets the requests.\n",
    ]);
  });

  it("asks for nothing but container apps that stay", async () => {
    const job = resourceOf({ name: "migrate", type: types.job });
    const replaced = { ...appOf("ws"), pendingDeletion: true };

    const { looks } = await waited({ api: [[newest()]] }, [job, replaced, appOf("api")]);

    assert.deepEqual(looks, { api: 1 });
  });
});

describe("the wait for the revisions of an update, on a local cloud", () => {
  it("looks into the one of this process", async () => {
    const asked: string[] = [];
    const resourceManager = {
      listParts: (id: string, kind: string) => {
        asked.push(`${kind} of ${id}`);
        return [
          {
            name: "api--new",
            properties: {
              createdTime: "2026-11-21T12:00:00Z",
              active: true,
              runningState: "Running",
              provisioningState: "Provisioned",
            },
          },
        ];
      },
    };
    const place = { local: { cloud: { resourceManager } } } as unknown as Place;

    const wrong = await awaitRevisions(place, "stg", [appOf("api")], () => undefined);

    assert.deepEqual(wrong, []);
    assert.deepEqual(asked, [`revisions of ${group}/Microsoft.App/containerApps/api`]);
  });

  it("can't tell where another process runs it and serves no API, and says so", async () => {
    const lock = path.join(temporaryFolder(), "lock");
    const place = { local: { cloud: undefined, folder: { lock } } } as unknown as Place;

    const wrong = await awaitRevisions(place, "stg", [appOf("api")], () => undefined);

    assert.equal(wrong.length, 1);
    assert.match(wrong[0]!, /^Whether the apps of stg run can't be told: .*serves no API/);
  });
});
