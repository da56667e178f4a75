import { setTimeout as pause } from "node:timers/promises";
import { pendingPath, problemsPath } from "../../local-cloud";
import { Refusal } from "../refusal";
import { askGateway } from "./askGateway";
import type { DataPlanePorts } from "./localLock";
import type { LocalSession } from "./session";

/** How long what is deployed may take to come up. */
const patienceMs = 120_000;

/** Where clients of what is deployed come in. @throws Refusal, exit code 2, when nothing of it runs. */
export function requireDataPlane({ dataPlane }: LocalSession): DataPlanePorts {
  if (dataPlane !== undefined) return dataPlane;
  throw new Refusal(
    "The local cloud that is running has no data plane, and nothing that is deployed answers: " +
      "start it again, with npx ftl local serve.",
    2,
  );
}

/**
 * Waits until everything that is deployed on the local cloud runs, or has failed for good.
 *
 * @throws Refusal, exit code 2, when it takes too long, or when the process that shares its cloud runs no data plane.
 */
export async function requireStanding(session: LocalSession): Promise<void> {
  const { gatewayPort } = requireDataPlane(session);
  const end = performance.now() + patienceMs;
  for (;;) {
    const pending = await askGateway<string[]>(gatewayPort, pendingPath);
    if (pending.length === 0) return;
    if (performance.now() > end) {
      throw new Refusal(
        `Still on the way up after ${patienceMs / 1000} s: ${pending.join(", ")}. ` +
          "Their logs are in the local cloud's folder, logs/.",
        2,
      );
    }
    await pause(50);
  }
}

/** What of the deployed could not be brought up on the local cloud and why, in a line each. */
export async function problemsOf({ dataPlane }: LocalSession): Promise<readonly string[]> {
  return dataPlane === undefined ? [] : askGateway<string[]>(dataPlane.gatewayPort, problemsPath);
}
