import fs from "node:fs";
import path from "node:path";
import { filesBelow, pathOf, root } from "./sourceFiles";
import { variable } from "./wording";

/** The tests that name a refusal. */
export interface NamingTests {
  /** Files that name its code, and words of its message that no other refusal with this code has. */
  readonly byMessage: readonly string[];
  /** Files that name its code. */
  readonly byCode: readonly string[];
}

/** What is to be found in tests. */
export interface Named {
  readonly code: string;
  readonly message: string;
}

/** The tests of the local cloud, and what they name. */
export class Tests {
  private readonly files: readonly { path: string; text: string; words: string }[];

  constructor() {
    const folders = [
      ["local-cloud", ".test.ts"],
      ["clients", ".client.ts"],
    ] as const;
    this.files = folders
      .flatMap(([folder, end]) => filesBelow(path.join(root, "test", folder), end))
      .map((file) => {
        const text = fs.readFileSync(file, "utf8");
        return { path: pathOf(file), text, words: ` ${wordsIn(text).join(" ")} ` };
      });
  }

  /**
   * @param file Where the refusal is written.
   * @param all Every refusal, itself among them.
   */
  naming(refusal: Named, file: string, all: readonly Named[]): NamingTests {
    const code = new RegExp(String.raw`\b${spellings(refusal.code)}\b`);
    const byCode = this.files.filter(({ text }) => code.test(text));
    const others = all.filter(
      (one) => one.code === refusal.code && one.message !== refusal.message,
    );
    const common = new Set(others.flatMap((one) => phrasesOf(one.message)));
    const own = phrasesOf(refusal.message).filter((phrase) => !common.has(phrase));
    const byMessage = byCode.filter(({ words }) => own.some((phrase) => words.includes(phrase)));
    return { byMessage: nearest(byMessage, file), byCode: nearest(byCode, file) };
  }
}

/** Those of the room that mirrors the file's, if there are any, and first of them the one of its name. */
function nearest(tests: readonly { path: string }[], file: string): string[] {
  const room = path.basename(path.dirname(file));
  const name = path.basename(file, ".ts");
  const near = tests.filter(
    (test) => test.path.includes(`/${room}/`) || baseOf(test.path) === name,
  );
  return (near.length > 0 ? near : tests)
    .map((test) => test.path)
    .toSorted((one, other) => Number(baseOf(other) === name) - Number(baseOf(one) === name));
}

/** `containerApps` of `test/local-cloud/arm/app/containerApps.test.ts`. */
export function baseOf(file: string): string {
  return path.basename(file).replace(/\.\w+\.ts$/, "");
}

/** How a code may be written in a test: its number may be cut by an underscore, and stand without its prefix. */
function spellings(code: string): string {
  const digits = /^(?:AADSTS)?(\d+)$/.exec(code)?.[1];
  return digits === undefined ? code : `(?:AADSTS)?${digits.split("").join("_?")}`;
}

/** What a message says that a test may repeat: two words in a row, or the name of a property. */
function phrasesOf(message: string): string[] {
  return message.split(variable).flatMap((part) => {
    const words = wordsIn(part);
    const pairs = words.slice(1).map((word, index) => `${words[index]} ${word}`);
    const names = part.match(/[A-Za-z]+(?:[a-z][A-Z][a-z]*)+|[a-z]+(?:_[a-z]+)+/g) ?? [];
    return [...pairs, ...names.map((name) => wordsIn(name).join(" "))].map(
      (phrase) => ` ${phrase} `,
    );
  });
}

function wordsIn(text: string): string[] {
  return text.toLowerCase().match(/[a-z0-9_]+/g) ?? [];
}
