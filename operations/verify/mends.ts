import type { AppName } from "../../settings";
import type { VerifyTarget } from "./verifyContext";

type Place = Pick<VerifyTarget, "stack" | "local">;

/** The flag with which other commands mean the same place; with a space before it, or nothing. */
export function localFlag({ local }: Pick<Place, "local">): string {
  return local ? " --local" : "";
}

/** What to do about something that is not as the program declares it. */
export function deployAgain(place: Place): string {
  const { stack } = place;
  return `npx ftl drift ${stack}${localFlag(place)} says what was changed by hand; deploy ${stack} again.`;
}

/** What to do about a record of somebody else's zone. */
export function askOwner(place: Place): string {
  const command = `npx ftl handover ${place.stack}${localFlag(place)}`;
  return place.local
    ? `Write the record, as the zone's owner would: ${command} --write.`
    : `Ask the zone's owner for the record: ${command} prints the message.`;
}

/** Where an app says what is wrong with it. */
export function logOf(
  { local, outputs }: Pick<VerifyTarget, "local" | "outputs">,
  app: AppName,
): string {
  const { resourceGroup, [app]: name } = outputs.resourceNames;
  return local
    ? "Its log is in the local cloud's folder, logs/."
    : `Its log: az containerapp logs show --name ${name} --resource-group ${resourceGroup}`;
}
