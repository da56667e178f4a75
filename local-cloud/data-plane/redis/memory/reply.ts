/** Replies of the Redis protocol, version 2. @see https://redis.io/docs/latest/develop/reference/protocol-spec/ */

/** A reply that is a word of the protocol's, not somebody's value. */
export class Status {
  readonly word: string;

  constructor(word: string) {
    this.word = word;
  }
}

/** A refusal: its first word is the code. */
export class Refusal extends Error {}

export const ok = new Status("OK");

/** The reply as it is sent. Objects are sent as a list of their keys and values, in turns. */
export function encode(reply: unknown): Buffer {
  const parts: Buffer[] = [];
  add(parts, reply);
  return Buffer.concat(parts);
}

function add(parts: Buffer[], reply: unknown): void {
  if (reply instanceof Status) parts.push(line(`+${reply.word}`));
  else if (reply instanceof Error) parts.push(line(`-${oneLine(reply.message)}`));
  else if (reply === null || reply === undefined) parts.push(line("$-1"));
  else if (Number.isInteger(reply)) parts.push(line(`:${reply as number}`));
  else if (typeof reply === "boolean") parts.push(line(`:${reply ? 1 : 0}`));
  else if (Buffer.isBuffer(reply)) parts.push(line(`$${reply.length}`), reply, line(""));
  else if (Array.isArray(reply)) {
    parts.push(line(`*${reply.length}`));
    for (const item of reply as readonly unknown[]) add(parts, item);
  } else if (typeof reply === "object") add(parts, Object.entries(reply).flat());
  else add(parts, Buffer.from(String(reply as string | number)));
}

function line(text: string): Buffer {
  return Buffer.from(`${text}\r\n`);
}

function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]+/g, " ");
}
