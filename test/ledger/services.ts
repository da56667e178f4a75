import path from "node:path";
import ts from "typescript";
import { publishedExamples } from "../local-cloud/http/publishedExamples";
import { notSent } from "../local-cloud/http/exampleDifferences";
import { pathOf, type Sources } from "./sourceFiles";
import { Reader } from "./wording";

/** Whose refusals a file holds, and how far Microsoft's published examples go through it. */
export class Services {
  private readonly typesIn = new Map<string, readonly string[]>();
  private readonly importers = new Map<string, Set<string>>();
  private readonly replayed = replayedTypes();

  constructor(sources: Sources) {
    const reader = new Reader(sources);
    for (const file of sources.files) {
      const from = pathOf(file);
      this.typesIn.set(from, typesOf(file, reader));
      for (const to of importsOf(file)) {
        this.importers.set(to, (this.importers.get(to) ?? new Set()).add(from));
      }
    }
  }

  /** `Microsoft.App`, `Cloudflare`, … */
  serviceOf(file: string): string {
    if (file.startsWith("local-cloud/arm/types/")) {
      const [namespace] = this.typesOf(file).map((type) => type.split("/")[0]!);
      if (namespace === undefined) throw new Error(`${file} belongs to no resource type`);
      return namespace;
    }
    if (/\/cloudflare\//.test(file)) return "Cloudflare";
    return file.includes("/signIn/") ? "Microsoft Entra ID" : "Azure Resource Manager";
  }

  /** Whether published requests pass through what the file refuses. */
  isCompared(file: string): boolean {
    if (file.startsWith("local-cloud/arm/types/")) {
      return this.typesOf(file).some((type) => this.replayed.has(type.toLowerCase()));
    }
    const front = "local-cloud/http/resourceManager/resourceManagerFront.ts";
    return file === front || this.usersOf(file).has(front);
  }

  /** The types that a file describes; for one that describes none, those of its folder that use it. */
  private typesOf(file: string): readonly string[] {
    const own = this.typesIn.get(file)!;
    if (own.length > 0) return own;
    return [...this.usersOf(file)]
      .filter((user) => path.dirname(user) === path.dirname(file))
      .flatMap((user) => this.typesIn.get(user)!);
  }

  private usersOf(file: string): ReadonlySet<string> {
    const users = new Set<string>();
    const waiting = [file];
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
      for (const user of this.importers.get(one) ?? []) {
        if (users.has(user)) continue;
        users.add(user);
        waiting.push(user);
      }
    }
    return users;
  }
}

/** The resource types that a file describes: what its objects say that their `type` is. */
function typesOf(file: ts.SourceFile, reader: Reader): string[] {
  const types: string[] = [];
  const visit = (node: ts.Node): void => {
    const value = ts.isPropertyAssignment(node)
      ? node.initializer
      : ts.isShorthandPropertyAssignment(node)
        ? node.name
        : undefined;
    if (value !== undefined && (value.parent as ts.PropertyAssignment).name.getText() === "type") {
      types.push(...reader.read(value, undefined).filter((text) => isType.test(text)));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return types;
}

const isType = /^Microsoft\.\w+\/[\w/]+$/;

function importsOf(file: ts.SourceFile): string[] {
  return file.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const name = statement.moduleSpecifier;
    if (name === undefined || !ts.isStringLiteral(name) || !name.text.startsWith(".")) return [];
    const base = path.posix.join(path.posix.dirname(pathOf(file)), name.text);
    return [`${base}.ts`, `${base}/index.ts`];
  });
}

/** Types of which a published request is replayed. */
function replayedTypes(): Set<string> {
  const sent = publishedExamples().filter(({ name }) => !Object.hasOwn(notSent, name));
  return new Set(
    sent.flatMap(({ path: where }) => {
      const [, rest = ""] = /\/providers\/(.+?)(?:\?|$)/.exec(where) ?? [];
      const [namespace, ...parts] = rest.split("/");
      const types = parts.filter((_, index) => index % 2 === 0);
      return types.map((_, count) =>
        [namespace, ...types.slice(0, count + 1)].join("/").toLowerCase(),
      );
    }),
  );
}
