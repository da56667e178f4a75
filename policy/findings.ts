import { at, NotKnown } from "./known";

/** What one rule says about one resource. */
export class Findings {
  /** What is wrong, a sentence each: value found, value wanted. */
  readonly breaches: string[] = [];
  /** Paths that the rule would have to read and that a preview doesn't know. */
  readonly unknowns: string[] = [];

  breach(message: string): void {
    this.breaches.push(message);
  }

  /** Runs a part of the judgement; a value in it that isn't known yet ends that part and no other. */
  check(part: () => void): void {
    try {
      part();
    } catch (error) {
      if (!(error instanceof NotKnown)) throw error;
      if (!this.unknowns.includes(error.path)) this.unknowns.push(error.path);
    }
  }

  /** Judges each of several things on its own. */
  each<T>(items: readonly T[], judge: (item: T, index: number) => void): void {
    items.forEach((item, index) => this.check(() => judge(item, index)));
  }

  /** The property at a dotted path must have this very value; one that is left out must not. */
  expect(group: unknown, path: string, wanted: string | number | boolean): void {
    this.expectOneOf(group, path, [wanted]);
  }

  /** The property at a dotted path must have one of these values. */
  expectOneOf(group: unknown, path: string, wanted: readonly (string | number | boolean)[]): void {
    this.check(() => {
      const value = at(group, path);
      if (wanted.some((one) => one === value)) return;
      const words = wanted.map((one) => JSON.stringify(one)).join(" or ");
      this.breach(`${path} ${found(value)}; it must be ${words}.`);
    });
  }

  /** The number at a dotted path must be at least this. */
  expectAtLeast(group: unknown, path: string, least: number, unit = ""): void {
    this.check(() => {
      const value = at(group, path);
      if (typeof value === "number" && value >= least) return;
      this.breach(`${path} ${found(value)}; it must be at least ${least}${unit && ` ${unit}`}.`);
    });
  }
}

/** A value in words. Only for properties that are never secret. */
export function found(value: unknown): string {
  if (value === undefined || value === null) return "is left out";
  const words = JSON.stringify(value);
  return `is ${words.length <= 120 ? words : `${words.slice(0, 117)}…`}`;
}
