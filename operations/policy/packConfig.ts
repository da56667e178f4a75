import fs from "node:fs";
import type { PolicySettings } from "../../policy/evaluate";
import type { Rule, Setting } from "../../policy/rule";
import { rules } from "../../policy/rules";
import { unknownSetting } from "../../policy/toPolicy";
import { Refusal } from "../refusal";

/** How strictly the engine takes a policy. @see https://www.pulumi.com/docs/insights/policy/policy-packs/authoring/ */
const levels: readonly unknown[] = ["advisory", "mandatory", "remediate", "disabled"];

/**
 * Reads a policy configuration as `pulumi up --policy-pack-config` does: by the name of a rule either its level or a
 * group with `enforcementLevel` and its settings, and under `all` the level of every rule that has none of its own.
 *
 * @see https://github.com/pulumi/pulumi/blob/master/pkg/resource/analyzer/config.go
 * @throws Refusal when the file can't be read, or when it names a rule, setting or value that there isn't. The engine
 *   overlooks the first two.
 */
export function readPackConfig(file: string): PolicySettings {
  const content = readGroup(file);
  const refuse = (what: string): never => {
    throw new Refusal(`${file}: ${what}`);
  };
  const groupOf = (name: string): Readonly<Record<string, unknown>> => {
    const value = content[name];
    const group = typeof value === "string" ? { enforcementLevel: value } : (value ?? {});
    if (!isGroup(group)) return refuse(`${name} must be a level or a group.`);
    const { enforcementLevel } = group;
    if (enforcementLevel !== undefined && !levels.includes(enforcementLevel)) {
      refuse(`the enforcementLevel of ${name} must be one of ${levels.join(", ")}.`);
    }
    return group;
  };
  const known = [...rules.map(({ name }) => name), "waivers-in-order", "all"];
  for (const name of Object.keys(content)) {
    if (!known.includes(name)) refuse(`there is no rule '${name}'. 'npx ftl policy list' has all.`);
  }
  const { enforcementLevel: common } = groupOf("all");
  const level = common === undefined ? {} : { enforcementLevel: common };
  for (const rule of rules) {
    for (const [key, value] of Object.entries(groupOf(rule.name))) {
      if (key === "enforcementLevel") continue;
      const setting = settingsOf(rule)[key];
      if (setting === undefined) refuse(`${rule.name} has no setting '${key}'.`);
      else if (!fits(value, setting)) refuse(`${rule.name}: ${key} must be ${wanted(setting)}.`);
    }
  }
  const names = known.filter((name) => name !== "all");
  return Object.fromEntries(names.map((name) => [name, { ...level, ...groupOf(name) }]));
}

function readGroup(file: string): Readonly<Record<string, unknown>> {
  let content: unknown;
  try {
    const text = fs.readFileSync(file, "utf8");
    content = text.trim() === "" ? {} : JSON.parse(text);
  } catch (error) {
    throw new Refusal(`${file} can't be read: ${(error as Error).message}`);
  }
  if (isGroup(content)) return content;
  throw new Refusal(`${file} must hold a JSON object with the names of rules as keys.`);
}

function settingsOf(rule: Rule): Readonly<Record<string, Setting>> {
  return { ...rule.settings, ...unknownSetting(rule) };
}

function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fits(value: unknown, setting: Setting): boolean {
  if (setting.enum !== undefined && !setting.enum.some((one) => one === value)) return false;
  if (setting.type === "object") return isGroup(value);
  if (setting.type === "integer") return Number.isInteger(value);
  if (setting.type !== "array") return typeof value === setting.type;
  const { items } = setting;
  return (
    Array.isArray(value) && value.every((one) => items === undefined || typeof one === items.type)
  );
}

function wanted({ type, enum: choices, items }: Setting): string {
  if (choices !== undefined) return `one of ${choices.join(", ")}`;
  return `of type ${type}${items === undefined ? "" : ` of ${items.type}`}`;
}
