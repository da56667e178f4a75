import fs from "node:fs";
import path from "node:path";
import type { EngineContext } from "./context";

/**
 * Puts beside a built engine what an official release has beside it: the language host for Node, and what starts
 * dynamic providers. The engine takes them from PATH as well, but then warns about it in each run.
 *
 * @returns The variables that the companions need.
 */
export function placeCompanions({ folder, root }: EngineContext): Record<string, string> {
  const own = path.join(root, "engine", "language-host");
  const sdk = path.join(root, "node_modules", "@pulumi", "pulumi");
  place(folder, path.join(own, "pulumi-language-nodejs"));
  place(folder, path.join(sdk, "pulumi-resource-pulumi-nodejs"));
  return { FTL_LANGUAGE_HOST: path.join(own, "host.js") };
}

/** Copies a file that is not there yet, or there with another content; never half. */
function place(folder: string, source: string): void {
  const text = fs.readFileSync(source);
  const target = path.join(folder, path.basename(source));
  if (fs.existsSync(target) && fs.readFileSync(target).equals(text)) return;
  const unfinished = `${target}.${process.pid}.new`;
  fs.writeFileSync(unfinished, text, { mode: 0o755 });
  fs.renameSync(unfinished, target);
}
