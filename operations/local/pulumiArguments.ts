import { Refusal } from "../refusal";

/** What `ftl local` understands of a pulumi command line. */
export interface PulumiCall {
  /** `preview`, `stack init`, …: the words before the first flag, at most two. */
  readonly command: string;
  /** What `--stack` or `-s` names. */
  readonly stack: string | undefined;
}

/** Commands that run the program, and so must be judged by the policy pack. */
const judged = new Set(["preview", "pre", "up", "update", "import", "watch"]);
/** Commands that read the stack's settings and may write to their file. */
const configured = new Set([...judged, "refresh", "destroy", "dn", "down", "config", "logs"]);
/** Commands that would rewrite the committed stack files, with what to do instead. */
const refused: Readonly<Record<string, string>> = {
  "stack rename": "it renames the committed stack file; rename that file in git instead",
  "stack change-secrets-provider":
    "it rewrites the committed stack file, and local stacks have a key of their own",
};

const flagsWithValue = new Set(["-s", "--stack", "-C", "--cwd", "--color", "-v", "--verbose"]);

/** Reads which command a pulumi command line is, and for which stack. */
export function readCall(args: readonly string[]): PulumiCall {
  const words: string[] = [];
  let stack: string | undefined;
  for (let index = 0; index < args.length; index++) {
    const argument = args[index]!;
    const [flag, inline] = argument.split(/=(.*)/s, 2) as [string, string | undefined];
    if (flag === "-s" || flag === "--stack") stack = inline ?? args[index + 1];
    if (flagsWithValue.has(flag) && inline === undefined) index++;
    else if (!argument.startsWith("-") && words.length < 2) words.push(argument);
  }
  const [first = "", second = ""] = words;
  return { command: first === "stack" ? `stack ${second}`.trim() : first, stack };
}

/**
 * The command line as the engine gets it on the local cloud: with the policy pack on, and with the local copy of
 * the stack file in place of the committed one.
 *
 * @throws Refusal for a command that would change the committed stack files.
 */
export function localArguments(
  args: readonly string[],
  call: PulumiCall,
  { policyPack, stackFile }: { policyPack: string; stackFile: string | undefined },
): string[] {
  const { command } = call;
  const why = refused[command];
  if (why !== undefined) throw new Refusal(`ftl local does not run 'pulumi ${command}': ${why}.`);

  const added: string[] = [];
  if (judged.has(command)) added.push("--policy-pack", policyPack);
  if (configured.has(command) && stackFile !== undefined && !names(args, "--config-file")) {
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
