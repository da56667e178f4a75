import ts from "typescript";
import type { Sources } from "./sourceFiles";

/** Text that only a request knows. */
export const variable = "…";

/** What an expression says: its possible texts. Those that a parameter of the function gives stand as `«0»`. */
export type Wording = readonly string[];

/** Reads the texts that expressions are made of. */
export class Reader {
  private readonly sources: Sources;

  constructor(sources: Sources) {
    this.sources = sources;
  }

  /** @param within The function whose parameters may be meant. */
  read(node: ts.Expression, within: ts.SignatureDeclaration | undefined): Wording {
    if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) return [node.text];
    if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) {
      return this.read(node.expression, within);
    }
    if (ts.isTemplateExpression(node)) {
      return node.templateSpans.reduce<Wording>(
        (before, span) =>
          joined(
            before,
            this.read(span.expression, within).map((text) => text + span.literal.text),
          ),
        [node.head.text],
      );
    }
    if (ts.isConditionalExpression(node)) {
      return [...this.read(node.whenTrue, within), ...this.read(node.whenFalse, within)];
    }
    if (ts.isBinaryExpression(node)) {
      const [left, right] = [this.read(node.left, within), this.read(node.right, within)];
      if (node.operatorToken.kind === ts.SyntaxKind.PlusToken) return joined(left, right);
      if (node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken) {
        return [...left, ...right];
      }
    }
    return ts.isIdentifier(node) ? this.named(node, within) : [variable];
  }

  private named(node: ts.Identifier, within: ts.SignatureDeclaration | undefined): Wording {
    const declaration = this.sources.symbolOf(node)?.valueDeclaration;
    if (declaration === undefined) return [variable];
    if (ts.isParameter(declaration)) {
      const index = within?.parameters.indexOf(declaration) ?? -1;
      return index === -1 ? [variable] : [parameter(index)];
    }
    const value = this.constant(node);
    return value === node ? [variable] : this.read(value, within);
  }

  /** What a constant stands for; any other expression is itself. */
  constant(node: ts.Expression): ts.Expression {
    const declaration = ts.isIdentifier(node)
      ? this.sources.symbolOf(node)?.valueDeclaration
      : undefined;
    if (declaration === undefined || !ts.isVariableDeclaration(declaration)) return node;
    const isConstant = (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
    return (isConstant ? declaration.initializer : undefined) ?? node;
  }
}

function joined(left: Wording, right: Wording): Wording {
  return left.flatMap((before) => right.map((after) => before + after));
}

function parameter(index: number): string {
  return `«${index}»`;
}

const anyParameter = /«(\d+)»/g;

/** Which parameters a text depends on. */
export function parametersOf(texts: Wording): number[] {
  return texts.flatMap((text) =>
    [...text.matchAll(anyParameter)].map(([, index]) => Number(index)),
  );
}

/** The texts with what was given for their parameters. */
export function filled(texts: Wording, given: readonly Wording[]): Wording {
  return texts
    .flatMap((text) => {
      const [first] = parametersOf([text]);
      if (first === undefined) return [text];
      return (given[first] ?? [variable]).flatMap((value) =>
        // What is given may have parameters of its own, of the function that gives it.
        [text.replaceAll(parameter(first), value.replaceAll("«", "‹"))].flatMap((one) =>
          filled([one], given),
        ),
      );
    })
    .map((text) => text.replaceAll("‹", "«"));
}
