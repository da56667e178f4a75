import fs from "node:fs";
import { localFolder } from "../local/localFolder";
import { openPlace } from "../place";
import { requireStack } from "../project";
import { Refusal } from "../refusal";
import type { BackendStorage } from "./backendStorage";
import { openStorage } from "./openStorage";

/**
 * The storage in which a stack's state is, for commands that look at nothing else. The local cloud is not opened for
 * it: somebody may be deploying to it.
 *
 * @param local The local cloud's, and not that of real stacks.
 * @throws Refusal when there is no such stack, or no such storage.
 */
export async function stackStorage(stack: string, local: boolean): Promise<BackendStorage> {
  requireStack(stack);
  const named = process.env[local ? "FTL_LOCAL_BACKEND" : "PULUMI_BACKEND_URL"];
  if (named !== undefined) return openStorage(named, process.env);
  if (local) {
    const { backend } = localFolder();
    if (fs.existsSync(backend)) return openStorage(`file://${backend}`, process.env);
    throw new Refusal(
      `Nothing was ever deployed on this local cloud. Deploy ${stack}: npx ftl local -- up --stack ${stack}`,
      2,
    );
  }
  const place = await openPlace(false, "");
  try {
    return openStorage(place.backendUrl, place.environment);
  } finally {
    await place.close();
  }
}
