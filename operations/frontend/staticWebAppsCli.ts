import { spawn } from "node:child_process";
import { projectFolder } from "../project";
import { Refusal } from "../refusal";

/** The client of Static Web Apps, in the version that this was written for. */
const cli = "@azure/static-web-apps-cli@2.0.10";

/**
 * Deploys a folder with Static Web Apps' own client, which npx fetches. The token is in its environment and never among its
 * arguments, which everybody on the machine can read.
 *
 * @throws Refusal when it fails; what it says goes to the person as it is.
 * @see https://azure.github.io/static-web-apps-cli/docs/cli/swa-deploy
 */
export async function deployWithCli(
  folder: string,
  token: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const args = ["-y", cli, "deploy", folder, "--env", "production"];
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    spawn("npx", args, {
      cwd: projectFolder,
      env: { ...environment, SWA_CLI_DEPLOYMENT_TOKEN: token },
      stdio: ["ignore", 2, "inherit"],
    })
      .on("error", reject)
      .on("exit", resolve);
  });
  if (exitCode === 0) return;
  throw new Refusal(
    `npx ${args.join(" ")} ended with ${exitCode ?? "a signal"}; the site is as it was.`,
  );
}
