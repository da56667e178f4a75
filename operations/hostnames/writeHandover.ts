import type { LocalCloud } from "../../local-cloud";
import type { HandoverRecord } from "../../settings";
import { deployedOutputs } from "../deployedOutputs";
import { localFolder } from "../local/localFolder";
import { requireFree } from "../local/localLock";
import { openLocal } from "../local/session";

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
    for (const record of handover) said.push(await write(session.cloud!.cloudflare, record));
    return said;
  } finally {
    await session.close();
  }
}

async function write(
  cloudflare: LocalCloud["cloudflare"],
  { name, type, target, ttlSec }: HandoverRecord,
): Promise<string> {
  const zone = await cloudflare.addZone(name.split(".").slice(1).join("."));
  const input = { type, name, content: target, ttl: ttlSec, proxied: false };
  const standing = cloudflare.records(zone.id).find((record) => record.name === name);
  if (standing === undefined) await cloudflare.createRecord(zone.id, input);
  else await cloudflare.overwriteRecord(zone.id, standing.id, input);
  return `${name} is a CNAME of ${target} now, in the local cloud's zone ${zone.name}.`;
}
