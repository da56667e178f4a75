import type { LocalCloud } from "../../local-cloud";
import type { HandoverRecord } from "../../settings";

/**
 * Writes a record on the local cloud into the zone that its name would be in, as that zone's owner does.
 *
 * @returns What stands now, in a sentence.
 */
export async function writeOwnersRecord(
  { cloudflare }: Pick<LocalCloud, "cloudflare">,
  { name, type, target, ttlSec }: Pick<HandoverRecord, "name" | "type" | "target" | "ttlSec">,
): Promise<string> {
  const zone = await cloudflare.addZone(name.split(".").slice(-2).join("."));
  const input = { type, name, content: target, ttl: ttlSec, proxied: false };
  const standing = cloudflare.records(zone.id).find((record) => record.name === name);
  if (standing === undefined) await cloudflare.createRecord(zone.id, input);
  else await cloudflare.overwriteRecord(zone.id, standing.id, input);
  return `${name} is a CNAME of ${target} now, in the local cloud's zone ${zone.name}.`;
}
