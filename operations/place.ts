import { type Engine, getEngine } from "../engine";
import { judgedCommands, readCall } from "./local/pulumiArguments";
import { runPulumi } from "./local/runPulumi";
import { type LocalSession, openLocal } from "./local/session";
import { type Program, thisProgram } from "./project";
import { Refusal } from "./refusal";
import { type Output, type PulumiResult, spawnPulumi } from "./spawnPulumi";

/** How a pulumi command is to run. */
export interface PulumiOptions {
  /** @default "keep" */
  readonly output?: Output;
  /** @default the program of this clone */
  readonly program?: Program;
}

/** Where stacks are deployed: really, or on the local cloud. */
export interface Place {
  readonly kind: "real" | "local";
  readonly engine: Engine;
  /** Where Pulumi keeps the stacks' state, as it names it: `file:///…`, `azblob://…`. */
  readonly backendUrl: string;
  /** What the engine gets. */
  readonly environment: NodeJS.ProcessEnv;
  /** The local cloud, when it is the place. */
  readonly local: LocalSession | undefined;
  /** Runs a pulumi command; one that runs the program is judged by the program's policy pack. */
  pulumi(args: readonly string[], options?: PulumiOptions): Promise<PulumiResult>;
  close(): Promise<void>;
}

/**
 * Opens the place.
 *
 * @param local The local cloud, which may be open already, or false for where stacks are really deployed.
 * @param command What the local cloud's lock should say to others: `ftl deploy stg --local`.
 * @throws Refusal when the local cloud is in use, or when nobody is logged in to a backend.
 */
export async function openPlace(local: boolean | LocalSession, command: string): Promise<Place> {
  if (local === false) return realPlace();
  const session = local === true ? await openLocal({ command }) : local;
  return {
    kind: "local",
    engine: session.engine,
    backendUrl: session.environment["PULUMI_BACKEND_URL"]!,
    environment: session.environment,
    local: session,
    pulumi: (args, { output = "keep", program } = {}) => runPulumi(session, args, output, program),
    close: async () => {
      if (local === true) await session.close();
    },
  };
}

async function realPlace(): Promise<Place> {
  const engine = await getEngine();
  const environment = { ...process.env, ...engine.environment };
  const pulumi: Place["pulumi"] = (args, { output = "keep", program = thisProgram } = {}) => {
    const judged = judgedCommands.has(readCall(args).command);
    return spawnPulumi(
      engine,
      [...args, ...(judged ? ["--policy-pack", program.policyPack] : []), "--non-interactive"],
      { cwd: program.folder, environment, output },
    );
  };
  return {
    kind: "real",
    engine,
    backendUrl: environment["PULUMI_BACKEND_URL"] ?? (await loggedInBackend(pulumi)),
    environment,
    local: undefined,
    pulumi,
    close: async () => undefined,
  };
}

async function loggedInBackend(pulumi: Place["pulumi"]): Promise<string> {
  const { exitCode, stdout, stderr } = await pulumi(["whoami", "--json"]);
  const { url } = exitCode === 0 ? (JSON.parse(stdout) as { url?: string }) : {};
  if (url !== undefined) return url;
  throw new Refusal(
    "Where the stacks' state is kept is not known: nobody is logged in. " +
      `Name it in PULUMI_BACKEND_URL, or run pulumi login azblob://…\n${stderr}`.trim(),
  );
}
