import fs from "node:fs";
import path from "node:path";
import { buildMinutes, findGo, whyNoRoom } from "./buildEngine";
import { contextOf, EngineError, type EngineContext, type EngineOptions } from "./context";
import { disturbing } from "./disturbances";
import { canDownload } from "./downloadEngine";
import { lookForEngine, type Look } from "./findEngine";
import { isPrepared } from "./prepare";
import { isExecutable, onPath } from "./probe";
import { runInGroup } from "./runInGroup";

/** One thing that the main job needs or could use, as it is on this machine. */
export interface Finding {
  /** What was looked for: "Pulumi engine". */
  readonly name: string;
  /** What was found, for people. */
  readonly found: string;
  readonly ok: boolean;
  /** Whether the main job can't run while this is not ok. */
  readonly needed: boolean;
  /** What to do when it is not ok. */
  readonly mend?: string;
}

/** Looks at everything, and changes, downloads and builds nothing. */
export async function examine(options: EngineOptions = {}): Promise<Finding[]> {
  const environment = options.environment ?? process.env;
  const root = options.root ?? path.join(__dirname, "..");
  const base = [nodeFinding(), packagesFinding(root), await gitFinding(environment)];
  let context: EngineContext;
  try {
    context = contextOf(options);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const found = "can't be looked for before the packages are installed";
    return [
      ...base,
      { name: "Pulumi engine", found, ok: false, needed: true, mend: error.message },
    ];
  }
  return [
    ...base,
    ...(await engineFindings(context, await lookForEngine(options))),
    cacheFinding(context),
    ...environmentFindings(environment),
  ];
}

/** Whether the main job could run. */
export function isReady(findings: readonly Finding[]): boolean {
  return findings.every(({ ok, needed }) => ok || !needed);
}

/** Prints the findings as a table; below each that is not ok, the mend. */
export function print(
  findings: readonly Finding[],
  write: (text: string) => void = (text) => void process.stdout.write(text),
): void {
  const width = Math.max(...findings.map(({ name }) => name.length));
  for (const { name, found, ok, needed, mend } of findings) {
    const mark = ok ? "ok     " : needed ? "MISSING" : "note   ";
    const indent = " ".repeat(mark.length + width + 4);
    write(`${mark}  ${name.padEnd(width)}  ${found.split("\n").join(`\n${indent}`)}\n`);
    if (!ok && mend) write(`${indent}mend: ${mend.split("\n").join(`\n${indent}`)}\n`);
  }
}

function nodeFinding(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const ok = major > 20 || (major === 20 && minor >= 11);
  const mend =
    "Install Node 20.11 or newer; .nvmrc names the version this project is developed on.";
  return { name: "Node", found: process.version, ok, needed: true, mend };
}

function packagesFinding(root: string): Finding {
  const ok = isPrepared(root);
  return {
    name: "npm packages",
    found: ok ? "as package-lock.json asks" : "not known to agree with package-lock.json",
    ok,
    needed: false,
    mend: "npm start and npm test install them; so does: node engine/prepare.js",
  };
}

async function gitFinding(environment: NodeJS.ProcessEnv): Promise<Finding> {
  const found = await firstLine(onPath("git", environment), ["--version"], environment);
  return {
    name: "git",
    found: found ?? "none on PATH",
    ok: found !== undefined,
    needed: false,
    mend: "Install git: a rollback deploys an earlier commit.",
  };
}

async function engineFindings(context: EngineContext, look: Look): Promise<Finding[]> {
  const go = findGo(context.environment);
  const goVersion = await firstLine(go, ["version"], context.environment);
  const unreachable = look.engine ? undefined : await canDownload(context);
  const noRoom = look.engine || !unreachable ? undefined : whyNoRoom(context.cache);
  const canBuild = goVersion !== undefined && noRoom === undefined;
  const earlier = [
    ...look.now.map((why) => `\n(${why})`),
    ...look.whenGot.map((why) => `\n(when it was got, ${why})`),
  ].join("");
  const engine = (found: string, ok: boolean, mend?: string): Finding => ({
    name: "Pulumi engine",
    found: found + earlier,
    ok,
    needed: true,
    mend,
  });
  const goNeeded = !look.engine && unreachable !== undefined;
  const goFinding: Finding = {
    name: "Go",
    found: goVersion ?? "none on PATH",
    ok: goVersion !== undefined || !goNeeded,
    needed: goNeeded,
    mend: "Install Go (https://go.dev/doc/install): the Pulumi engine can then be built.",
  };
  return [engineFinding(), goFinding, hostFinding(context, look, goNeeded)];

  function engineFinding(): Finding {
    const { wanted } = context;
    if (look.engine) {
      const how = {
        path: "on PATH",
        download: "official release",
        built: "built from its Go module",
      };
      const { version, origin, path: file } = look.engine;
      return engine(`${version}, ${how[origin]}: ${file}`, true);
    }
    if (!unreachable) return engine(`none yet: v${wanted} will be downloaded, once`, true);
    const no = `\n(${unreachable})`;
    if (canBuild) {
      return engine(
        `none yet: v${wanted} will be built, about ${buildMinutes} minutes, once${no}`,
        true,
      );
    }
    const mend =
      noRoom ?? "Install Pulumi (https://www.pulumi.com/docs/install/), or Go to have it built.";
    return engine(`none, and v${wanted} can't be had${no}`, false, mend);
  }
}

/** Our own language host is used with a built engine only; the others bring theirs. */
function hostFinding(context: EngineContext, look: Look, willBuild: boolean): Finding {
  const name = "language host";
  const builds = look.engine ? look.engine.origin === "built" : willBuild;
  if (!builds) return { name, found: "the engine's own", ok: true, needed: true };
  const file = path.join(context.root, "engine", "language-host", "pulumi-language-nodejs");
  const ok = isExecutable(file);
  const found = ok ? file : `${file} is missing or not executable`;
  return { name, found, ok, needed: true, mend: "git checkout -- engine/language-host" };
}

function cacheFinding({ cache }: EngineContext): Finding {
  let folder = cache;
  while (!fs.existsSync(folder) && folder !== path.dirname(folder)) folder = path.dirname(folder);
  let ok = fs.statSync(folder).isDirectory();
  try {
    fs.accessSync(folder, fs.constants.W_OK | fs.constants.X_OK);
  } catch {
    ok = false;
  }
  return {
    name: "cache folder",
    found: ok ? cache : `${cache} can't be written`,
    ok,
    needed: true,
    mend: "Set FTL_CACHE to a folder that can be written.",
  };
}

function environmentFindings(environment: NodeJS.ProcessEnv): Finding[] {
  const name = "environment";
  const set = disturbing(environment);
  if (set.length === 0) {
    return [{ name, found: "no PULUMI_ variable that disturbs", ok: true, needed: false }];
  }
  return set.map(({ variable, effect, blocks }) => ({
    name,
    found: `${variable} ${effect}`,
    ok: false,
    needed: blocks,
    mend: `unset ${variable}, if that is not what you want`,
  }));
}

/** What a command prints first; undefined when it can't be run. */
async function firstLine(
  file: string | undefined,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  if (!file) return undefined;
  try {
    const { code, stdout } = await runInGroup(file, args, { env, timeoutMs: 10_000 });
    return code === 0 ? stdout.split("\n")[0] : undefined;
  } catch (error) {
    if (error instanceof Error && error.name === "Interrupted") throw error;
    return undefined;
  }
}
