import type { StackOutputs } from "../../settings";
import { migrate } from "../azure/migrate";
import { stackOf } from "../azure/stackInAzure";
import { buildReference, deployFrontend } from "../frontend/deployFrontend";
import { runPulumi } from "../local/runPulumi";
import { type LocalSession, openLocal } from "../local/session";
import { problemsOf, requireStanding } from "../local/standing";
import { Steps } from "../steps";
import { defaultTimeoutSec } from "../commands/verify";
import { verify } from "../verify/verifyCommand";
import { verifyTable } from "../verify/verifyTable";
import { summary, whereToGoOn } from "./startText";

const stack = "stg";
const command = "npm start";

const afterFailure = `
${stack} does not stand as it should; Pulumi says why above. Everything that was made is kept.
Mend that and start again; to begin with an empty local cloud instead: npx ftl local reset
`;

const afterInterrupt = `
Interrupted. Everything that was made is kept, and npm start goes on from there.
`;

const say = (text: string) => void process.stdout.write(text);

/**
 * `npm start`: deploys the stg stack on the local cloud, with the policy pack on, runs it, and looks at it as its clients
 * would.
 */
export async function start(): Promise<number> {
  const session = await openLocal({ command, api: { apiPort: 0 }, dataPlane: true });
  try {
    say(`Deploying ${stack} on the local cloud, with Pulumi ${session.engine.version}.\n\n`);
    let interrupted = false;
    const note = () => (interrupted = true);
    process.once("SIGINT", note);
    const { exitCode } = await runPulumi(session, [
      "up",
      "--yes",
      "--suppress-outputs",
      "--stack",
      stack,
    ]);
    // Whoever interrupts it from here on leaves nothing half done, and needn't be waited for.
    process.off("SIGINT", note);
    if (exitCode === 0) return await bringUp(session);
    say(interrupted ? afterInterrupt : afterFailure);
    return exitCode;
  } finally {
    await session.close();
  }
}

/** What a deployment of the infrastructure alone leaves to be done, and whether all of it works then. */
async function bringUp(session: LocalSession): Promise<number> {
  const deployed = await stackOf(session, stack, command);
  say(summary(stack, deployed.outputs, resourcesOf(session, deployed.outputs)));
  const steps = new Steps((line) => say(`${line}\n`));
  await steps.work("the frontend's bundle", async () =>
    deployFrontend(deployed, await buildReference(stack)),
  );
  await steps.work("databases and workloads", () => requireStanding(session));
  await steps.work("the migrate job", () => migrate(deployed));
  const { results, seconds, exitCode } = await verify(deployed, { timeout: defaultTimeoutSec });
  say(`\n${verifyTable(stack, results, seconds)}`);
  for (const problem of await problemsOf(session)) say(`\n${problem}\n`);
  const { cloud, folder } = session;
  say(
    whereToGoOn(stack, deployed.outputs, { folder: folder.folder, isServed: cloud === undefined }),
  );
  return exitCode;
}

/** How many resources are in the stack's group; none where another process runs the cloud, which only the engine can ask. */
function resourcesOf({ cloud }: LocalSession, outputs: StackOutputs): number | undefined {
  const group = outputs.resourceNames.resourceGroup;
  return cloud?.resourceManager.ids().filter((id) => id.includes(`/${group}/`)).length;
}
