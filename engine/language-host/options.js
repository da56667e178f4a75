// @ts-check
"use strict";

/**
 * What `runtime.options` of Pulumi.yaml may say, as the official host reads it:
 * https://www.pulumi.com/docs/iac/languages-sdks/javascript/#runtime-options
 *
 * @typedef {object} RuntimeOptions
 * @property {boolean} typescript Whether the program is loaded through ts-node. Default true.
 * @property {string | undefined} tsconfig Path of the tsconfig file, seen from the program's folder.
 * @property {readonly string[]} nodeArguments `nodeargs`, split as a shell would.
 */

/**
 * @param {Record<string, unknown>} options
 * @returns {RuntimeOptions}
 * @throws {Error} An option is of the wrong type; the message names it and the value found.
 */
function readOptions(options) {
  const typescript = options["typescript"] ?? true;
  if (typeof typescript !== "boolean") throw wrongType("typescript", "true or false", typescript);
  const tsconfig = options["tsconfig"];
  if (tsconfig !== undefined && typeof tsconfig !== "string") {
    throw wrongType("tsconfig", "a path", tsconfig);
  }
  const nodeargs = options["nodeargs"] ?? "";
  if (typeof nodeargs !== "string") throw wrongType("nodeargs", "a string", nodeargs);
  return { typescript, tsconfig: tsconfig || undefined, nodeArguments: splitArguments(nodeargs) };
}

/**
 * The variables by which `@pulumi/pulumi/cmd/run` is told about the options.
 *
 * @param {RuntimeOptions} options
 * @returns {Record<string, string>}
 */
function optionVariables({ typescript, tsconfig }) {
  return {
    PULUMI_NODEJS_TYPESCRIPT: String(typescript),
    ...(tsconfig && { PULUMI_NODEJS_TSCONFIG_PATH: tsconfig }),
  };
}

/**
 * Splits a command line into its words: spaces separate, quotes and backslashes protect, as in a POSIX shell.
 *
 * @param {string} line
 * @returns {string[]}
 * @throws {Error} A quote is not closed.
 */
function splitArguments(line) {
  const words = [];
  /** @type {string | undefined} */
  let word;
  let quote = "";
  for (let i = 0; i < line.length; i++) {
    const character = line.charAt(i);
    const next = line.charAt(i + 1);
    if (character === "\\" && quote !== "'" && next && (!quote || '"\\$`'.includes(next))) {
      word = (word ?? "") + next;
      i++;
    } else if (quote ? character === quote : character === '"' || character === "'") {
      quote = quote ? "" : character;
      word ??= "";
    } else if (!quote && /\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + character;
    }
  }
  if (quote)
    throw new Error(`runtime option nodeargs: a quote (${quote}) is not closed in: ${line}`);
  if (word !== undefined) words.push(word);
  return words;
}

/**
 * @param {string} name
 * @param {string} wanted
 * @param {unknown} found
 */
function wrongType(name, wanted, found) {
  return new Error(`runtime option ${name} must be ${wanted}, got ${JSON.stringify(found)}`);
}

module.exports = { optionVariables, readOptions, splitArguments };
