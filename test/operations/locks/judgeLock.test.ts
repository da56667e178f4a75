import assert from "node:assert/strict";
import { type Here, judgeLock } from "../../../operations/locks/judgeLock";
import type { DeployingRun } from "../../../operations/locks/deployingRun";
import type { LockOwner } from "../../../operations/locks/lock";
import type { ProcessState } from "../../../operations/locks/processes";

describe("a lock is judged", () => {
  const now = new Date("2026-11-21T12:00:00Z");
  const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
  const mine: LockOwner = { pid: 77, username: "ada", hostname: "anvil", since: hoursAgo(1) };
  const hosted: LockOwner = {
    pid: 77,
    username: "runner",
    hostname: "fv-az1247-794",
    since: hoursAgo(7),
  };
  const dead: ProcessState = { kind: "dead" };
  const alive = (started: Date | undefined, program?: string): ProcessState => ({
    kind: "alive",
    startedAt: started,
    program,
  });

  function verdictOf(
    owner: LockOwner | undefined,
    state: ProcessState,
    here: Partial<Here> = {},
    deploying?: DeployingRun,
  ) {
    const lock = { key: "k", text: "t", owner };
    const place: Here = {
      username: "ada",
      hostname: "anvil",
      run: undefined,
      now,
      processState: () => state,
      ...here,
    };
    const { verdict, because } = judgeLock(lock, place, deploying);
    return [verdict, because] as const;
  }

  // From a lock that may go, one thing changed at a time.
  for (const [what, owner, state, verdict, because] of [
    ["one's own, whose process has ended", mine, dead, "stale", /process 77 has ended/],
    ["one's own, at work", mine, alive(hoursAgo(1.1), "pulumi"), "held", /is running on this/],
    [
      "one's own, at work, of a machine that says no more",
      mine,
      alive(undefined),
      "held",
      /running/,
    ],
    [
      "one's own, whose number another program has that started later",
      mine,
      alive(hoursAgo(0.5), "vim"),
      "stale",
      /the one that has its number now is vim, started 2026-11-21T11:30/,
    ],
    [
      "one's own, at work, after the clock was set",
      mine,
      alive(hoursAgo(0.5), "pulumi"),
      "held",
      /running/,
    ],
    [
      "one's own, where another program started little later, as clocks may differ",
      mine,
      alive(hoursAgo(0.8), "vim"),
      "held",
      /running/,
    ],
    [
      "one's own, where a program started later and doesn't say what it is",
      mine,
      alive(hoursAgo(0.5)),
      "held",
      /running/,
    ],
    ["another user's", { ...mine, username: "grace" }, dead, "unknown", /it is grace's, and you/],
    ["another machine's", { ...mine, hostname: "forge" }, dead, "unknown", /was taken on forge/],
    [
      "old, of another machine",
      { ...mine, hostname: "forge", since: hoursAgo(999) },
      dead,
      "unknown",
      /forge/,
    ],
    ["taken in the future", { ...mine, since: hoursAgo(-1) }, dead, "unknown", /in the future/],
    ["taken a little in the future", { ...mine, since: hoursAgo(-0.1) }, dead, "stale", /ended/],
    ["damaged", undefined, dead, "unknown", /damaged/],
    ["of a hosted runner, after 7 hours", hosted, dead, "stale", /no job .* more than 6 hours/],
    [
      "of a hosted runner of today's names",
      { ...hosted, hostname: "runnervmr8kkp" },
      dead,
      "stale",
      /6 h/,
    ],
    [
      "of a hosted runner, after 6 hours",
      { ...hosted, since: hoursAgo(6) },
      dead,
      "unknown",
      /until 2026-11-21T12:15/,
    ],
    [
      "of a hosted runner, after 5 minutes",
      { ...hosted, since: hoursAgo(0.08) },
      dead,
      "unknown",
      /workflow/,
    ],
    [
      "of a hosted runner's name, but not its user",
      { ...hosted, username: "ada" },
      dead,
      "unknown",
      /taken on/,
    ],
    ["of a runner of one's own", { ...hosted, hostname: "builder-1" }, dead, "unknown", /taken on/],
    [
      "of a name that only begins like a hosted one",
      { ...hosted, hostname: "fv-azure.example" },
      dead,
      "unknown",
      /taken on/,
    ],
    [
      "of a job's container, a week old",
      { ...hosted, hostname: "3f2b1c0a9d8e", since: hoursAgo(168) },
      dead,
      "unknown",
      /taken on/,
    ],
  ] as const) {
    it(`${verdict}: ${what}`, () => {
      const [found, reason] = verdictOf(owner, state);

      assert.equal(found, verdict);
      assert.match(reason, because);
    });
  }

  for (const hostname of ["localhost", "localhost.localdomain"]) {
    it(`unknown: one of ${hostname}, which any machine may be`, () => {
      const [found, reason] = verdictOf({ ...mine, hostname }, dead, { hostname });

      assert.equal(found, "unknown");
      assert.match(reason, /many machines are called/);
    });
  }

  describe("on a hosted runner, which shares its name with others", () => {
    const hostname = "runnervmg1sw1";
    const own: LockOwner = { pid: 77, username: "runner", hostname, since: hoursAgo(0.4) };
    const onRunner = { username: "runner", hostname, run: "4711-1" };
    const note: DeployingRun = { run: "4711-1", host: hostname, startedAt: hoursAgo(0.5) };

    for (const [what, state, verdict, because] of [
      ["has ended", dead, "stale", /process 77 has ended/],
      ["is at work", alive(hoursAgo(0.4), "pulumi"), "held", /process 77 is running/],
    ] as const) {
      it(`${verdict}: one of this run, whose process ${what}`, () => {
        const [found, reason] = verdictOf(own, state, onRunner, note);

        assert.equal(found, verdict);
        assert.match(reason, because);
      });
    }

    // From a lock of this run, whose process has ended, one thing changed at a time.
    for (const [what, here, deploying] of [
      ["another run deploys", onRunner, { ...note, run: "4712-1" }],
      ["an earlier attempt of this run deploys", { ...onRunner, run: "4711-2" }, note],
      ["nobody says which run deploys", onRunner, undefined],
      ["this is no run", { ...onRunner, run: undefined }, note],
      ["this run deploys from elsewhere", onRunner, { ...note, host: "runnervmr8kkp" }],
      ["the run began after it", onRunner, { ...note, startedAt: hoursAgo(0.3) }],
    ] as const) {
      it(`unknown: one of which no process is there, when ${what}`, () => {
        const [found, reason] = verdictOf(own, dead, here, deploying);

        assert.equal(found, "unknown");
        assert.match(reason, /a runner that GitHub hosts, and its job may go on/);
      });
    }

    it("stale: one of another run, after 7 hours", () => {
      const [found] = verdictOf({ ...own, since: hoursAgo(7) }, dead, onRunner, undefined);

      assert.equal(found, "stale");
    });

    it("unknown: one of another user there, however old", () => {
      const root = { ...own, username: "root", since: hoursAgo(7) };
      const [found, reason] = verdictOf(root, dead, { ...onRunner, username: "root" }, undefined);

      assert.equal(found, "unknown");
      assert.match(reason, /many runners that GitHub hosts are called runnervmg1sw1/);
    });
  });

  it("unknown: one of a hosted runner by another whose clock is behind", () => {
    const [found] = verdictOf({ ...hosted, since: hoursAgo(-7) }, dead);

    assert.equal(found, "unknown");
  });
});
