import { unknownCheckingProxy } from "@pulumi/policy";
import { judgeAlone, judgeInStack } from "../../policy/judge";
import { defaultsOf } from "../../policy/rule";
import { rules } from "../../policy/rules";
import type { StackSubject } from "../../policy/subject";
import { messages } from "../../policy/toPolicy";

/** What can be said about a resource beside its type and properties. */
export interface SubjectOptions {
  /** @default "prd" */
  readonly stack?: string;
  /** @default "one" */
  readonly name?: string;
  readonly protect?: boolean;
  readonly from?: Readonly<Record<string, readonly StackSubject[]>>;
}

/** A resource as the SDK hands it to a rule: behind the proxies that watch for unknown values. */
export function subject(
  type: string,
  props: object,
  { stack = "prd", name = "one", protect = false, from = {} }: SubjectOptions = {},
): StackSubject {
  return {
    type,
    name,
    urn: `urn:pulumi:${stack}::ftl::${type}::${name}`,
    // Its declaration is stripped from the package.
    props: (unknownCheckingProxy as (props: unknown) => unknown)(props),
    opts: { protect },
    propertyDependencies: from,
  };
}

/**
 * What a rule says of one resource: sentences, none when it has nothing against it, or that it doesn't apply.
 *
 * @param settings Settings that differ from the rule's defaults.
 */
export function said(
  name: string,
  resource: StackSubject,
  settings: Record<string, unknown> = {},
): string[] | "doesn't apply" {
  const rule = ruleNamed(name);
  const findings = judgeAlone(rule, resource, { ...defaultsOf(rule.settings), ...settings });
  return findings === undefined ? "doesn't apply" : messages(rule, findings);
}

/** What a rule says of a stack, by the logical name of the resource. */
export function saidInStack(
  name: string,
  resources: readonly StackSubject[],
  settings: Record<string, unknown> = {},
): Record<string, string[]> {
  const rule = ruleNamed(name);
  const all = judgeInStack(rule, resources, { ...defaultsOf(rule.settings), ...settings });
  return Object.fromEntries(
    [...all]
      .map(([resource, findings]) => [resource.name, messages(rule, findings)] as const)
      .filter(([, sentences]) => sentences.length > 0),
  );
}

function ruleNamed(name: string) {
  const found = rules.find((rule) => rule.name === name);
  if (found === undefined) throw new Error(`there is no rule ${name}`);
  return found;
}
