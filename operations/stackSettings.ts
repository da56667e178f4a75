import fs from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { loadSettings, type Settings } from "../settings";
import { projectFolder, projectName, requireStack, stackFile } from "./project";
import { Refusal } from "./refusal";

/**
 * The settings in a stack's file, checked as the program checks them.
 *
 * @throws Refusal when there is no such stack, or with all that is wrong in its file.
 */
export function stackSettings(stack: string, folder = projectFolder): Settings {
  requireStack(stack, folder);
  const document: unknown = parse(fs.readFileSync(stackFile(stack, folder), "utf8"), {
    merge: true,
  });
  const { config = {} } = (document ?? {}) as { config?: Record<string, unknown> };
  // As the engine hands them over: text as it is, everything else as JSON, each key with its namespace.
  const texts = Object.entries(config).map(([key, value]) => [
    key.includes(":") ? key : `${projectName}:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  pulumi.runtime.setAllConfig(Object.fromEntries(texts) as Record<string, string>);
  try {
    return loadSettings(new pulumi.Config("ftl"), stack, folder);
  } catch (error) {
    if (pulumi.RunError.isInstance(error)) throw new Refusal(error.message);
    throw error;
  }
}
