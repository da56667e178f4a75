import type { StackOutputs } from "../../settings";
import { migrate } from "../azure/migrate";
import { stackOf } from "../azure/stackInAzure";
import { buildReference, deployFrontend } from "../frontend/deployFrontend";
import { runPulumi } from "../local/runPulumi";
import { type LocalSession, openLocal } from "../local/session";
import { requireStanding } from "../local/standing";
import { Steps } from "../steps";
import { table } from "../table";
import { defaultTimeoutSec } from "../commands/verify";
import { verify } from "../verify/verifyCommand";
import { verifyTable } from "../verify/verifyTable";

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
    process.once("SIGINT", () => (interrupted = true));
    const { exitCode } = await runPulumi(session, [
      "up",
      "--yes",
      "--suppress-outputs",
      "--stack",
      stack,
    ]);
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
  say(summary(deployed.outputs, session));
  const steps = new Steps((line) => say(`${line}\n`));
  await steps.work("the frontend's bundle", async () =>
    deployFrontend(deployed, await buildReference(stack)),
  );
  await steps.work("databases and workloads", () => requireStanding(session));
  await steps.work("the migrate job", () => migrate(deployed));
  const { results, seconds, exitCode } = await verify(deployed, { timeout: defaultTimeoutSec });
  say(`\n${verifyTable(stack, results, seconds)}`);
  say(whereToGoOn(session));
  return exitCode;
}

function summary(outputs: StackOutputs, { cloud }: LocalSession): string {
  const group = outputs.resourceNames.resourceGroup;
  // A cloud that `ftl local serve` runs can be asked through the engine only.
  const ids = cloud?.resourceManager.ids().filter((id) => id.includes(`/${group}/`));
  const resources = ids === undefined ? "its Azure resources" : `${ids.length} Azure resources`;
  const records = outputs.records.map(({ type, name, content = "", proxied }) => [
    type,
    name,
    proxied ? "proxied" : "DNS-only",
    content,
  ]);
  return [
    `\n${stack} stands on the local cloud, in phase ${outputs.phase}: ${resources} in ${group},`,
    `${outputs.records.length} records in Cloudflare. The policy pack judged all of them.\n`,
    ...table(records),
    "\n",
  ].join("\n");
}

function whereToGoOn({ cloud, folder }: LocalSession): string {
  return [
    "",
    cloud === undefined
      ? "The local cloud goes on in the other terminal; what was deployed is kept in"
      : "Nothing runs any more; what was deployed is kept in",
    `  ${folder.folder}`,
    "Go on with",
    "  npx ftl local -- preview --stack prd        the other stack; any pulumi command works",
    "  npx ftl local -- up --stack stg             after a change, e.g. in Pulumi.stg.yaml",
    "  npx ftl local serve                         keeps it running, for your browser and curl",
    `  npx ftl certificate issue ${stack} --local       the next step of the cutover: docs/hostnames.md`,
    "  npx ftl local reset                         begins again with an empty cloud",
    "",
  ].join("\n");
}
