import fs from "node:fs";
import path from "node:path";
import { parseDocument } from "yaml";
import { projectFolder, stackFile, stackNames } from "../project";
import { Refusal } from "../refusal";

/** Keys of a stack file that say how its secrets are kept. The local cloud has its own. */
const secretsKeys = ["secretsprovider", "encryptedkey", "encryptionsalt"];

/**
 * Makes the engine's copy of a stack file: the committed settings, with the local backend's own secrets key. The
 * engine writes to the file that it reads (`-c` and the key do), so it never gets the committed one.
 *
 * @returns The copy's path.
 * @throws Refusal when the stack has no file, when the file can't be read as YAML, or holds secure values.
 */
export function copyStackFile(stack: string, folder: string): string {
  const source = stackFile(stack);
  if (!fs.existsSync(source)) {
    const known = stackNames();
    throw new Refusal(
      `There is no stack '${stack}': ${path.basename(source)} is not in ${projectFolder}. ` +
        `Stacks here: ${known.join(", ") || "none"}. To make one, copy a stack file and change its hostnames.`,
    );
  }
  const document = parseDocument(fs.readFileSync(source, "utf8"));
  const [error] = document.errors;
  if (error !== undefined) {
    throw new Refusal(`${path.basename(source)} is not valid YAML: ${error.message.trim()}`);
  }
  if (/^\s*secure:/m.test(document.toString())) {
    throw new Refusal(
      `${path.basename(source)} holds a secure value, which only the deployed stack's key can open. ` +
        "Secrets are generated and live in Key Vault: pulumi config rm takes it out.",
    );
  }
  for (const key of secretsKeys) document.delete(key);

  const copy = path.join(folder, path.basename(source));
  const salt = saltOf(copy);
  if (salt !== undefined) document.set("encryptionsalt", salt);
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(`${copy}.new`, document.toString());
  fs.renameSync(`${copy}.new`, copy);
  return copy;
}

/** The salt that the engine put into the copy when it made the stack; the stack's secrets need it for ever. */
function saltOf(copy: string): string | undefined {
  if (!fs.existsSync(copy)) return undefined;
  const salt: unknown = parseDocument(fs.readFileSync(copy, "utf8")).get("encryptionsalt");
  return typeof salt === "string" ? salt : undefined;
}

/** The Cloudflare zones that the stacks' settings name: the local account has them from the start. */
export function zonesOfStacks(): string[] {
  const zones = stackNames().map((stack): unknown => {
    const document = parseDocument(fs.readFileSync(stackFile(stack), "utf8"));
    return document.getIn(["config", "ftl:hostnames", "zone"]);
  });
  return [...new Set(zones.filter((zone): zone is string => typeof zone === "string"))];
}
