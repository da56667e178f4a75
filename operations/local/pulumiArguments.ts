import type { Program } from "../project";
import { Refusal } from "../refusal";

/** What `ftl local` understands of a pulumi command line. */
export interface PulumiCall {
  /** `preview`, or a group and its command: `stack init`, `config get`. Empty when there is no word at all. */
  readonly command: string;
  /** What `--stack` or `-s` names. */
  readonly stack: string | undefined;
}

/** Commands that run the program to change something, and so must be judged by the policy pack. */
export const judgedCommands = setOf("preview pre up update");
/** Commands that read the stack's settings and may write to their file. */
const configured = setOf("preview pre up update import refresh destroy dn down logs config");
/** Commands that have commands of their own. */
const groups = setOf("stack config state policy plugin package");
/** What else there is. Anything that is not here is not run: it could be a command that should be judged. */
const harmless = setOf(
  "import refresh destroy dn down logs cancel about version whoami help schema project gen-completion install convert console",
);
const elsewhere = "it belongs to a backend, and the local cloud's is always its own";
const settingsKept =
  "the local cloud reads the committed stack file at each run; change that, or try a setting for one run " +
  "with --config-path -c 'ftl:phase=bind'";
/** Commands that would do nothing that lasts, or rewrite the committed stack files, with what to do instead. */
const refused: Readonly<Record<string, string>> = {
  "stack rename": "it renames the committed stack file; rename that file in git instead",
  "stack change-secrets-provider":
    "it rewrites the committed stack file, and local stacks have a key of their own",
  "config set": settingsKept,
  "config set-all": settingsKept,
  "config rm": settingsKept,
  "config rm-all": settingsKept,
  "config cp": settingsKept,
  "config refresh": settingsKept,
  "config env": settingsKept,
  watch: "it needs a helper program that not every engine has; run up after each change",
  login: elsewhere,
  logout: elsewhere,
};

/** Global flags that take no value; all the others do. */
const switches = setOf(
  "--disable-integrity-checking -e --emoji -Q --fully-qualify-stack-names --logflow --logtostderr --non-interactive -h --help",
);
/** Flags behind a command that take a value, as far as they may stand before the second word. */
const valued = setOf("-s --stack -C --cwd --color -v --verbose");

/** Reads which command a pulumi command line is, and for which stack. */
export function readCall(args: readonly string[]): PulumiCall {
  const words: string[] = [];
  let stack: string | undefined;
  for (let index = 0; index < args.length; index++) {
    const argument = args[index]!;
    if (argument === "--") break;
    if (!argument.startsWith("-")) {
      words.push(argument);
      continue;
    }
    const [flag, inline] = split(argument);
    if (flag === "-s" || flag === "--stack") stack = inline ?? args[index + 1];
    // Pulumi reads what follows a flag as its value until it has found the command.
    const takesValue = words.length === 0 ? !switches.has(flag) : valued.has(flag);
    if (takesValue && inline === undefined) index++;
  }
  const [first = "", second = ""] = words;
  return { command: groups.has(first) ? `${first} ${second}`.trim() : first, stack };
}

/** A flag and the value that is written into it: `--stack=prd`, `-s=prd`, `-sprd`. */
function split(argument: string): [flag: string, inline: string | undefined] {
  const [, flag = argument, inline] =
    /^(--[^=]+)=(.*)$/s.exec(argument) ?? /^(-[a-zA-Z])=?(.+)$/s.exec(argument) ?? [];
  return [flag, inline];
}

function setOf(words: string): ReadonlySet<string> {
  return new Set(words.split(" "));
}

/**
 * The command line as the engine gets it on the local cloud: with the policy pack on, and with the local copy of
 * the stack file in place of the committed one.
 *
 * @throws Refusal for a command that would change the committed stack files, or that is not known.
 */
export function localArguments(
  args: readonly string[],
  call: PulumiCall,
  {
    policyPack,
    policyPackConfig,
    stackFile,
  }: Pick<Program, "policyPack" | "policyPackConfig"> & { stackFile: string | undefined },
): string[] {
  const { command } = call;
  const why = refused[command];
  if (why !== undefined) throw new Refusal(`ftl local does not run 'pulumi ${command}': ${why}.`);
  const [first = ""] = command.split(" ");
  if (first !== "" && !judgedCommands.has(first) && !groups.has(first) && !harmless.has(first)) {
    throw new Refusal(
      `ftl local does not run 'pulumi ${first}': only commands on a stack have to do with the local cloud.`,
    );
  }

  const added: string[] = [];
  if (judgedCommands.has(command)) {
    added.push("--policy-pack", policyPack);
    if (policyPackConfig !== undefined) added.push("--policy-pack-config", policyPackConfig);
  }
  const asksForHelp = names(args, "--help") || names(args, "-h");
  if (configured.has(first) && !names(args, "--config-file") && !asksForHelp) {
    if (stackFile === undefined) {
      throw new Refusal(`Which stack? Name it: npx ftl local -- ${first} --stack stg`);
    }
    added.push("--config-file", stackFile);
  }
  if (command === "stack rm" && !names(args, "--preserve-config")) added.push("--preserve-config");
  // What follows a bare `--` belongs to the program.
  const end = args.indexOf("--");
  return end === -1 ? [...args, ...added] : [...args.slice(0, end), ...added, ...args.slice(end)];
}

function names(args: readonly string[], flag: string): boolean {
  return args.some((argument) => argument === flag || argument.startsWith(`${flag}=`));
}
