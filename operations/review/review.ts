import type { Change } from "../changes/change";

/** `cannotTell` never counts as a pass. */
export type ReviewVerdict = "pass" | "fail" | "cannotTell";

/** One end of a change. */
export interface Revision {
  /** Full hash; undefined for what isn't committed. */
  readonly sha: string | undefined;
  readonly title: string;
}

/** A record in the zone that a change touches. */
export interface DnsChange {
  readonly operation: "create" | "update" | "replace" | "delete";
  readonly type: string;
  readonly name: string;
  /** Seconds, 1 is Cloudflare's "automatic"; value as the zone shows it; undefined where there is none. */
  readonly before: DnsValue | undefined;
  readonly after: DnsValue | undefined;
}

/** What a record says. Unknown until the update has run: `undefined`. */
export interface DnsValue {
  readonly ttl: number | undefined;
  readonly value: string | undefined;
  readonly proxied: boolean | undefined;
}

/** What one rule of the policy pack says of the change, over all resources. */
export interface RuleResult {
  readonly rule: string;
  readonly severity: string;
  readonly description: string;
  readonly outcome: "passed" | "failed" | "advised" | "waived" | "unknown";
  /** How many resources it applies to. */
  readonly resources: number;
  /** Whether everything that it looked at was known. */
  readonly onKnownValues: boolean;
  /** Paths of what wasn't known, with the resource's name in front. */
  readonly unknowns: readonly string[];
  /** What is wrong, with the resource's name in front. */
  readonly messages: readonly string[];
  readonly mend: string;
  readonly url: string;
}

/** One thing that the review did. */
export interface ReviewStep {
  /** `base up`, `preview`, `up`, `policy on what stands`, `second up`, `rollback`, `compare with the base`. */
  readonly name: string;
  readonly seconds: number;
  readonly outcome: "done" | "failed" | "skipped";
  /** Last lines of what Pulumi said, when it failed. */
  readonly output: string;
}

/** What a guard says that is no rule of the pack: budgets, stateful resources, hostnames claimed twice. */
export interface GuardFinding {
  /** `stateful-kept`, `dns-budget`, `dns-owner`, `hostname-once`, … */
  readonly guard: string;
  readonly message: string;
  readonly mend: string;
  /** Borne by a dated waiver. */
  readonly waived: boolean;
}

/** What `ftl review` found out about a change of one stack. Nothing in it is secret. */
export interface Review {
  readonly kind: "ftl-review";
  readonly version: 1;
  readonly stack: string;
  readonly base: Revision;
  readonly change: Revision;
  readonly verdict: ReviewVerdict;
  /** Why it isn't a pass, the gravest first; or what a pass rests on. */
  readonly reasons: readonly string[];
  /** Everything that the change creates, updates, replaces or deletes; what stays is only counted. */
  readonly changes: readonly Change[];
  /** Resources by operation, `same` among them. */
  readonly tally: Readonly<Record<string, number>>;
  readonly dns: readonly DnsChange[];
  readonly rules: readonly RuleResult[];
  /** Guards that looked at all of the change: what {@link guards} doesn't have of them is well. */
  readonly asked: readonly string[];
  readonly guards: readonly GuardFinding[];
  /** Whether going back to the base works, and leaves what the base was. */
  readonly revertible: { readonly answer: "yes" | "no" | "unknown"; readonly because: string };
  readonly steps: readonly ReviewStep[];
  /** What a reviewer should know besides: the change touches the rules, the waivers, … */
  readonly notes: readonly string[];
  /** Of the whole review. */
  readonly seconds: number;
}
