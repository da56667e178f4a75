import { deployedOutputs } from "../deployedOutputs";
import { localFolder } from "../local/localFolder";
import { requireFree } from "../local/localLock";
import { openLocal } from "../local/session";
import { writeOwnersRecord } from "./ownersRecord";

/**
 * `ftl handover <stack> --local --write`: writes the records on the local cloud, in the place of the zones' owners, so
 * that a whole cutover can be tried there.
 *
 * @returns A sentence for each record.
 * @throws Refusal when the local cloud is in use, or the stack isn't deployed on it.
 */
export async function writeHandover(stack: string): Promise<string[]> {
  await requireFree(localFolder().lock);
  const session = await openLocal({ command: `ftl handover ${stack} --local --write` });
  try {
    const { handover } = await deployedOutputs(stack, session);
    const said: string[] = [];
    // The lock was free, so that the cloud runs here.
    for (const record of handover) said.push(await writeOwnersRecord(session.cloud!, record));
    return said;
  } finally {
    await session.close();
  }
}
