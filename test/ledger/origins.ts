import ts from "typescript";
import { functionOf, nameOf, type Refusal } from "./refusals";
import type { Sources } from "./sourceFiles";

/** What the comments around a refusal say of where it is from. */
export interface Origin {
  /** Addresses, those that stand nearest. */
  readonly addresses: readonly string[];
  /** Whether they say that something is not documented. */
  readonly undocumented: boolean;
}

/** Finds the comments that give the source of a refusal. */
export class Origins {
  private readonly references = new Map<ts.Symbol, ts.Identifier[]>();
  private readonly sources: Sources;

  constructor(sources: Sources) {
    this.sources = sources;
    const visit = (node: ts.Node): void => {
      if (ts.isIdentifier(node) && !isOnlyName(node)) {
        const symbol = sources.symbolOf(node);
        if (symbol !== undefined) {
          const before = this.references.get(symbol);
          if (before === undefined) this.references.set(symbol, [node]);
          else before.push(node);
        }
      }
      ts.forEachChild(node, visit);
    };
    for (const file of sources.files) visit(file);
  }

  /**
   * Looks at the refusal itself, then outwards as far as the declaration that it is in; at the functions through which
   * it is said, which others use too; at whoever uses that declaration, and at the head of the file.
   */
  of({ node, through, code }: Refusal): Origin {
    let { addresses, undocumented } = lookOutwards(node, code);
    for (const place of through.toReversed()) {
      if (addresses.length === 0) ({ addresses } = lookOutwards(place, code));
    }
    const seen = new Set<ts.Node>();
    let places: readonly ts.Node[] = [node];
    while (addresses.length === 0 && !undocumented && places.length > 0) {
      places = places.flatMap((place) => this.usersOf(place)).filter((user) => !seen.has(user));
      for (const place of places) {
        seen.add(place);
        if (addresses.length === 0) ({ addresses, undocumented } = lookOutwards(place, code));
      }
    }
    if (addresses.length > 0 || undocumented) return { addresses, undocumented };
    return read(ts.getLeadingCommentRanges(node.getSourceFile().text, 0) ?? [], node, code);
  }

  /** Where what a place is in is used: its function, or else its constant. Other rooms have sources of their own. */
  private usersOf(place: ts.Node): ts.Node[] {
    const within = ts.isFunctionLike(place) ? place : functionOf(place);
    const constant = ts.findAncestor(place, ts.isVariableDeclaration);
    const name = (within && nameOf(within)) ?? constant?.name;
    const symbol = name && this.sources.symbolOf(name);
    const users = (symbol && this.references.get(symbol)) ?? [];
    return users.filter((user) => user !== name && user.getSourceFile() === place.getSourceFile());
  }
}

/** Whether an identifier stands for nothing by itself: a member's name, or that of an import. */
function isOnlyName({ parent, text }: ts.Identifier): boolean {
  if (ts.isPropertyAccessExpression(parent)) {
    return parent.name.text === text && parent.expression.kind !== ts.SyntaxKind.ThisKeyword;
  }
  return (
    ts.isImportSpecifier(parent) ||
    (ts.isPropertyAssignment(parent) &&
      parent.name.getText() === text &&
      parent.initializer.getText() !== text)
  );
}

function lookOutwards(place: ts.Node, code: string): Origin {
  const text = place.getSourceFile().text;
  let undocumented = false;
  for (let node = place; !ts.isSourceFile(node); node = node.parent) {
    const ranges = node === place ? commentsWithin(node) : [];
    ranges.push(...(ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []));
    const found = read(ranges, node, code);
    undocumented ||= found.undocumented;
    if (found.addresses.length > 0) return { addresses: found.addresses, undocumented };
  }
  return { addresses: [], undocumented };
}

function commentsWithin(node: ts.Node): ts.CommentRange[] {
  const { text } = node.getSourceFile();
  const ranges: ts.CommentRange[] = [];
  const visit = (one: ts.Node): void => {
    ranges.push(...(ts.getTrailingCommentRanges(text, one.getEnd()) ?? []));
    ranges.push(...(ts.getLeadingCommentRanges(text, one.getFullStart()) ?? []));
    // A comma, and the comment after it.
    ranges.push(...(ts.getTrailingCommentRanges(text, one.getEnd() + 1) ?? []));
    one.getChildren().forEach(visit);
  };
  visit(node);
  return ranges;
}

const address = /https?:\/\/[^\s)>,;`]*[^\s)>,;`.:]/g;

/** What comments say of a code: where one line names it, that line alone counts. */
function read(ranges: readonly ts.CommentRange[], node: ts.Node, code: string): Origin {
  const { text } = node.getSourceFile();
  const comments = ranges.map(({ pos, end }) => text.slice(pos, end)).join("\n");
  const lines = comments.split("\n").filter((line) => line.match(address) !== null);
  const naming = lines.filter((line) => new RegExp(String.raw`\b${code}\b`).test(line));
  const general = lines.filter((line) => !/\((?:\d{4,6}\b|[A-Z]\w+[a-z][A-Z]\w+\))/.test(line));
  const chosen = naming.length > 0 ? naming : general;
  const addresses = chosen.flatMap((line) => line.match(address) ?? []);
  return {
    addresses: [...new Set(addresses)],
    undocumented: /\bnot documented\b/.test(comments.replaceAll(/\s*\n\s*\*?\s*/g, " ")),
  };
}
