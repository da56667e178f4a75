import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { conflictsAmong, readClaims, readZoneClaims, stackFileName } from "./claims";
import { badValue, problemsOf, type Problem } from "./problems";
import { knownKeys, memberSchema, readAs } from "./read";
import { rules } from "./rules";
import { schema, type Settings } from "./schema";
import { keyPath, shellQuoted } from "./words";

/**
 * The settings of a stack, read and checked as a whole before anything is declared.
 *
 * @param bag Pulumi's configuration under the namespace of the settings.
 * @param stack Name of the stack: messages name its file.
 * @param stackFolder Folder of the stack files, to compare hostnames with the other stacks.
 * @throws RunError that lists every key that is unknown, missing, of the wrong type, out of range or at odds
 *   with another one, each with what was found, what is allowed and the command that mends it; or that lists
 *   every hostname that another stack claims too; or that names the zone whose settings another stack declares too.
 */
export function loadSettings(
  bag: pulumi.Config = new pulumi.Config("ftl"),
  stack: string = pulumi.getStack(),
  stackFolder: string = pulumi.runtime.getRootDirectory() || process.cwd(),
): Settings {
  const { plain, secure } = textsOf(bag);
  const settings = Object.fromEntries(
    Object.entries(plain).map(([key, text]) => [key, readTopLevel(key, text)]),
  );
  const result = schema.safeParse(settings);
  const problems = [
    ...secure.map(secureValue),
    ...problemsOf(result.error?.issues ?? [], settings).filter(
      ({ path }) => !secure.includes(String(path[0])),
    ),
  ];
  const known = new Set(problems.map(({ path }) => keyPath(bag.name, path)));
  const atOdds = rules
    .flatMap((rule) => rule(wellFormed(settings), stack))
    .filter(({ path }) => !known.has(keyPath(bag.name, path)))
    .map(({ path, allowed }) => badValue(path, settings, allowed));
  if (!result.success || problems.length > 0 || atOdds.length > 0) {
    throw new pulumi.RunError(report(bag.name, stack, [...problems, ...atOdds]));
  }
  refuseSharedHostnames(result.data, stack, stackFolder);
  refuseSharedZone(result.data, stack, stackFolder);
  return result.data;
}

/** What the namespace holds: the text of each plain key, and the names of the keys with a secure value. */
function textsOf(bag: pulumi.Config): { plain: Record<string, string>; secure: string[] } {
  // Exported for the SDK's own use, hence without a type.
  const { isConfigSecret } = pulumi.runtime as unknown as {
    isConfigSecret: (key: string) => boolean;
  };
  const prefix = `${bag.name}:`;
  const all = Object.entries(pulumi.runtime.allConfig()).filter(([key]) => key.startsWith(prefix));
  const plain = all.filter(([key]) => !isConfigSecret(key));
  return {
    plain: Object.fromEntries(plain.map(([key, text]) => [key.slice(prefix.length), text])),
    secure: all.filter(([key]) => isConfigSecret(key)).map(([key]) => key.slice(prefix.length)),
  };
}

function readTopLevel(key: string, text: string): unknown {
  return readAs(memberSchema(schema, key, undefined) ?? z.unknown(), text);
}

/** The groups that can be judged: relations between the others would only repeat what is wrong with them. */
function wellFormed(settings: Record<string, unknown>): Partial<Settings> {
  const shape: Record<string, z.ZodType> = schema.shape;
  const groups = Object.entries(shape).flatMap(([key, group]) => {
    const result = group.safeParse(settings[key]);
    return result.success ? [[key, result.data] as const] : [];
  });
  return Object.fromEntries(groups) as Partial<Settings>;
}

function secureValue(key: string): Problem {
  const text =
    "holds a secure value; allowed: settings in plain text only, since secrets are generated and live in Key Vault";
  const members = knownKeys(memberSchema(schema, key, undefined), undefined);
  return { path: [key], text, mend: members.length > 0 ? "removeSecure" : "remove" };
}

function report(namespace: string, stack: string, problems: readonly Problem[]): string {
  const lines = problems.map((problem) => {
    const key = keyPath(namespace, problem.path);
    return `  ${key} ${problem.text}\n    fix: ${fixCommand(stack, namespace, problem)}`;
  });
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return `${stackFileName(stack)} has ${count}:\n${lines.join("\n")}`;
}

function fixCommand(stack: string, namespace: string, { path, mend }: Problem): string {
  const key = keyPath(namespace, path);
  // Without --path a dot in a top-level key is a dot, and not the way into a group.
  const inside = path.length > 1 ? " --path" : "";
  const target = `--stack ${stack}${inside} ${shellQuoted(key)}`;
  switch (mend) {
    case "set":
      return `pulumi config set ${target} <value>`;
    case "setText":
      return `pulumi config set --type string ${target} <value>`;
    case "setJson":
      return `pulumi config set ${target} '<JSON>'`;
    case "remove":
      return `pulumi config rm ${target}`;
    case "removeSecure":
      return `pulumi config rm --stack ${stack} --path ${shellQuoted(`${key}.<the secure key>`)}`;
  }
}

/** What this run says about its own hostnames counts, also where it differs from the stack file. */
function refuseSharedHostnames(settings: Settings, stack: string, folder: string): void {
  const { api, ws, frontend } = settings.hostnames;
  const own = [...api, ...ws, ...frontend].map(({ name }) => ({ hostname: name, stack }));
  const shared = conflictsAmong([...own, ...readClaims(folder, stack)]).filter(({ stacks }) =>
    stacks.includes(stack),
  );
  if (shared.length === 0) return;
  const lines = shared.map(
    ({ hostname, stacks }) => `  ${hostname}: ${stacks.map(stackFileName).join(" and ")}`,
  );
  const count = shared.length === 1 ? "1 hostname is" : `${shared.length} hostnames are`;
  throw new pulumi.RunError(
    `${count} claimed by more than one stack:\n${lines.join("\n")}\n` +
      `    fix: a name leads to one stack; take it out of ftl:hostnames in all but one of these files`,
  );
}

/** Settings of a zone that two stacks declare would change with every deployment of either. */
function refuseSharedZone({ hostnames }: Settings, stack: string, folder: string): void {
  if (hostnames.zoneSettings === "checked") return;
  const own = { hostname: hostnames.zone, stack };
  const [shared] = conflictsAmong([own, ...readZoneClaims(folder, stack)]).filter(({ stacks }) =>
    stacks.includes(stack),
  );
  if (shared === undefined) return;
  throw new pulumi.RunError(
    `The settings of the zone ${shared.hostname} are declared by more than one stack: ` +
      `${shared.stacks.map(stackFileName).join(" and ")}\n` +
      `    fix: set ftl:hostnames.zoneSettings to "checked" in all but one of these files`,
  );
}
