import { readZoneClaims } from "../../settings";
import { earlierSettings } from "../earlierSettings";
import { addZones, atTheBeginning, type DeclaredStack } from "./localWorld";
import type { Trial } from "./trial";

/**
 * Brings the base to where it stands in the world: one that is past the beginning of its cutover goes up at its
 * beginning first, and people do their part.
 *
 * @returns Whether it is up.
 */
export async function baseUp(trial: Trial, base: DeclaredStack): Promise<boolean> {
  const { program, settings } = base;
  await addZones(trial.place, program);
  if (settings.phase !== "provision") {
    const other = zoneOwner(base);
    if (other !== undefined) {
      const step = `${other.stack} up, for the zone`;
      const failed = await trial.up(step, program, atTheBeginning(other.settings), other.stack);
      if (failed !== undefined) return false;
    }
    const step = "base up, at its beginning";
    if ((await trial.up(step, program, atTheBeginning(settings))) !== undefined) return false;
    if ((await trial.byHand("base's certificates", base)) !== undefined) return false;
  }
  return (await trial.up("base up", program)) === undefined;
}

/** The other stack that declares the settings of the zone, when this one only checks them. */
function zoneOwner({ stack, settings, program }: DeclaredStack): DeclaredStack | undefined {
  const { zone, zoneSettings } = settings.hostnames;
  if (zoneSettings === "declared") return undefined;
  const owner = readZoneClaims(program.folder, stack).find(({ hostname }) => hostname === zone);
  if (owner === undefined) return undefined;
  return { stack: owner.stack, program, settings: earlierSettings(owner.stack, program.folder) };
}
