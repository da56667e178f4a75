import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { Redis } from "ioredis";
import { freePort } from "../processes/freePort";
import { WatchedProcess } from "../processes/watchedProcess";
import { blockedCommands, type CacheProgram } from "./cacheProgram";

/** Our own user, who may change the others. */
const owner = "local-cloud";

/** How long it may take until it answers. */
const patienceMs = 10_000;

/** A process of the machine's own Redis server. What it holds is written to its folder when it ends in an orderly way. */
export class RedisProcess implements CacheProgram {
  readonly port: number;
  private readonly process: WatchedProcess;
  private readonly password: string;

  private constructor(port: number, process: WatchedProcess, password: string) {
    this.port = port;
    this.process = process;
    this.password = password;
  }

  /** @throws Error with the end of its log when it doesn't come up. */
  static async start(
    program: string,
    folder: string,
    databases: number,
    accessKeys: readonly string[],
  ): Promise<RedisProcess> {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const port = await freePort();
    const password = randomBytes(24).toString("base64url");
    const configuration = path.join(folder, "redis.conf");
    const lines = [
      "bind 127.0.0.1",
      `port ${port}`,
      `databases ${databases}`,
      "appendonly no",
      // Written when it ends, if anything has changed, and otherwise once an hour.
      "save 3600 1",
      `user ${owner} ${["on", hashed(password), "~*", "&*", "+@all"].join(" ")}`,
      `user default ${customerRules(accessKeys).join(" ")}`,
    ];
    fs.writeFileSync(configuration, `${lines.join("\n")}\n`, { mode: 0o600 });
    const logFile = path.join(folder, "log");
    const watched = new WatchedProcess([program, configuration], {
      signal: "TERM",
      folder,
      logFile,
    });
    const cache = new RedisProcess(port, watched, password);
    try {
      await watched.untilItAnswers(
        () => cache.asOwner((client) => client.ping()),
        patienceMs,
        () => `Redis ended: ${fs.readFileSync(logFile, "utf8").trim().split("\n").at(-1) ?? ""}`,
      );
    } catch (error) {
      await watched.end();
      throw error;
    }
    return cache;
  }

  get isRunning(): boolean {
    return this.process.isRunning;
  }

  get ended(): Promise<void> {
    return this.process.ended;
  }

  async allow(accessKeys: readonly string[]): Promise<void> {
    await this.asOwner((client) =>
      client.call("ACL", "SETUSER", "default", ...customerRules(accessKeys)),
    );
  }

  end(): Promise<void> {
    return this.process.end();
  }

  private async asOwner<T>(action: (client: Redis) => Promise<T>): Promise<T> {
    const { Redis } = await import("ioredis");
    const client = new Redis({
      host: "127.0.0.1",
      port: this.port,
      username: owner,
      password: this.password,
      lazyConnect: true,
      retryStrategy: () => null,
    });
    client.on("error", () => undefined);
    try {
      await client.connect();
      return await action(client);
    } finally {
      client.disconnect();
    }
  }
}

/** Rules of the user that clients are who give a password alone. @see https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/ */
function customerRules(accessKeys: readonly string[]): string[] {
  return [
    "reset",
    ...(accessKeys.length === 0 ? ["off"] : ["on", ...accessKeys.map(hashed)]),
    "~*",
    "&*",
    "+@all",
    ...blockedCommands.map((command) => `-${command}`),
  ];
}

function hashed(password: string): string {
  return `#${createHash("sha256").update(password).digest("hex")}`;
}
