import path from "node:path";
import { Origins, type Origin } from "./origins";
import { Tests, type NamingTests } from "./namingTests";
import { refusals } from "./refusals";
import { Services } from "./services";
import { pathOf, readSources, root } from "./sourceFiles";

/** Where the ledger is. */
export const ledgerFile = path.join(root, "local-cloud", "RULES.md");

/** A rule of the local cloud: what it refuses, on whose word, and what proves it. */
export interface Rule {
  readonly service: string;
  /** HTTP status, where the place itself says it. */
  readonly status: string;
  readonly code: string;
  readonly message: string;
  /** Where it is written: `local-cloud/arm/generalRules.ts`. */
  readonly file: string;
  readonly origin: Origin;
  readonly tests: NamingTests;
  /** Whether published requests are replayed that have to pass it. */
  readonly isCompared: boolean;
}

/** Every rule, by service and then by code. */
export function readRules(): Rule[] {
  const sources = readSources();
  const found = refusals(sources);
  const origins = new Origins(sources);
  const services = new Services(sources);
  const tests = new Tests();
  const rules = new Map<string, Rule>();
  for (const refusal of found) {
    const { status, code, message, node } = refusal;
    const file = pathOf(node.getSourceFile());
    const service = services.serviceOf(file);
    const key = [service, code, message].join("\n");
    if (rules.has(key)) continue;
    rules.set(key, {
      service,
      status,
      code,
      message,
      file,
      origin: origins.of(refusal),
      tests: tests.naming(refusal, file, found),
      isCompared: services.isCompared(file),
    });
  }
  const order = (rule: Rule) => [rule.service, rule.code.padStart(6, "0"), rule.message].join("\n");
  return [...rules.values()].toSorted((one, other) => (order(one) < order(other) ? -1 : 1));
}
