/** Zone files (RFC 1035 §5.1) as lines of words. */

import type { Word } from "./recordContent";

/** A record of a zone file. */
export interface ZoneFileRecord {
  /** Fully qualified, without a dot at its end. */
  readonly name: string;
  readonly type: string;
  /** Seconds; undefined where neither the line nor a `$TTL` says it. */
  readonly ttl: number | undefined;
  readonly words: readonly Word[];
  /** What stands behind the semicolon. */
  readonly comment: string;
  /** The name that a name in the record's content means, without a dot at its end. */
  readonly readName: (name: string) => string;
}

/** What is wrong with a zone file. */
export class ZoneFileError extends Error {}

/**
 * Reads a zone file with `$ORIGIN` and `$TTL`.
 *
 * @param origin Name that the file's relative names are below, until it says otherwise.
 * @throws ZoneFileError
 */
export function readZoneFile(text: string, origin: string): ZoneFileRecord[] {
  const records: ZoneFileRecord[] = [];
  let currentOrigin = origin;
  let defaultTtl: number | undefined;
  let owner = origin;
  for (const { words, comment, indented } of linesOf(text)) {
    const base = currentOrigin;
    const readName = (name: string) => absolute(name, base);
    const [first, ...rest] = words;
    if (first === undefined) continue;
    if (first.raw.startsWith("$")) {
      const value = rest[0]?.text ?? "";
      if (first.raw === "$ORIGIN") currentOrigin = absolute(value, base);
      else if (first.raw === "$TTL") defaultTtl = seconds(value);
      else if (first.raw === "$GENERATE")
        throw new ZoneFileError("The local cloud has no $GENERATE");
      else throw new ZoneFileError(`${first.raw} directive not allowed`);
      continue;
    }
    if (!indented) owner = readName(first.text);
    const head = takeHead(indented ? words : rest);
    if (head === undefined) throw new ZoneFileError(`'${first.raw}' is followed by no record type`);
    const { type, ttl = defaultTtl, words: content } = head;
    records.push({ name: owner, type, ttl, words: content, comment, readName });
  }
  return records;
}

interface Line {
  readonly words: readonly Word[];
  readonly comment: string;
  /** Whether it begins with a space: it goes on with the name of the line before. */
  readonly indented: boolean;
}

/** A quoted string, a word with quoted strings in it, a parenthesis, the end of a line, a comment, a stray quote. */
const token =
  /"(?:[^"\\]|\\.)*"|(?:[^\s;()"\\]|\\.|(?<=\S)"(?:[^"\\]|\\.)*")+|[()]|\n|;[^\n]*|["\\]/gs;

/** The file's lines; what stands between parentheses is one. */
function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let words: Word[] = [];
  let comment = "";
  let depth = 0;
  let start = 0;
  const end = (next: number) => {
    lines.push({ words, comment, indented: /[ \t]/.test(text[start] ?? "") });
    words = [];
    comment = "";
    start = next;
  };
  for (const { 0: raw, index } of text.matchAll(token)) {
    if (raw === "(") depth += 1;
    else if (raw === ")") depth -= 1;
    else if (raw === '"' || raw === "\\") throw new ZoneFileError("A quoted string has no end");
    else if (raw.startsWith(";")) comment = depth > 0 ? comment : raw.slice(1).trim();
    else if (raw !== "\n") words.push({ raw, text: unescaped(raw) });
    else if (depth === 0) end(index + 1);
    if (depth < 0) throw new ZoneFileError("A parenthesis is closed that was not opened");
  }
  if (depth > 0) throw new ZoneFileError("A parenthesis is not closed");
  end(text.length);
  return lines;
}

function unescaped(raw: string): string {
  const inner = /^"(.*)"$/s.exec(raw)?.[1] ?? raw;
  return inner.replaceAll(/\\(.)/gs, "$1");
}

/** Splits the time to live and the class, in either order, and the type from the rest. */
function takeHead(
  words: readonly Word[],
): { type: string; ttl?: number; words: readonly Word[] } | undefined {
  let ttl: number | undefined;
  for (const [index, { raw }] of words.entries()) {
    if (/^\d/.test(raw) && ttl === undefined) ttl = seconds(raw);
    else if (raw.toUpperCase() === "IN") continue;
    else if (!/^[a-z]+\d*$/i.test(raw)) return undefined;
    else return { type: raw.toUpperCase(), ttl, words: words.slice(index + 1) };
  }
  return undefined;
}

const unitSec: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** `300`, or `1h30m` as BIND has it. */
function seconds(text: string): number {
  if (!/^(?:\d+[smhdw]?)+$/i.test(text)) throw new ZoneFileError(`'${text}' is no time to live`);
  return [...text.matchAll(/(\d+)([smhdw]?)/gi)]
    .map(([, count, unit]) => Number(count) * (unitSec[unit!.toLowerCase()] ?? 1))
    .reduce((sum, one) => sum + one, 0);
}

function absolute(name: string, origin: string): string {
  if (name === "@") return origin;
  return name.endsWith(".") ? name.slice(0, -1) : `${name}.${origin}`;
}
