import fs from "node:fs";
import path from "node:path";
import type { Engine } from "../../engine";
import type { Program } from "../project";

const sdks = [
  "@pulumi/pulumi",
  "@pulumi/azure-native",
  "@pulumi/cloudflare",
  "@pulumi/random",
  "@pulumi/policy",
];

/** Versions of all that takes part in a deployment: the engine, the SDKs and the policy pack, by their names. */
export function versionsOf(
  { version }: Engine,
  { folder, policyPack }: Program,
): Record<string, string> {
  const packageVersion = (file: string) =>
    (JSON.parse(fs.readFileSync(file, "utf8")) as { version: string }).version;
  return {
    pulumi: version.replace(/^v/, ""),
    ...Object.fromEntries(
      sdks.map((name) => [
        name,
        packageVersion(path.join(folder, "node_modules", name, "package.json")),
      ]),
    ),
    "policy pack": packageVersion(path.join(policyPack, "package.json")),
  };
}
