/** What `ftl` asks before it deploys: of the change as a whole and of where it goes, which no rule about resources sees. */
export interface Guard {
  /** In kebab-case, unlike any rule's. */
  readonly name: string;
  /** The state that is wanted, in one sentence. */
  readonly description: string;
  /** Whether `waivers.yaml` may let one resource past it. */
  readonly waivable: boolean;
}

/** All guards, in the order in which lists show them. */
export const guards = [
  {
    name: "stateful-kept",
    description: "No deployment replaces or deletes what can't be got back.",
    waivable: true,
  },
  {
    name: "dns-owner",
    description: "A deployment touches no DNS record but the stack's own.",
    waivable: false,
  },
  {
    name: "dns-budget",
    description: "A deployment changes no more DNS records than ftl:dnsBudget allows.",
    waivable: false,
  },
  {
    name: "dns-restore",
    description: "A restored zone gets back the records of the last release, and nothing else.",
    waivable: false,
  },
  {
    name: "account",
    description: "Whoever is signed in is so at the pinned subscription, tenant and zone.",
    waivable: false,
  },
  {
    name: "source",
    description: "What is deployed is a commit that is pushed, without changes beside it.",
    waivable: false,
  },
  {
    name: "images",
    description: "The registry has every image that the stack runs, by its digest.",
    waivable: false,
  },
  {
    name: "hostname-once",
    description: "No two stacks claim one hostname.",
    waivable: false,
  },
  {
    name: "migrations",
    description: "Nobody goes back to code that can't read what later migrations have left.",
    waivable: false,
  },
  {
    name: "certificates",
    description: "Nobody goes back to a certificate that is gone or has expired.",
    waivable: false,
  },
] as const satisfies readonly Guard[];

/** Name of one of the {@link guards}. */
export type GuardName = (typeof guards)[number]["name"];
