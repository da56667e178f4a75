import fs from "node:fs";
import { parse } from "yaml";
import { schema, type Settings } from "../settings";
import { projectName, requireStack, stackFile } from "./project";
import { Refusal } from "./refusal";

/** Groups that a stack has had from the beginning, and that a command can't do without. */
type Needed = "hostnames" | "phase" | "location" | "images";

/**
 * The settings in the stack file of an earlier commit. What is required of it today was not then, and its own program
 * checks it when it runs: here only those groups are read that are as they are today.
 *
 * @throws Refusal when there is no such stack, or when a group that is needed can't be read.
 */
export function earlierSettings(
  stack: string,
  folder: string,
): Partial<Settings> & Pick<Settings, Needed> {
  requireStack(stack, folder);
  const document: unknown = parse(fs.readFileSync(stackFile(stack, folder), "utf8"), {
    merge: true,
  });
  const { config = {} } = (document ?? {}) as { config?: Record<string, unknown> };
  const groups = Object.entries(schema.shape).flatMap(([key, group]) => {
    const result = group.safeParse(config[`${projectName}:${key}`]);
    return result.success && result.data !== undefined ? [[key, result.data] as const] : [];
  });
  const settings = Object.fromEntries(groups) as Partial<Settings>;
  const { hostnames, phase, location, images } = settings;
  if (hostnames && phase && location && images) {
    return { ...settings, hostnames, phase, location, images };
  }
  const missing = (["hostnames", "phase", "location", "images"] as const).filter(
    (key) => settings[key] === undefined,
  );
  throw new Refusal(
    `The stack file of ${stack} at that commit can't be read today: ${missing
      .map((key) => `ftl:${key}`)
      .join(", ")} is not as it is now.`,
    2,
  );
}
