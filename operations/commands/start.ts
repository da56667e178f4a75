import { openLocal } from "../local/session";
import { runPulumi } from "../local/runPulumi";

/** `npm start`: deploys the stg stack on the local cloud, with the policy pack on. */
export async function start(): Promise<number> {
  const session = await openLocal({ command: "npm start" });
  try {
    const { exitCode } = await runPulumi(session, ["up", "--stack", "stg", "--yes"]);
    return exitCode;
  } finally {
    await session.close();
  }
}
