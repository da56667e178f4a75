import * as fs from "node:fs";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as yaml from "yaml";

/** Root of the project, where the stack files are. */
export const projectFolder = path.resolve(__dirname, "../..");

/** Any value that a stack file can hold. */
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

/** The settings of a real stack file, unchecked and without the namespace of their keys, to change at will. */
export function stackFileSettings(stack: string): Record<string, Value> {
  const text = fs.readFileSync(path.join(projectFolder, `Pulumi.${stack}.yaml`), "utf8");
  const { config } = yaml.parse(text) as { config: Record<string, Value> };
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key.replace("ftl:", ""), value]),
  );
}

/** Puts one value somewhere into settings: `changed(settings, ["postgres", "storageGib"], 64)`. */
export function changed(
  settings: Record<string, Value>,
  place: readonly (string | number)[],
  value: Value | undefined,
): Record<string, Value> {
  const copy = structuredClone(settings);
  let group = copy as Record<string | number, Value>;
  for (const key of place.slice(0, -1)) group = group[key] as Record<string | number, Value>;
  const last = place.at(-1) ?? "";
  if (value === undefined) delete group[last];
  else group[last] = value;
  return copy;
}

/**
 * Hands settings to the program as the engine does: text as it is, groups and lists as JSON, and each top-level
 * number or truth value as text.
 */
export function configBag(
  settings: Record<string, Value>,
  secureKeys: readonly string[] = [],
): pulumi.Config {
  const texts = Object.entries(settings).map(([key, value]) => [
    `ftl:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  pulumi.runtime.setAllConfig(
    Object.fromEntries(texts) as Record<string, string>,
    secureKeys.map((key) => `ftl:${key}`),
  );
  return new pulumi.Config("ftl");
}
