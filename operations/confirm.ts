import readline from "node:readline/promises";
import { Refusal } from "./refusal";

/**
 * Asks a person; anything but yes is no.
 *
 * @param flag What says yes beforehand: `--yes`.
 * @throws Refusal where there is nobody to ask.
 */
export async function confirm(question: string, flag = "--yes"): Promise<boolean> {
  if (process.stdin.isTTY !== true || process.stderr.isTTY !== true) {
    throw new Refusal(`${question} Nobody can be asked here: say so beforehand with ${flag}.`);
  }
  const terminal = readline.createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
