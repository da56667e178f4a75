import type { Severity } from "@pulumi/policy";
import type { Findings } from "./findings";
import type { StackView } from "./stackView";
import type { StackSubject, Subject } from "./subject";

/** One thing that a person may set in CrossGuard's policy configuration, as JSON Schema describes it. */
export interface Setting {
  readonly type: "array" | "boolean" | "integer" | "object" | "string";
  readonly items?: { readonly type: "string" };
  readonly enum?: string[];
  /** Any JSON value. */
  readonly default: unknown;
  readonly description: string;
}

/** What a person may set for a rule. */
export type SettingsSchema = Readonly<Record<string, Setting>>;

/** Values of a rule's settings. */
export type SettingsOf<T extends SettingsSchema> = { readonly [Key in keyof T]: T[Key]["default"] };

/** Runs a rule's judgement of one resource, and so says that the rule applies to it. */
export type About = (resource: StackSubject, judge: (findings: Findings) => void) => void;

/** Parts of the topology, in the order in which the list shows them. */
export const groups = ["dns", "apps", "data", "platform"] as const;

/** One thing that must never happen. */
export interface Rule<T extends SettingsSchema = SettingsSchema> {
  /** `<resource>-<rule>` in kebab-case. */
  readonly name: string;
  /** The state that is wanted, in one sentence. */
  readonly description: string;
  /** What a breach would cost. */
  readonly protects: string;
  readonly group: (typeof groups)[number];
  readonly severity: Severity;
  readonly remediationSteps: string;
  /** The document that the rule rests on. */
  readonly url: string;
  /**
   * What follows when a preview doesn't know a value that the rule reads. `fails`: the preview fails, because the
   * value can be written out. `judgedLater`: the update judges it, {@link alone} before it writes the resource, but
   * {@link inStack} only after it has written them all.
   */
  readonly whenUnknown: "fails" | "judgedLater";
  /** Whether `waivers.yaml` may excuse a breach. */
  readonly waivable: boolean;
  readonly settings?: T;
  /** Types that {@link alone} judges; absent when it picks for itself. */
  readonly types?: readonly string[];
  /** Whether {@link alone} has something to say about a resource of those types. */
  appliesTo?(subject: Subject, settings: SettingsOf<T>): boolean;
  /** Judges a resource on its own, before it is written. */
  alone?(subject: Subject, findings: Findings, settings: SettingsOf<T>): void;
  /** Judges what resources say about each other, once all of them are registered. */
  inStack?(stack: StackView, about: About, settings: SettingsOf<T>): void;
}

/** Declares a rule, so that its settings have the types of their defaults. */
export function rule<T extends SettingsSchema = Record<never, never>>(declared: Rule<T>): Rule {
  // A rule reads no other settings than its own, which whoever runs it fills in.
  return declared as unknown as Rule;
}

/** The default of each setting. */
export function defaultsOf(settings: SettingsSchema = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).map(([key, one]) => [key, one.default]));
}
