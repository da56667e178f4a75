import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { schema, type Settings } from "../../settings/schema";

/** A stack of this repository. */
export type StackName = "stg" | "prd";

/** The settings that the real stack file makes, with some replaced. */
export function stackSettings(stack: StackName, changes: Partial<Settings> = {}): Settings {
  const file = join(__dirname, "..", "..", `Pulumi.${stack}.yaml`);
  const { config } = parse(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
  const settings = Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key.replace(/^ftl:/, ""), value]),
  );
  return { ...schema.parse(settings), ...changes };
}
