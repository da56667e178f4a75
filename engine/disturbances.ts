/** A variable of the environment that changes what the engine does. */
interface Disturbance {
  readonly variable: string;
  /** What it does here, to be read after the variable's name. */
  readonly effect: string;
  /** Whether the main job fails because of it, for this value. */
  readonly blocks: (value: string) => boolean;
}

const never = (): boolean => false;

/**
 * Those that surprise. https://www.pulumi.com/docs/iac/cli/environment-variables/ has all; PULUMI_HOME and
 * PULUMI_CONFIG_PASSPHRASE, for example, are nothing to warn of.
 */
const disturbances: readonly Disturbance[] = [
  {
    variable: "PULUMI_BACKEND_URL",
    effect:
      "sets where pulumi keeps state, whatever it is logged in to; the local cloud replaces it",
    blocks: never,
  },
  {
    variable: "PULUMI_STACK",
    effect: "selects the stack of every pulumi command that has no --stack",
    blocks: never,
  },
  {
    variable: "PULUMI_DEBUG_PROVIDERS",
    effect:
      "makes pulumi use running providers instead of the real ones; the local cloud replaces it",
    blocks: never,
  },
  {
    variable: "PULUMI_DEBUG_LANGUAGES",
    effect: "makes the engine look for a running language host instead of starting one",
    blocks: (value) => /(^|,)nodejs:/.test(value),
  },
  {
    variable: "PULUMI_LANGUAGE_NODEJS_RUN_PATH",
    effect: "makes Pulumi's own language host run the program with another runner",
    blocks: never,
  },
  {
    variable: "PULUMI_NODEJS_TRANSPILE_ONLY",
    effect: "changes how the program and the policy pack are loaded",
    blocks: never,
  },
  {
    variable: "PULUMI_CONFIG_PASSPHRASE_FILE",
    effect: "is read for the passphrase, unless PULUMI_CONFIG_PASSPHRASE is set as well",
    blocks: never,
  },
];

/** The disturbing variables that are set, with what they do. */
export function disturbing(
  environment: NodeJS.ProcessEnv,
): { readonly variable: string; readonly effect: string; readonly blocks: boolean }[] {
  return disturbances.flatMap(({ variable, effect, blocks }) => {
    const value = environment[variable];
    return value ? [{ variable, effect, blocks: blocks(value) }] : [];
  });
}
