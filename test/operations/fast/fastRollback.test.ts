import assert from "node:assert/strict";
import {
  fastRollback,
  type FastHistory,
  type FastOptions,
  type FastRolledBack,
} from "../../../operations/rollback/fastRollback";
import type { KeptUpdate } from "../../../operations/rollback/fastHistory";
import type { Release } from "../../../operations/releases/release";
import { activeRevision, said, ServedStack } from "../azure/servedStack";
import { stackSettings } from "../../support/stackSettings";

const apps = ["api", "ws", "flusher"] as const;
type App = (typeof apps)[number];
const unknown: FastHistory = { updates: [], releases: [], locks: [] };
const patience = { timeoutMs: 2_000, pollMs: 10 };

describe("ftl rollback --fast, on the local cloud's Resource Manager", function () {
  this.timeout(30_000);
  let stg: ServedStack;
  beforeEach(async () => {
    stg = await ServedStack.deploy("stg");
  });
  afterEach(() => stg.close());

  /** Deploys another image of these apps, a minute later, so that each of them gets a new revision. */
  async function release(...changed: App[]): Promise<void> {
    await stg.cloud.advance(1 / 1440);
    const { images } = stackSettings("stg");
    const digest = `sha256:${"b".repeat(64)}`;
    const others = Object.fromEntries(
      changed.map((app) => [app, { ...images[app], tag: "1.0.1", digest }]),
    );
    await stg.up({ images: { ...images, ...others } });
  }

  const running = (app: App) =>
    activeRevision(stg.cloud.resourceManager, stg.target.outputs.resourceIds[app]);
  const allRunning = () => Object.fromEntries(apps.map((app) => [`ftl-stg-${app}`, running(app)]));

  function fast(history: FastHistory, options: Partial<FastOptions> = {}) {
    return said(() =>
      fastRollback(stg.target, history, { revision: [], yes: true, ...options }, patience),
    );
  }

  it("goes back to what the update before left, of the apps that have changed since", async () => {
    const updates = [{ name: "release 1", release: undefined, revisions: allRunning() }];
    await release("api");
    updates.unshift({ name: "release 2", release: undefined, revisions: allRunning() });

    const { exitCode, error } = await fast({ ...unknown, updates });

    assert.equal(exitCode, 0);
    assert.deepEqual(allRunning(), updates[1]!.revisions);
    assert.match(error, /goes back to the revisions of release 1/);
    assert.match(error, /ftl-stg-ws {3,}stays at ftl-stg-ws--/);
  });

  it("goes no further back when the same command is given again", async () => {
    const updates = [{ name: "release 1", release: undefined, revisions: allRunning() }];
    await release("api");
    updates.unshift({ name: "release 2", release: undefined, revisions: allRunning() });
    await release("api", "ws");
    await fast({ ...unknown, updates });
    const once = allRunning();

    const { exitCode, error } = await fast({ ...unknown, updates });

    assert.equal(exitCode, 0);
    assert.deepEqual(allRunning(), once);
    assert.deepEqual(once, updates[0]!.revisions);
    assert.match(error, /Nothing to do: .* --fast --local --revision <name>/s);
  });

  it("goes back by one revision each where no update is kept, and says so", async () => {
    const before = allRunning();
    await release(...apps);

    const { exitCode, error } = await fast(unknown);

    assert.equal(exitCode, 0);
    assert.deepEqual(allRunning(), before);
    assert.match(error, /No earlier update of stg is in the backend's history/);
  });

  it("tells how the stack is made whole, and that neither drift nor a deployment sees it", async () => {
    await release(...apps);

    const { error } = await fast(unknown);

    assert.match(error, /What runs is not what the state of stg says\. Neither ftl drift nor/);
    assert.match(error, /npx ftl rollback stg --local +deploys the earlier release again/);
  });

  it("warns of a deployment that has the lock, and goes on", async () => {
    await release(...apps);
    const since = new Date("2026-11-21T02:10:00Z");
    const owner = { pid: 7, username: "ada", hostname: "laptop", since };

    const { exitCode, error } = await fast({
      ...unknown,
      locks: [{ key: "a lock", text: "", owner }],
    });

    assert.equal(exitCode, 0);
    assert.match(error, /ada on laptop, since 2026-11-21T02:10:00\.000Z, has the lock of stg/);
  });

  it("prints for machines what was switched, and nothing else", async () => {
    const before = running("api");
    await release(...apps);

    const { out } = await fast(unknown, { json: true });

    const { switched } = JSON.parse(out) as FastRolledBack;
    assert.deepEqual(
      switched.map(({ containerApp, done }) => [containerApp, done]),
      apps.map((app) => [`ftl-stg-${app}`, true]),
    );
    assert.equal(switched[0]!.to, before);
  });

  it("rejects with --yes to switch only some, before anything is changed, and gives the command for it", async () => {
    await release("api");
    const before = allRunning();

    const { exitCode, error } = await fast(unknown);

    assert.equal(exitCode, 1);
    assert.deepEqual(allRunning(), before);
    assert.match(
      error,
      /ftl-stg-ws and ftl-stg-flusher can't go back, and --yes is for all of stg/,
    );
    assert.match(error, /--fast --local --yes --revision ftl-stg-api--\w+\n$/);
  });

  it("switches only the apps whose revisions are named", async () => {
    const first = running("api");
    await release("api", "ws");
    await release("ws");
    const ws = running("ws");

    const { exitCode } = await fast(unknown, { revision: [first] });

    assert.equal(exitCode, 0);
    assert.deepEqual([running("api"), running("ws")], [first, ws]);
  });

  it("rejects to go anywhere where there is nothing earlier", async () => {
    const { exitCode, error } = await fast(unknown);

    assert.equal(exitCode, 1);
    assert.match(error, /There is nothing that stg can go back to/);
  });

  it("rejects code that can't read the database any more, and changes nothing", async () => {
    const kept = (number: number, latest: number, readableSince: number): KeptUpdate => ({
      name: `release ${number}`,
      release: { number, migrations: { latest, readableSince } } as Release,
      revisions: allRunning(),
    });
    const first = kept(1, 26, 23);
    await release(...apps);
    const second = kept(2, 28, 27);
    const before = allRunning();

    const { exitCode, error } = await fast({
      ...unknown,
      updates: [second, first],
      releases: [first.release!, second.release!],
    });

    assert.equal(exitCode, 1);
    assert.deepEqual(allRunning(), before);
    assert.match(error, /Nothing is changed: release 2 brought migration 28/);
  });

  it("rejects to do anything where nobody says yes", async () => {
    await release(...apps);
    const before = allRunning();

    const { exitCode, error } = await said(() =>
      fastRollback(stg.target, unknown, { revision: [] }, patience),
    );

    assert.equal(exitCode, 1);
    assert.deepEqual(allRunning(), before);
    assert.match(error, /Switch stg to these revisions\? Nobody can be asked here/);
  });

  it("lists every revision with its traffic, and changes nothing", async () => {
    const first = running("api");
    await release("api");
    const second = running("api");

    const { exitCode, out } = await fast(unknown, { list: true });

    assert.equal(exitCode, 0);
    assert.match(out, new RegExp(`${second} .* active +100 % +Running, Healthy`));
    assert.match(out, new RegExp(`${first} .* 0 % +Stopped`));
    assert.equal(running("api"), second);
  });

  it("goes on with the others when Azure refuses one, and ends with 1", async () => {
    const before = allRunning();
    await release(...apps);
    const ws = running("ws");
    const forbidden = {
      status: 403,
      body: {
        error: {
          code: "AuthorizationFailed",
          message: "The client 'x' does not have authorization",
        },
      },
    };
    stg.api.faults.add({
      fault: { kind: "answer", answer: forbidden },
      method: "POST",
      path: "ftl-stg-ws/revisions",
    });

    const { exitCode, error } = await fast(unknown);

    assert.equal(exitCode, 1);
    assert.deepEqual(allRunning(), { ...before, "ftl-stg-ws": ws });
    assert.match(error, /ftl-stg-ws: Can't activate ftl-stg-ws--\w+: The client 'x' does not have/);
    assert.match(error, /Not all of stg went back/);
  });
});
