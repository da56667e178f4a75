import ts from "typescript";
import type { Sources } from "./sourceFiles";
import { filled, parametersOf, Reader, variable, type Wording } from "./wording";

/** A place that refuses something. */
export interface Refusal {
  /** Where it is decided: the `throw`, or the entry of a table. */
  readonly node: ts.Node;
  /** The functions through which it is said, the one that is called there last. */
  readonly through: readonly ts.SignatureDeclaration[];
  /** HTTP status. */
  readonly status: string;
  readonly code: string;
  /** With `…` for what only a request knows. */
  readonly message: string;
}

/** Where a call says what it refuses with: places of its arguments. */
interface Places {
  readonly status: number;
  readonly code: number;
  readonly message: number;
  /** What stands before the code. */
  readonly prefix?: string;
}

/** What every refusal is made with in the end. */
const makers: ReadonlyMap<string, Places> = new Map([
  ["ArmError", { status: 0, code: 1, message: 2 }],
  ["CloudflareError", { status: 0, code: 1, message: 2 }],
  ["directoryError", { status: 0, code: 2, message: 3, prefix: "AADSTS" }],
]);

/** What a call, or an entry of a table, says: texts that may depend on the function's parameters. */
interface Saying {
  readonly node: ts.Node;
  readonly through: readonly ts.SignatureDeclaration[];
  readonly status: Wording;
  readonly code: Wording;
  readonly message: Wording;
}

/** A refusal whose code is nowhere to be read in the source. */
export class Unreadable extends Error {}

/**
 * Every refusal of the local cloud.
 *
 * A function that is handed the code, or part of the message, is none itself: those that call it with words of their
 * own are.
 *
 * @throws Unreadable
 */
export function refusals(sources: Sources): Refusal[] {
  const calls = callsByCallee(sources);
  const reader = new Reader(sources);
  const found = sources.files.flatMap((file) => sayings(file, reader));
  return found.flatMap((saying) => said(saying)).flatMap((saying) => worded(saying));

  /** The same as its callers say it, where it is they who have the words. */
  function said(saying: Saying): Saying[] {
    const within = functionOf(saying.node);
    const symbol = within && nameOf(within) && sources.symbolOf(nameOf(within)!);
    const open = new Set(parametersOf([...saying.status, ...saying.code, ...saying.message]));
    const callers = (symbol && calls.get(symbol)) ?? [];
    if (within === undefined || open.size === 0 || callers.length === 0) return [saying];
    const given = callers.map((call) => {
      const outer = functionOf(call);
      return call.arguments.map((argument) => reader.read(argument, outer));
    });
    const theirs = callers.flatMap((call, index) =>
      said({
        node: call,
        through: [...saying.through, within],
        status: filled(saying.status, given[index]!),
        code: spreadCode(call, reader) ?? filled(saying.code, given[index]!),
        message: filled(saying.message, given[index]!),
      }),
    );
    // A caller that gives a name tells nothing new where others give what only a request knows.
    const isAnother = (one: Saying) => wordsOf(one).length > wordsOf(saying).length + 1;
    const addNothing = theirs.some((one) => wordsOf(one).length === wordsOf(saying).length);
    return addNothing ? [saying, ...theirs.filter(isAnother)] : theirs;
  }
}

/** The code that an object has in place of the one that it takes over: `{ ...rule(), code: "BadRequest" }`. */
function spreadCode(call: ts.CallExpression, reader: Reader): Wording | undefined {
  if (!ts.isSpreadAssignment(call.parent)) return undefined;
  return valueOf(call.parent.parent, "code", reader);
}

/** The words of what is said, without what only a caller or a request knows. */
function wordsOf({ code, message }: Saying): string[] {
  const known = [...code, ...message].join(" ").replaceAll(/«\d+»|…/g, "");
  return known.match(/[A-Za-z0-9_.]*[A-Za-z0-9][A-Za-z0-9_.]*/g) ?? [];
}

function worded({ node, through, status, code, message }: Saying): Refusal[] {
  return code.map((one, index) => {
    if (one.includes(variable) || parametersOf([one]).length > 0) {
      const { line } = node.getSourceFile().getLineAndCharacterOfPosition(node.getStart());
      throw new Unreadable(`${node.getSourceFile().fileName}:${line + 1}: ${node.getText()}`);
    }
    const text = message[message.length === code.length ? index : 0]!;
    return {
      node,
      through,
      status: status[0]!.replaceAll(/«\d+»/g, variable),
      code: one,
      message: text.replaceAll(/«\d+»/g, variable).replaceAll(/\s+/g, " ").trim(),
    };
  });
}

/** What a file itself says of refusals. */
function sayings(file: ts.SourceFile, reader: Reader): Saying[] {
  const found: Saying[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) || ts.isCallExpression(node)) found.push(...made(node, reader));
    if (ts.isObjectLiteralExpression(node)) {
      found.push(...tabled(node, reader), ...fixed(node, reader));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function made(call: ts.NewExpression | ts.CallExpression, reader: Reader): Saying[] {
  const places = ts.isIdentifier(call.expression) ? makers.get(call.expression.text) : undefined;
  if (places === undefined) return [];
  const within = functionOf(call);
  const at = (index: number) => {
    const argument = call.arguments?.[index];
    return argument === undefined ? [variable] : reader.read(argument, within);
  };
  const code = at(places.code);
  // It passes on what a table says.
  if (code.includes(variable) && isFromTable(call.arguments?.[places.code])) return [];
  return [
    {
      node: call,
      through: [],
      status: at(places.status),
      code: code.map((one) => `${places.prefix ?? ""}${one}`),
      message: at(places.message),
    },
  ];
}

/** Whether an expression is what an object held as `code`, or what stands in for it. */
function isFromTable(argument: ts.Expression | undefined): boolean {
  if (argument === undefined) return false;
  if (ts.isBinaryExpression(argument)) return isFromTable(argument.left);
  const name = ts.isPropertyAccessExpression(argument) ? argument.name : argument;
  return ts.isIdentifier(name) && name.text === "code";
}

/** An entry of a table: an object with a code and a message, or the rule of a name. */
function tabled(entry: ts.ObjectLiteralExpression, reader: Reader): Saying[] {
  const read = (name: string) => valueOf(entry, name, reader);
  const message = read("message");
  const isName = read("pattern") !== undefined && read("length") !== undefined;
  const code = read("code") ?? (isName ? ["InvalidResourceName"] : undefined);
  if (code === undefined || code.includes(variable)) return [];
  // What Cloudflare says of a success is a message too.
  if (message === undefined || message.every((one) => one === "") || isWithin(entry, "messages")) {
    return [];
  }
  const status = read("status") ?? [isName ? "400" : ""];
  return [{ node: entry, through: [], status, code, message }];
}

/** The properties of a type that are fixed at creation, where no words of its own say so. */
function fixed(model: ts.ObjectLiteralExpression, reader: Reader): Saying[] {
  if (propertyOf(model, "changeRefused") !== undefined) return [];
  const property = propertyOf(model, "immutable");
  const list = property && reader.constant(property.initializer);
  if (list === undefined || !ts.isArrayLiteralExpression(list)) return [];
  return list.elements.map((element) => ({
    node: property!,
    through: [],
    status: ["409"],
    code: ["PropertyChangeNotAllowed"],
    message: reader
      .read(element, undefined)
      .map((path) => `Changing property '${path}' is not allowed.`),
  }));
}

function propertyOf(
  entry: ts.ObjectLiteralExpression,
  name: string,
): ts.PropertyAssignment | undefined {
  return entry.properties
    .filter((property) => ts.isPropertyAssignment(property))
    .find((property) => property.name.getText() === name);
}

function valueOf(
  entry: ts.ObjectLiteralExpression,
  name: string,
  reader: Reader,
): Wording | undefined {
  const property = propertyOf(entry, name);
  return property && reader.read(property.initializer, functionOf(entry));
}

function isWithin(node: ts.Node, name: string): boolean {
  const isNamed = (one: ts.Node) => ts.isPropertyAssignment(one) && one.name.getText() === name;
  return ts.findAncestor(node, isNamed) !== undefined;
}

function callsByCallee({ files, symbolOf }: Sources): Map<ts.Symbol, ts.CallExpression[]> {
  const calls = new Map<ts.Symbol, ts.CallExpression[]>();
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const callee = isOwnMethod(node.expression) ? node.expression.name : node.expression;
      const symbol = ts.isIdentifier(callee) ? symbolOf(callee) : undefined;
      if (symbol !== undefined) calls.set(symbol, [...(calls.get(symbol) ?? []), node]);
    }
    ts.forEachChild(node, visit);
  };
  for (const file of files) visit(file);
  return calls;
}

function isOwnMethod(callee: ts.Expression): callee is ts.PropertyAccessExpression {
  return (
    ts.isPropertyAccessExpression(callee) && callee.expression.kind === ts.SyntaxKind.ThisKeyword
  );
}

/** The function that a place is in. */
export function functionOf(node: ts.Node): ts.SignatureDeclaration | undefined {
  return ts.findAncestor(node.parent, ts.isFunctionLike);
}

/** What a function is called by. */
export function nameOf(within: ts.SignatureDeclaration): ts.Node | undefined {
  if (within.name !== undefined) return within.name;
  return ts.isVariableDeclaration(within.parent) ? within.parent.name : undefined;
}
