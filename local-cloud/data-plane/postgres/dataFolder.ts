import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { Binaries } from "./binaries";
import { unprivileged, type Command } from "../processes/unprivileged";

/** The service's own superuser, which customers don't get. @see https://learn.microsoft.com/azure/postgresql/flexible-server/how-to-create-users */
export const superuser = "azuresu";

/** The files of one server. */
export class ServerFolder {
  readonly path: string;
  /** What PostgreSQL calls its data directory. */
  readonly data: string;
  /** Archived segments of the write-ahead log. */
  readonly archive: string;
  /** Base backups. */
  readonly backups: string;
  readonly log: string;
  private readonly passwordFile: string;
  private readonly completeFile: string;

  constructor(folder: string) {
    this.path = folder;
    this.data = path.join(folder, "data");
    this.archive = path.join(folder, "wal");
    this.backups = path.join(folder, "base");
    this.log = path.join(folder, "log");
    this.passwordFile = path.join(folder, "superuser");
    this.completeFile = path.join(folder, "complete");
  }

  /**
   * Whether the folder holds this very server, made to its end: a folder in which that was interrupted is worth nothing.
   *
   * @param server What no other server has, not even a later one of its name.
   */
  holds(server: string): boolean {
    return (
      fs.existsSync(this.completeFile) && fs.readFileSync(this.completeFile, "utf8") === server
    );
  }

  markComplete(server: string): void {
    fs.writeFileSync(this.completeFile, server);
  }

  /** Major version of the PostgreSQL that made it: no other one reads it. */
  get majorVersion(): number {
    return Number(fs.readFileSync(path.join(this.data, "PG_VERSION"), "utf8"));
  }

  get superuserPassword(): string {
    return fs.readFileSync(this.passwordFile, "utf8").trim();
  }

  /** An empty folder, with a password for the superuser. */
  async begin(superuserPassword = randomBytes(24).toString("base64url")): Promise<void> {
    await this.remove();
    for (const folder of [this.archive, this.backups]) {
      fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    }
    fs.writeFileSync(this.passwordFile, `${superuserPassword}\n`, { mode: 0o600 });
  }

  /** Makes an empty database cluster. Its segments are small, as a drill writes little. */
  async initialize({ initdb }: Binaries): Promise<void> {
    await this.begin();
    const [command, ...commandArguments] = await this.runnable([
      initdb,
      `--pgdata=${this.data}`,
      `--username=${superuser}`,
      `--pwfile=${this.passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--wal-segsize=1",
      "--no-sync",
      "--no-instructions",
    ]);
    await promisify(execFile)(command, commandArguments, { env: plainEnvironment() });
  }

  /**
   * How a program of PostgreSQL's is run in this folder, whose files are its user's then.
   *
   * @throws Error for root where there is no way.
   */
  async runnable([program, ...programArguments]: Command): Promise<Command> {
    const { prefix, owner } = unprivileged([path.dirname(this.path), program]);
    if (owner !== undefined) {
      await promisify(execFile)("chown", ["-R", `${owner}:${owner}`, this.path]);
    }
    const [first = program, ...rest] = [...prefix, program, ...programArguments];
    return [first, ...rest];
  }

  /** Writes a file that PostgreSQL reads with its configuration, and only its owner may. */
  write(name: string, content: string): void {
    const file = path.join(this.data, name);
    fs.writeFileSync(file, content, { mode: 0o600 });
    const { uid, gid } = fs.statSync(this.data);
    if (process.getuid?.() === 0) fs.chownSync(file, uid, gid);
  }

  /**
   * Ends what an earlier run has left behind: a server that is still going down, or the file of one that died, whose
   * process id may be another process's by now.
   */
  async endPredecessor(): Promise<void> {
    const file = path.join(this.data, "postmaster.pid");
    for (let attempt = 0; fs.existsSync(file); attempt++) {
      const id = Number(fs.readFileSync(file, "utf8").split("\n")[0]);
      if (!(await this.isOurs(id))) return fs.rmSync(file, { force: true });
      // Fast shutdown; immediate when that takes more than ten seconds.
      endProcess(id, attempt < 200 ? "SIGINT" : "SIGQUIT");
      await sleep(50);
    }
  }

  /** Removes it, and ends what still works in it. */
  async remove(): Promise<void> {
    await this.endPredecessor();
    // An `initdb` whose local cloud was killed goes on writing for a moment.
    const patience = { maxRetries: 8, retryDelay: 50 };
    await fs.promises.rm(this.path, { recursive: true, force: true, ...patience });
  }

  /** Whether a process is a server of this folder's. */
  private async isOurs(processId: number): Promise<boolean> {
    if (!Number.isInteger(processId) || processId <= 1) return false;
    try {
      return (await commandLine(processId)).includes(this.data);
    } catch {
      return false;
    }
  }
}

function endProcess(processId: number, signal: "SIGINT" | "SIGQUIT"): void {
  try {
    process.kill(processId, signal);
  } catch (error) {
    // It has ended meanwhile.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** @throws Error when there is no such process. */
async function commandLine(processId: number): Promise<string> {
  // Small images have no `ps`.
  if (fs.existsSync("/proc/self/cmdline")) {
    return fs.promises.readFile(`/proc/${processId}/cmdline`, "utf8");
  }
  const { stdout } = await promisify(execFile)("ps", ["-o", "args=", "-p", `${processId}`]);
  return stdout;
}

/** Messages in English and times in UTC, whatever the machine's. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env["PATH"], LC_ALL: "C", TZ: "UTC" };
}
