import fs from "node:fs";
import path from "node:path";
import ts from "typescript";

export const root = path.join(__dirname, "..", "..");
const localCloud = path.join(root, "local-cloud");

/** TypeScript of the local cloud, with what every name in it stands for. */
export interface Sources {
  readonly files: readonly ts.SourceFile[];
  /** What an identifier stands for, wherever it was imported from. */
  readonly symbolOf: (node: ts.Node) => ts.Symbol | undefined;
}

/** Files below a folder whose names end so, in alphabetical order, as absolute paths. */
export function filesBelow(folder: string, end: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(end))
    .map((name) => path.join(folder, name))
    .toSorted();
}

/** Where a file is in the repository: `local-cloud/arm/armError.ts`. */
export function pathOf(file: string | ts.SourceFile): string {
  const name = typeof file === "string" ? file : file.fileName;
  return path.relative(root, name).split(path.sep).join("/");
}

/**
 * Reads what is below a folder, and nothing of the packages that it needs: their types tell nothing about what it
 * refuses.
 *
 * @param folder By default the local cloud.
 */
export function readSources(folder = localCloud): Sources {
  const names = filesBelow(folder, ".ts");
  const options: ts.CompilerOptions = { noLib: true, types: [], target: ts.ScriptTarget.ES2022 };
  const host = ts.createCompilerHost(options, true);
  host.resolveModuleNameLiterals = (literals, containing) =>
    literals.map(({ text }) => ({ resolvedModule: ownModule(text, containing) }));
  const program = ts.createProgram({ rootNames: names, options, host });
  const checker = program.getTypeChecker();
  return {
    files: names.map((name) => program.getSourceFile(name)!),
    symbolOf: (node) => {
      const symbol =
        ts.isIdentifier(node) && ts.isShorthandPropertyAssignment(node.parent)
          ? checker.getShorthandAssignmentValueSymbol(node.parent)
          : checker.getSymbolAtLocation(node);
      if (symbol === undefined || (symbol.flags & ts.SymbolFlags.Alias) === 0) return symbol;
      return checker.getAliasedSymbol(symbol);
    },
  };
}

function ownModule(text: string, containing: string): ts.ResolvedModuleFull | undefined {
  if (!text.startsWith(".")) return undefined;
  const base = path.join(path.dirname(containing), text);
  const resolvedFileName = [`${base}.ts`, path.join(base, "index.ts")].find((file) =>
    fs.existsSync(file),
  );
  if (resolvedFileName === undefined) return undefined;
  return { resolvedFileName, extension: ts.Extension.Ts, isExternalLibraryImport: false };
}
