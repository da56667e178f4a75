import type { Document } from "yaml";
import { projectName } from "../project";
import { Refusal } from "../refusal";

/** Settings that a command line tries for one run, and the command line without them. */
export interface Trial {
  readonly settings: readonly TrialSetting[];
  readonly rest: readonly string[];
}

/** One `-c 'ftl:hostnames.ws[0].proxied=true'`. */
export interface TrialSetting {
  /** Key with its namespace, then what is below it: `["ftl:hostnames", "ws", 0, "proxied"]`. */
  readonly path: readonly (string | number)[];
  readonly value: string;
}

/**
 * Takes the settings that `--config-path -c …` names out of a pulumi command line. Without `--config-path` there is
 * nothing to take: Pulumi's own `-c` replaces a whole key, and does so well.
 *
 * Pulumi puts such a path below an empty key, so that the rest of the group is lost; here it changes the stack file's
 * own group. @see https://github.com/pulumi/pulumi/issues/21726
 *
 * @throws Refusal when one is not written as `path=value`.
 */
export function takeTrialSettings(args: readonly string[]): Trial {
  const end = args.indexOf("--");
  const mine = end === -1 ? args : args.slice(0, end);
  if (!mine.some((argument) => argument === "--config-path" || argument === "--config-path=true")) {
    return { settings: [], rest: args };
  }
  const settings: TrialSetting[] = [];
  const rest: string[] = [];
  for (let index = 0; index < mine.length; index++) {
    const argument = mine[index]!;
    const [flag, inline] = argument.split(/=(.*)/s, 2) as [string, string | undefined];
    if (flag === "--config-path") continue;
    if (flag === "-c" || flag === "--config") {
      settings.push(readTrial(inline ?? mine[++index] ?? ""));
    } else rest.push(argument);
  }
  return { settings, rest: [...rest, ...(end === -1 ? [] : args.slice(end))] };
}

/**
 * Puts the settings into a stack file's document.
 *
 * @throws Refusal when a path leads into a value that is no group and no list.
 */
export function applyTrial(document: Document, settings: readonly TrialSetting[]): void {
  for (const { path, value } of settings) {
    try {
      document.setIn(["config", ...path], typed(value));
    } catch {
      throw new Refusal(
        `The setting ${path.join(".")} can't be tried: what it is part of is no group and no list.`,
      );
    }
  }
}

function readTrial(text: string): TrialSetting {
  const [, place, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  const path = place === undefined ? undefined : readPath(place);
  if (path !== undefined && value !== undefined) return { path, value };
  throw new Refusal(
    `'${text}' is no setting to try. Write it as a path and a value: -c 'ftl:hostnames.ws[0].proxied=true'`,
  );
}

/** `ftl:hostnames.ws[0].proxied` or `ftl:tags["cost center"]`; undefined when it is no such path. */
function readPath(text: string): (string | number)[] | undefined {
  const [, namespace = projectName, body = ""] = /^(?:([A-Za-z][\w-]*):)?(.*)$/s.exec(text) ?? [];
  const segments = [...body.matchAll(/(?:^|\.)([^.[\]"]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]/gy)];
  if (segments.map(([whole]) => whole).join("") !== body) return undefined;
  const [key, ...below] = segments.map(([, name, index, quoted]) =>
    index === undefined ? (name ?? quoted!.replaceAll(/\\(.)/g, "$1")) : Number(index),
  );
  return typeof key === "string" ? [`${namespace}:${key}`, ...below] : undefined;
}

/** As `pulumi config set --path` reads a value: truth values and whole numbers are themselves, the rest is text. */
function typed(value: string): string | number | boolean {
  if (value === "true" || value === "false") return value === "true";
  return /^-?(?:0|[1-9]\d{0,14})$/.test(value) ? Number(value) : value;
}
