import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { projectFolder } from "../operations/project";

/** A local cloud in a process of its own: `ftl local serve`. */
export interface ServedCloud {
  /** `https://localhost:<port>` of the vendors' APIs. */
  readonly origin: string;
  /** Certificate that its clients trust, as PEM. */
  readonly authority: string;
  /** From the start of the process until it says that it runs, in milliseconds. */
  readonly startMs: number;
  readonly pid: number;
  stop(): Promise<void>;
}

/**
 * Starts a local cloud and waits until it says that it runs.
 *
 * @param folder Where it keeps its state.
 * @param options `core`: processor that it may use, by default any; `dataPlane`: whether what is deployed runs.
 * @throws Error with what it printed, when it ends before that.
 */
export async function serve(
  folder: string,
  { core, dataPlane = false }: { readonly core?: number; readonly dataPlane?: boolean } = {},
): Promise<ServedCloud> {
  const words = ["local", "serve", ...(dataPlane ? [] : ["--no-data-plane"])];
  const [program, ...args] = onCore(core, [process.execPath, ftl, ...words]);
  const started = performance.now();
  const child = spawn(program!, args, {
    cwd: projectFolder,
    env: { ...process.env, FTL_LOCAL: folder },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [, origin] = await printed(child, /\((https:\/\/localhost:\d+)\)/);
  return {
    origin: origin!,
    authority: fs.readFileSync(path.join(folder, "https", "authority.pem"), "utf8"),
    startMs: performance.now() - started,
    pid: child.pid!,
    stop: async () => {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** The `ftl` command's program. */
export const ftl = path.join(projectFolder, "operations", "bin", "ftl.js");

/** The command, held to one processor where `taskset` is there to do it. */
function onCore(core: number | undefined, command: readonly string[]): readonly string[] {
  const canHold = fs.existsSync("/usr/bin/taskset");
  // `taskset` becomes the command: the process that is measured keeps its id.
  return core === undefined || !canHold
    ? command
    : ["/usr/bin/taskset", "-c", String(core), ...command];
}

function printed(child: ChildProcess, wanted: RegExp): Promise<RegExpExecArray> {
  let text = "";
  return new Promise((resolve, reject) => {
    child.stdout!.setEncoding("utf8").on("data", (more: string) => {
      text += more;
      const found = wanted.exec(text);
      if (found !== null) resolve(found);
    });
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`The local cloud ended. It said: ${text}`)));
  });
}

/** Memory that a process holds and has held at most, in MiB; not known where there is no /proc. */
export function memoryOf(pid: number): { readonly now: number; readonly most: number } | undefined {
  const file = `/proc/${pid}/status`;
  if (!fs.existsSync(file)) return undefined;
  const text = fs.readFileSync(file, "utf8");
  const mebibytes = (field: string) =>
    Number(new RegExp(`${field}:\\s+(\\d+)`).exec(text)![1]) / 1024;
  return { now: mebibytes("VmRSS"), most: mebibytes("VmHWM") };
}

/** Seconds of processor time that a process has used; not known where there is no /proc. */
export function processorSecondsOf(pid: number): number | undefined {
  const file = `/proc/${pid}/stat`;
  if (!fs.existsSync(file)) return undefined;
  // Behind the name, which may hold blanks: user and system time, in hundredths of a second.
  const fields = fs
    .readFileSync(file, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
