import { timingSafeEqual } from "node:crypto";
import type net from "node:net";
import type { Redis } from "ioredis";
import { blockedCommands } from "../cacheProgram";
import { isKnown, replyTo, type MockClient } from "./commands";
import { encode, ok, Refusal, Status } from "./reply";

/** The protocol's parser, which comes without types: requests have the form of replies that are lists. */
const RedisParser = require("redis-parser") as new (options: {
  readonly returnReply: (reply: unknown) => void;
  readonly returnError: (error: Error) => void;
  readonly returnFatalError: (error: Error) => void;
  readonly returnBuffers: boolean;
}) => { execute(data: Buffer): void };

/** What a connection needs of its cache. */
export interface MemoryKeys {
  readonly databases: number;
  accessKeys(): readonly string[];
  /** A client of a database's keys. */
  open(database: number): Redis;
  /** One after the other, whichever connection it comes from: nothing comes between the commands of a transaction. */
  inTurn<T>(action: () => Promise<T>): Promise<T>;
}

type Answer = (commandArguments: readonly Buffer[]) => unknown;

/** One client's connection to a cache in memory. */
export class MemoryConnection {
  private readonly socket: net.Socket;
  private readonly keys: MemoryKeys;
  /** The first database's, over which messages are published whichever database is selected. */
  private readonly first: Redis;
  private client: Redis;
  private subscriber: Redis | undefined;
  private readonly subscriptions = { channels: new Set<string>(), patterns: new Set<string>() };
  private isSignedIn = false;
  private clientName = "";
  /** The commands of the transaction under way. */
  private queued: (readonly [command: string, commandArguments: readonly Buffer[]])[] | undefined;
  private isSpoiled = false;

  constructor(socket: net.Socket, keys: MemoryKeys) {
    this.socket = socket;
    this.keys = keys;
    this.first = keys.open(0);
    this.client = this.first;
    const parser = new RedisParser({
      returnBuffers: true,
      returnReply: (request) => void this.take(request),
      returnError: () => this.refuseProtocol(),
      returnFatalError: () => this.refuseProtocol(),
    });
    socket.on("error", () => undefined);
    socket.on("data", (data) => parser.execute(data as Buffer));
    socket.on("close", () => {
      this.client.disconnect();
      this.first.disconnect();
      this.subscriber?.disconnect();
    });
  }

  private async take(request: unknown): Promise<void> {
    if (!Array.isArray(request) || !request.every((part) => Buffer.isBuffer(part))) {
      return this.refuseProtocol();
    }
    const [name, ...commandArguments] = request as Buffer[];
    const command = name?.toString("latin1").toLowerCase() ?? "";
    await this.keys.inTurn(async () => {
      try {
        this.send(await this.answer(command, commandArguments));
      } catch (error) {
        this.send(error instanceof Refusal ? error : new Refusal(`ERR ${String(error)}`));
      }
      if (command === "quit") this.socket.end();
    });
  }

  private send(reply: unknown): void {
    if (reply !== nothingMore && this.socket.writable) this.socket.write(encode(reply));
  }

  private refuseProtocol(): void {
    this.send(new Refusal("ERR Protocol error: invalid request"));
    this.socket.end();
  }

  private async answer(command: string, commandArguments: readonly Buffer[]): Promise<unknown> {
    const own = this.ownCommands[command];
    if (command === "auth" || command === "quit") return own!(commandArguments);
    if (!this.isSignedIn) throw new Refusal("NOAUTH Authentication required.");
    if (this.subscriptionCount > 0 && !whileSubscribed.has(command)) {
      throw new Refusal(
        `ERR Can't execute '${command}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context`,
      );
    }
    const isBlocked = blockedCommands.includes(command);
    if (isBlocked || (own === undefined && !isKnown(command))) {
      this.isSpoiled ||= this.queued !== undefined;
      throw new Refusal(`ERR unknown command '${command}'`);
    }
    if (this.queued !== undefined && !transactional.has(command)) {
      this.queued.push([command, commandArguments]);
      return new Status("QUEUED");
    }
    return this.execute(command, commandArguments);
  }

  private execute(command: string, commandArguments: readonly Buffer[]): unknown {
    const own = this.ownCommands[command];
    if (own !== undefined) return own(commandArguments);
    const client = command === "publish" ? this.first : this.client;
    return replyTo(client as unknown as MockClient, command, commandArguments);
  }

  /** Commands about the connection, and not about keys. HELLO is unknown, so that clients fall back to this protocol. */
  private readonly ownCommands: Readonly<Record<string, Answer | undefined>> = {
    auth: (given) => this.signIn(given.map(String)),
    quit: () => ok,
    ping: ([text]) => {
      if (this.subscriptionCount > 0) return ["pong", text ?? ""];
      return text ?? new Status("PONG");
    },
    select: ([index]) => this.select(Number(index)),
    info: () => information,
    command: () => [],
    client: ([action, value]) => this.describeClient(String(action).toLowerCase(), value),
    multi: () => {
      if (this.queued !== undefined) throw new Refusal("ERR MULTI calls can not be nested");
      this.queued = [];
      return ok;
    },
    exec: () => this.commitTransaction(),
    discard: async () => {
      if (this.queued === undefined) throw new Refusal("ERR DISCARD without MULTI");
      this.endTransaction();
      await this.client.unwatch();
      return ok;
    },
    subscribe: (names) => this.subscribe("subscribe", names.map(String)),
    psubscribe: (names) => this.subscribe("psubscribe", names.map(String)),
    unsubscribe: (names) => this.unsubscribe("unsubscribe", names.map(String)),
    punsubscribe: (names) => this.unsubscribe("punsubscribe", names.map(String)),
  };

  private signIn(given: readonly string[]): Status {
    const [user, password] = given.length === 1 ? ["default", given[0]!] : given;
    const isRight = this.keys.accessKeys().some((key) => isSame(key, password ?? ""));
    if (user !== "default" || !isRight) {
      throw new Refusal("WRONGPASS invalid username-password pair or user is disabled.");
    }
    this.isSignedIn = true;
    return ok;
  }

  private select(index: number): Status {
    if (!Number.isInteger(index) || index < 0 || index >= this.keys.databases) {
      throw new Refusal("ERR DB index is out of range");
    }
    if (this.client !== this.first) this.client.disconnect();
    this.client = index === 0 ? this.first : this.keys.open(index);
    return ok;
  }

  private describeClient(action: string, value: Buffer | undefined): unknown {
    if (action === "getname") return this.clientName;
    if (action !== "setname" && action !== "setinfo") {
      throw new Refusal(`ERR unknown subcommand '${action}'. Try CLIENT HELP.`);
    }
    if (action === "setname") this.clientName = String(value);
    return ok;
  }

  private async commitTransaction(): Promise<unknown> {
    if (this.queued === undefined) throw new Refusal("ERR EXEC without MULTI");
    const { queued, isSpoiled } = this;
    this.endTransaction();
    // The mock keeps watch, and answers null when a watched key has changed.
    const isUntouched = (await this.client.multi([["exists", "-"]]).exec()) !== null;
    if (isSpoiled) {
      throw new Refusal("EXECABORT Transaction discarded because of previous errors.");
    }
    if (!isUntouched) return null;
    const replies: unknown[] = [];
    for (const [command, commandArguments] of queued) {
      try {
        replies.push(await this.execute(command, commandArguments));
      } catch (error) {
        replies.push(error);
      }
    }
    return replies;
  }

  private endTransaction(): void {
    this.queued = undefined;
    this.isSpoiled = false;
  }

  private get subscriptionCount(): number {
    return this.subscriptions.channels.size + this.subscriptions.patterns.size;
  }

  private async subscribe(
    kind: "subscribe" | "psubscribe",
    names: readonly string[],
  ): Promise<unknown> {
    this.subscriber ??= this.openSubscriber();
    const held = this.subscriptions[kind === "subscribe" ? "channels" : "patterns"];
    for (const name of names) {
      await this.subscriber[kind](name);
      held.add(name);
      this.send([kind, name, this.subscriptionCount]);
    }
    return nothingMore;
  }

  private async unsubscribe(
    kind: "unsubscribe" | "punsubscribe",
    names: readonly string[],
  ): Promise<unknown> {
    const held = this.subscriptions[kind === "unsubscribe" ? "channels" : "patterns"];
    const left = names.length > 0 ? names : [...held];
    for (const name of left) {
      await this.subscriber?.[kind](name);
      held.delete(name);
      this.send([kind, name, this.subscriptionCount]);
    }
    return left.length > 0 ? nothingMore : [kind, null, this.subscriptionCount];
  }

  private openSubscriber(): Redis {
    const subscriber = this.keys.open(0);
    subscriber.on("message", (channel: string, message: string) =>
      this.send(["message", channel, message]),
    );
    subscriber.on("pmessage", (pattern: string, channel: string, message: string) =>
      this.send(["pmessage", pattern, channel, message]),
    );
    return subscriber;
  }
}

/** Stands for replies that have been sent already. */
const nothingMore = new Status("");

/** Commands that are answered at once while a transaction is under way. */
const transactional = new Set(["multi", "exec", "discard", "watch"]);

const whileSubscribed = new Set([
  "subscribe",
  "psubscribe",
  "unsubscribe",
  "punsubscribe",
  "ping",
  "quit",
]);

/** What clients look at before they send commands. */
const information = [
  "# Server",
  "redis_version:7.4.0",
  "redis_mode:standalone",
  "# Persistence",
  "loading:0",
  "# Replication",
  "role:master",
  "",
].join("\r\n");

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
