import type { Release } from "../../../operations/releases/release";

/** A release that can be appended, as far as a test doesn't say what it is. */
export function releaseOf(more: Partial<Omit<Release, "number">> = {}): Omit<Release, "number"> {
  return {
    version: 1,
    stack: "stg",
    kind: "deploy",
    commit: { sha: "a".repeat(40), title: "feat: something" },
    images: { api: { repository: "ftl-api", tag: "1.0.0", digest: `sha256:${"1".repeat(64)}` } },
    migrations: { latest: 26, readableSince: 23 },
    settingsHash: "0".repeat(64),
    policyHash: "1".repeat(64),
    stateHash: "2".repeat(64),
    checkpoint: checkpointOf(1),
    versions: { pulumi: "3.259.0" },
    startedAt: "2026-11-21T10:00:00.000Z",
    endedAt: "2026-11-21T10:05:00.000Z",
    who: "ada",
    host: "laptop",
    result: "succeeded",
    tally: { same: 80 },
    records: [{ type: "TXT", name: "asuid.stg", content: "x", proxied: false, ttl: 1 }],
    ...more,
  };
}

/** Key of the state that an update left, by its place in time. */
export function checkpointOf(second: number, stack = "stg"): string {
  return `.pulumi/history/ftl/${stack}/${baseOf(second, stack)}.checkpoint.json`;
}

/** Key of what Pulumi keeps of an update. */
export function historyKeyOf(second: number, stack = "stg"): string {
  return `.pulumi/history/ftl/${stack}/${baseOf(second, stack)}.history.json`;
}

/** What Pulumi keeps of an update that began at this second and took one. */
export function historyFileOf(second: number, more: object = {}): string {
  return JSON.stringify({
    kind: "update",
    startTime: second,
    endTime: second + 1,
    message: "feat: something",
    environment: {
      "git.head": "a".repeat(40),
      "git.dirty": "false",
      "git.author": "Ada",
      "pulumi.version": "v3.259.0",
    },
    config: {},
    version: 0,
    result: "succeeded",
    resourceChanges: { same: 79, update: 1 },
    ...more,
  });
}

function baseOf(second: number, stack: string): string {
  return `${stack}-${1_795_000_000 + second}000000000`;
}
