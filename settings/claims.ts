import * as fs from "node:fs";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as yaml from "yaml";
import { isGroup } from "./read";

/** A DNS name that a stack says is its own: a hostname that it serves, or a zone whose settings it declares. */
export interface Claim {
  readonly hostname: string;
  readonly stack: string;
}

/** A name that more than one stack claims, and all that do. */
export interface Conflict {
  readonly hostname: string;
  readonly stacks: readonly string[];
}

const stackFile = /^Pulumi\.(.+)\.yaml$/;

/** The file that holds a stack's settings: `Pulumi.prd.yaml`. */
export function stackFileName(stack: string): string {
  return `Pulumi.${stack}.yaml`;
}

/**
 * The hostnames that the stack files of a folder claim.
 *
 * @param folder Folder of Pulumi.yaml and its stack files.
 * @param except A stack to leave out.
 * @throws RunError that names the file, when one can't be read or its hostnames can't be told.
 */
export function readClaims(folder: string, except?: string): Claim[] {
  return claims(folder, except, servedNames);
}

/** The zones whose settings the stack files of a folder declare; otherwise like {@link readClaims}. */
export function readZoneClaims(folder: string, except?: string): Claim[] {
  return claims(folder, except, ({ zone, zoneSettings }) =>
    zoneSettings === "declared" && typeof zone === "string" ? [zone] : [],
  );
}

function claims(
  folder: string,
  except: string | undefined,
  claimed: (hostnames: Record<string, unknown>) => string[],
): Claim[] {
  return stacksIn(folder)
    .filter((stack) => stack !== except)
    .flatMap((stack) =>
      claimed(hostnamesIn(path.join(folder, stackFileName(stack))))
        .map(normal)
        .map((hostname) => ({ hostname, stack })),
    );
}

/** The names that more than one stack claims, in alphabetical order. */
export function conflictsAmong(claims: readonly Claim[]): Conflict[] {
  const claimants = new Map<string, Set<string>>();
  for (const { hostname, stack } of claims) {
    const name = normal(hostname);
    claimants.set(name, (claimants.get(name) ?? new Set()).add(stack));
  }
  return [...claimants]
    .map(([hostname, stacks]) => ({ hostname, stacks: [...stacks] }))
    .filter(({ stacks }) => stacks.length > 1)
    .toSorted((a, b) => a.hostname.localeCompare(b.hostname));
}

function stacksIn(folder: string): string[] {
  try {
    return fs
      .readdirSync(folder)
      .flatMap((file) => stackFile.exec(file)?.[1] ?? [])
      .toSorted();
  } catch (error) {
    throw new pulumi.RunError(
      `The stack files can't be listed, so that it can't be told which hostnames other stacks claim: ` +
        `${(error as Error).message}`,
    );
  }
}

/** What a stack file holds under `ftl:hostnames`; nothing is checked of it. */
function hostnamesIn(file: string): Record<string, unknown> {
  const content = parse(file);
  const settings = content === null ? {} : content;
  if (!isGroup(settings)) throw unreadable(file, "it is not a map");
  const config = settings["config"] ?? {};
  if (!isGroup(config)) throw unreadable(file, "its config is not a map");
  // Pulumi takes a key without a namespace for one of the project's own.
  const found = config["ftl:hostnames"] ?? config["hostnames"];
  const hostnames = typeof found === "string" ? parseJson(file, found) : (found ?? {});
  if (!isGroup(hostnames)) throw unreadable(file, "ftl:hostnames is not a group");
  if ("secure" in hostnames) {
    throw unreadable(file, "ftl:hostnames is encrypted, and hostnames are no secrets");
  }
  return hostnames;
}

function servedNames(hostnames: Record<string, unknown>): string[] {
  return Object.values(hostnames)
    .filter((list) => Array.isArray(list))
    .flatMap((list: unknown[]) => list)
    .flatMap((entry) => (isGroup(entry) && typeof entry["name"] === "string" ? entry["name"] : []));
}

function parse(file: string): unknown {
  try {
    // `merge`: as Pulumi's own reader does.
    return yaml.parse(fs.readFileSync(file, "utf8"), { merge: true, logLevel: "error" });
  } catch (error) {
    const [reason = ""] = (error as Error).message.split(":\n");
    throw unreadable(file, reason);
  }
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable(file, "ftl:hostnames is text and not a group");
  }
}

function unreadable(file: string, reason: string): pulumi.RunError {
  return new pulumi.RunError(
    `${path.basename(file)} can't be read, so that it can't be told which hostnames its stack claims: ` +
      `${reason}. Mend the file, or remove it if the stack is gone.`,
  );
}

/** DNS names are the same in upper and lower case, and with or without the root's dot. */
function normal(hostname: string): string {
  return hostname.toLowerCase().replace(/\.$/, "");
}
