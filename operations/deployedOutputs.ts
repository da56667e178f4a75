import type { StackOutputs } from "../settings";
import { askPulumi } from "./askPulumi";
import type { LocalSession } from "./local/session";
import { requireStack } from "./project";
import { Refusal } from "./refusal";

/** Exit code of a command that can't tell. */
const cannotTell = 2;

/**
 * What a deployed stack says of itself: its outputs, as the engine has them in the stack's state.
 *
 * @param local On the local cloud, which may be open already, and not where the stack is really deployed.
 * @throws Refusal when there is no such stack, when it isn't deployed, or when the engine doesn't answer.
 */
export async function deployedOutputs(
  stack: string,
  local: boolean | LocalSession,
): Promise<StackOutputs> {
  requireStack(stack);
  const args = ["stack", "output", "--json", "--stack", stack];
  const { exitCode, stdout, stderr } = await askPulumi(args, local);
  if (exitCode !== 0) {
    throw new Refusal(`pulumi ${args.join(" ")} failed:\n${stderr || stdout}`, cannotTell);
  }
  const outputs = JSON.parse(stdout) as Partial<StackOutputs>;
  if (outputs.phase === undefined) {
    const deploy =
      local !== false ? `npx ftl local -- up --stack ${stack}` : `pulumi up --stack ${stack}`;
    const where = local !== false ? " on the local cloud" : "";
    throw new Refusal(`${stack} is not deployed${where}. Deploy it first: ${deploy}`, cannotTell);
  }
  return outputs as StackOutputs;
}
