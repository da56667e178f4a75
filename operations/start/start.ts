import type { StackOutputs } from "../../settings";
import { deployedOutputs } from "../deployedOutputs";
import { runPulumi } from "../local/runPulumi";
import { type LocalSession, openLocal } from "../local/session";
import { table } from "../table";

const stack = "stg";

const afterFailure = `
${stack} does not stand as it should; Pulumi says why above. Everything that was made is kept.
Mend that and start again; to begin with an empty local cloud instead: npx ftl local reset
`;

const afterInterrupt = `
Interrupted. Everything that was made is kept, and npm start goes on from there.
`;

/** `npm start`: deploys the stg stack on the local cloud, with the policy pack on, and shows what is there then. */
export async function start(): Promise<number> {
  const session = await openLocal({ command: "npm start" });
  try {
    const say = (text: string) => void process.stdout.write(text);
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
    if (exitCode === 0) say(summary(await deployedOutputs(stack, session), session));
    else say(interrupted ? afterInterrupt : afterFailure);
    return exitCode;
  } finally {
    await session.close();
  }
}

function summary(outputs: StackOutputs, { cloud, folder }: LocalSession): string {
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
    "",
    cloud === undefined
      ? "The local cloud goes on in the other terminal; what was deployed is kept in"
      : "Nothing runs any more; what was deployed is kept in",
    `  ${folder.folder}`,
    "Go on with",
    "  npx ftl local -- preview --stack prd        the other stack; any pulumi command works",
    "  npx ftl local -- up --stack stg             after a change, e.g. in Pulumi.stg.yaml",
    `  npx ftl certificate issue ${stack} --local       the next step of the cutover: docs/hostnames.md`,
    "  npx ftl local reset                         begins again with an empty cloud",
    "",
  ].join("\n");
}
