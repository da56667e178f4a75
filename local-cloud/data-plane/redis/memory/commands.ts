import { Refusal, Status } from "./reply";

/** A client of ioredis-mock, by the name of the command. */
export type MockClient = Readonly<
  Record<string, ((...commandArguments: readonly unknown[]) => Promise<unknown>) | undefined>
>;

/** Commands whose reply is a word of the protocol's. */
const wordy = words(
  "flushall flushdb hmset lset ltrim mset psetex rename set setex type unwatch watch",
);
/** Commands that read values, which may be any bytes. */
const reading = words(
  "get getdel getex getrange getset hget hgetall hmget hvals lindex lpop lrange mget rpop rpoplpush smembers spop srandmember",
);
const others = words(
  `append dbsize decr decrby del echo eval evalsha exists expire expireat hdel hexists hincrby hincrbyfloat hkeys hlen hscan
   hset hsetnx hstrlen incr incrby incrbyfloat keys linsert llen lpush lpushx lrem msetnx persist pexpire pexpireat pttl
   publish randomkey renamenx rpush rpushx sadd scan scard script sdiff sinter sismember smove srem sscan strlen sunion
   time ttl unlink xadd xlen xrange xrevrange zadd zcard zcount zincrby zrange zrangebyscore zrank zrem
   zremrangebyrank zremrangebyscore zrevrange zrevrangebyscore zrevrank zscan zscore`,
);

/** Least number of arguments, of the commands that the mock takes fewer of. */
const leastArguments: Readonly<Record<string, number>> = {
  append: 2,
  expire: 2,
  get: 1,
  getset: 2,
  hget: 2,
  hset: 3,
  incr: 1,
  incrby: 2,
  lpush: 2,
  publish: 2,
  rpush: 2,
  sadd: 2,
  set: 2,
  setex: 3,
  zadd: 3,
};

/** Whether a command is one of those that a cache in memory knows. */
export function isKnown(command: string): boolean {
  return wordy.has(command) || reading.has(command) || others.has(command);
}

/**
 * The reply to a command about keys and values.
 *
 * @throws Refusal in the words of a Redis server.
 */
export async function replyTo(
  client: MockClient,
  command: string,
  commandArguments: readonly Buffer[],
): Promise<unknown> {
  if (commandArguments.length < (leastArguments[command] ?? 0)) {
    throw new Refusal(`ERR wrong number of arguments for '${command}' command`);
  }
  const method = client[reading.has(command) ? `${command}Buffer` : command];
  if (!isKnown(command) || method === undefined) {
    throw new Refusal(`ERR unknown command '${command}'`);
  }
  try {
    const reply = await method.call(client, ...commandArguments.map(textIfText));
    return wordy.has(command) && typeof reply === "string" ? new Status(reply) : reply;
  } catch (error) {
    throw refusalOf(error);
  }
}

/** The mock understands options, and finds keys, as texts only; what is none stays bytes. */
function textIfText(argument: Buffer): string | Buffer {
  const text = argument.toString("utf8");
  return Buffer.from(text, "utf8").equals(argument) ? text : argument;
}

function refusalOf(error: unknown): Refusal {
  const message = error instanceof Error ? error.message : String(error);
  if (/does not contain an? /.test(message)) {
    return new Refusal("WRONGTYPE Operation against a key holding the wrong kind of value");
  }
  return new Refusal(/^[A-Z]{3,} /.test(message) ? message : `ERR ${message}`);
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}
