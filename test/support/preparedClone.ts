import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { isPrepared } from "../../engine/prepare";
import { projectFolder } from "../../operations/project";
import { temporaryFolder } from "./temporaryFolder";

/** How an `ftl` command ended. */
export interface FtlResult {
  /** 128 and the signal's number where a signal ended it, as a shell says it. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run an `ftl` command. */
export interface FtlOptions {
  /** Added to this process's variables. */
  readonly env?: NodeJS.ProcessEnv;
  /** After that the command is killed, with all that it started. @default 180,000 */
  readonly timeoutMs?: number;
}

/** What is to become of a file's text: new text for the old, which is "" where there is no file. */
export type Edits = Readonly<Record<string, (text: string) => string>>;

/**
 * A git repository of its own with the files of this working tree as they stand, in one commit on branch `main`. It uses
 * the packages of this clone, and has a local cloud of its own.
 */
export class PreparedClone {
  readonly folder: string;
  /** What FTL_LOCAL names in its commands. */
  readonly localFolder: string;
  /** The commit with this working tree's files. */
  readonly base: string;

  private constructor(folder: string, localFolder: string, base: string) {
    this.folder = folder;
    this.localFolder = localFolder;
    this.base = base;
  }

  static async create(): Promise<PreparedClone> {
    const temporary = temporaryFolder();
    const folder = path.join(temporary, "clone");
    const listed = await git(
      ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
      projectFolder,
    );
    for (const file of new Set(listed.split("\0").filter(Boolean))) copy(file, folder);
    await git(["init", "--quiet", "--initial-branch=main"], folder);
    // .gitignore names the folder: a link is none.
    fs.mkdirSync(path.join(folder, ".git/info"), { recursive: true });
    fs.appendFileSync(path.join(folder, ".git/info/exclude"), "/node_modules\n");
    const modules = fs.realpathSync(path.join(projectFolder, "node_modules"));
    fs.symlinkSync(modules, path.join(folder, "node_modules"), "dir");
    const base = await commitAll(folder, "everything as it stands");
    return new PreparedClone(folder, path.join(temporary, "local"), base);
  }

  /** Commits an edit of files on top of what is checked out. @returns Its full hash. */
  async commit(title: string, files: Edits): Promise<string> {
    this.edit(files);
    return commitAll(this.folder, title);
  }

  /** Edits files of the working tree. @throws Error when an edit leaves its file as it was. */
  edit(files: Edits): void {
    for (const [name, change] of Object.entries(files)) {
      const file = path.join(this.folder, name);
      const before = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
      const after = change(before);
      if (after === before) throw new Error(`The edit of ${name} changes nothing.`);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, after);
    }
  }

  /** Checks a commit out; what isn't committed is lost. */
  async checkout(ref: string): Promise<void> {
    await this.git("checkout", "--quiet", "--force", "--detach", ref);
    await this.git("clean", "--quiet", "-d", "--force");
  }

  /** Runs git in the clone. @returns What it printed. */
  git(...args: string[]): Promise<string> {
    return git(args, this.folder);
  }

  /** Runs an `ftl` command in the clone until it has ended. */
  async ftl(args: readonly string[], options: FtlOptions = {}): Promise<FtlResult> {
    return ended(this.start(args, options), options.timeoutMs ?? 180_000);
  }

  /** Starts an `ftl` command in a process group of its own, which ends with the tests at the latest. */
  start(args: readonly string[], { env }: Pick<FtlOptions, "env"> = {}): ChildProcess {
    if (!isPrepared(this.folder)) {
      throw new Error("ftl would install packages, through the link into those of this clone.");
    }
    const child = spawn(process.execPath, ["operations/bin/ftl.js", ...args], {
      cwd: this.folder,
      env: { ...process.env, FTL_LOCAL: this.localFolder, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const end = () => signalGroup(child, "SIGKILL");
    process.once("exit", end);
    child.once("close", () => process.off("exit", end));
    return child;
  }
}

/** Waits until a command that was started has ended. */
export async function ended(child: ChildProcess, timeoutMs: number): Promise<FtlResult> {
  const texts = { stdout: "", stderr: "" };
  child.stdout!.setEncoding("utf8").on("data", (text: string) => (texts.stdout += text));
  child.stderr!.setEncoding("utf8").on("data", (text: string) => (texts.stderr += text));
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    signalGroup(child, "SIGKILL");
  }, timeoutMs);
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  clearTimeout(timer);
  if (late) throw new Error(`No end after ${timeoutMs} ms:\n${texts.stdout}${texts.stderr}`);
  return { exitCode: code ?? 128 + os.constants.signals[signal!], ...texts };
}

/** Sends a signal to a command and all that it started; SIGINT, which it passes on where it has no terminal, to it alone. */
export function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(signal === "SIGINT" ? pid! : -pid!, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Files that were deleted and not yet committed are listed too. */
function copy(file: string, folder: string): void {
  const from = path.join(projectFolder, file);
  if (!fs.existsSync(from)) return;
  const to = path.join(folder, file);
  fs.mkdirSync(path.dirname(to), { recursive: true });
  fs.copyFileSync(from, to);
}

async function commitAll(folder: string, title: string): Promise<string> {
  await git(["add", "--all"], folder);
  await git(["commit", "--quiet", "--no-verify", "--message", title], folder);
  return (await git(["rev-parse", "HEAD"], folder)).trim();
}

/** Without the person's own settings, and with an author, whom a machine may not have. */
async function git(args: readonly string[], folder: string): Promise<string> {
  const { stdout } = await promisify(execFile)(
    "git",
    ["-c", "user.name=a test", "-c", "user.email=test@example.com", ...args],
    { cwd: folder, maxBuffer: 1 << 26, env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null" } },
  );
  return stdout;
}
