import fs from "node:fs";
import type { Client } from "pg";
import type { Credentials } from "../../trust/authority";
import { freePort } from "../processes/freePort";
import { WatchedProcess } from "../processes/watchedProcess";
import type { Binaries } from "./binaries";
import { plainEnvironment, superuser, type ServerFolder } from "./dataFolder";

/** What is set whatever the server's own parameters say. */
const fixedSettings: Readonly<Record<string, string>> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  shared_buffers: "16MB",
  max_connections: "100",
  jit: "off",
  // A crash of the process loses nothing without it; a power failure of the machine may.
  fsync: "off",
  ssl: "on",
  ssl_cert_file: "server.crt",
  ssl_key_file: "server.key",
  password_encryption: "scram-sha-256",
  archive_mode: "on",
  // The service's own limit: https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-backup-restore
  archive_timeout: "300",
  // A segment may be archived twice after a crash; another one of its name is never overwritten.
  archive_command:
    "if test -f ../wal/%f; then cmp -s %p ../wal/%f; else cp %p ../wal/.%f && mv ../wal/.%f ../wal/%f; fi",
};

/** How long a server may take until it answers; a restore reads all that was written since its base backup. */
const patienceMs = 120_000;
/** How long it may take to let its superuser in. */
const connectMs = 10_000;

/** A PostgreSQL process that answers, and a superuser's way into it. */
export class RunningServer {
  readonly port: number;
  private readonly folder: ServerFolder;
  private readonly process: WatchedProcess;

  private constructor(port: number, folder: ServerFolder, process: WatchedProcess) {
    this.port = port;
    this.folder = folder;
    this.process = process;
  }

  /**
   * Starts the server of a folder and waits until it answers.
   *
   * @param settings Settings of this run, besides what the folder says.
   * @throws Error with the end of the server's log when it doesn't come up.
   */
  static async start(
    { postgres }: Binaries,
    folder: ServerFolder,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<RunningServer> {
    await folder.endPredecessor();
    const port = await freePort();
    const all = { ...fixedSettings, ...settings, port: `${port}` };
    const process = new WatchedProcess(
      await folder.runnable([
        postgres,
        "-D",
        folder.data,
        ...Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
      ]),
      {
        signal: "INT",
        folder: folder.path,
        logFile: folder.log,
        environment: plainEnvironment(),
      },
    );
    const server = new RunningServer(port, folder, process);
    try {
      await process.untilItAnswers(
        () => server.asSuperuser(async () => undefined),
        patienceMs,
        () => `PostgreSQL ended: ${server.lastWords()}`,
      );
    } catch (error) {
      await process.end();
      throw error;
    }
    return server;
  }

  get isRunning(): boolean {
    return this.process.isRunning;
  }

  /** Resolves when the process has ended, by itself or not. */
  get ended(): Promise<void> {
    return this.process.ended;
  }

  /** Does something as the superuser, over a connection of its own. */
  async asSuperuser<T>(action: (client: Client) => Promise<T>, database = "postgres"): Promise<T> {
    const { Client } = await import("pg");
    const client = new Client({
      host: "127.0.0.1",
      port: this.port,
      user: superuser,
      password: this.folder.superuserPassword,
      database,
      application_name: "local cloud",
      // One that is stopped, or swapped out, must not keep all the others waiting.
      connectionTimeoutMillis: connectMs,
    });
    // Without a listener, a connection that breaks ends the local cloud.
    client.on("error", () => undefined);
    await client.connect();
    try {
      return await action(client);
    } finally {
      await client.end();
    }
  }

  /** Has the server read its certificate and its access rules again. */
  async reload(): Promise<void> {
    await this.asSuperuser((client) => client.query("SELECT pg_reload_conf()"));
  }

  /** Ends it; everything that was committed is archived then. */
  end(): Promise<void> {
    return this.process.end();
  }

  /** What the log says last that is wrong. */
  private lastWords(): string {
    const lines = fs.readFileSync(this.folder.log, "utf8").trim().split("\n");
    const wrong = lines.filter((line) => /FATAL|PANIC|ERROR|error|denied/.test(line));
    return (wrong.at(-1) ?? lines.at(-1) ?? "").replace(/^.*?(?=FATAL|PANIC)/, "");
  }
}

/** Puts the certificate and the rules of who may connect where the server reads them. */
export function writeAccess(
  folder: ServerFolder,
  { certificate, key }: Credentials,
  requiresTls: boolean,
): void {
  folder.write("server.crt", certificate);
  folder.write("server.key", key);
  const customers = requiresTls ? "hostssl" : "host";
  folder.write(
    "pg_hba.conf",
    [
      `host all ${superuser} 127.0.0.1/32 scram-sha-256`,
      `${customers} all all 127.0.0.1/32 scram-sha-256`,
      "",
    ].join("\n"),
  );
}
