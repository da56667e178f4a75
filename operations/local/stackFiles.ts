import fs from "node:fs";
import path from "node:path";
import { isMap, parseDocument } from "yaml";
import { projectFolder, stackFile, stackNames } from "../project";
import { Refusal } from "../refusal";
import { applyTrial, type TrialSetting } from "./trialSettings";

/** Keys of a stack file that say how its secrets are kept. The local cloud has its own. */
const secretsKeys = ["secretsprovider", "encryptedkey", "encryptionsalt"];

/** What {@link copyStackFile} can be told. */
export interface CopyOptions {
  /** Folder of the stack files. @default this clone */
  readonly project?: string;
  /** Settings that this run tries. @default none */
  readonly trial?: readonly TrialSetting[];
}

/**
 * Makes the engine's copy of a stack file: the committed settings, with the local backend's own secrets key. The
 * engine writes to the file that it reads (`-c` and the key do), so it never gets the committed one.
 *
 * @param folder Folder of the copies; made when it is not there.
 * @returns The copy's path.
 * @throws Refusal when the stack has no file, when the file can't be read as YAML, or holds secure values.
 */
export function copyStackFile(
  stack: string,
  folder: string,
  { project = projectFolder, trial = [] }: CopyOptions = {},
): string {
  const source = stackFile(stack, project);
  if (!fs.existsSync(source)) {
    const known = stackNames(project);
    throw new Refusal(
      `There is no stack '${stack}': ${path.basename(source)} is not in ${project}. ` +
        `Stacks here: ${known.join(", ") || "none"}. To make one, copy a stack file and change its hostnames.`,
    );
  }
  const document = parseDocument(fs.readFileSync(source, "utf8"));
  const [error] = document.errors;
  if (error !== undefined) {
    throw new Refusal(`${path.basename(source)} is not valid YAML: ${error.message.trim()}`);
  }
  if (!isMap(document.contents)) {
    throw new Refusal(
      `${path.basename(source)} is no stack file: it must be a map with the key config. ` +
        `git checkout -- ${path.basename(source)} brings the committed one back.`,
    );
  }
  if (/^\s*secure:/m.test(document.toString())) {
    throw new Refusal(
      `${path.basename(source)} holds a secure value, which only the deployed stack's key can open. ` +
        "Secrets are generated and live in Key Vault: pulumi config rm takes it out.",
    );
  }
  for (const key of secretsKeys) document.delete(key);
  applyTrial(document, trial);

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
export function zonesOfStacks(project = projectFolder): string[] {
  const zones = stackNames(project).map((stack): unknown => {
    const document = parseDocument(fs.readFileSync(stackFile(stack, project), "utf8"));
    const place = ["config", "ftl:hostnames", "zone"];
    return document.hasIn(place) ? document.getIn(place) : undefined;
  });
  return [...new Set(zones.filter((zone): zone is string => typeof zone === "string"))];
}
