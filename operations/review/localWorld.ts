import { localAuthority } from "../certificate/localAuthority";
import { localVault } from "../certificate/localVault";
import { vaultCertificates, vaultNameOf } from "../certificate/names";
import { obtainAll } from "../certificate/obtain";
import { writeOwnersRecord } from "../hostnames/ownersRecord";
import type { LocalSession } from "../local/session";
import { zonesOfStacks } from "../local/stackFiles";
import type { Place } from "../place";
import type { Program } from "../project";
import { Refusal } from "../refusal";
import type { Settings, StackOutputs } from "../../settings";

/** A stack of a program, with what its file says. */
export interface DeclaredStack {
  readonly stack: string;
  readonly program: Program;
  readonly settings: Pick<Settings, "hostnames" | "phase" | "location">;
}

/** Makes sure that the account has the zones which the program's stack files name. */
export async function addZones({ local }: Place, { folder }: Program): Promise<void> {
  for (const zone of zonesOfStacks(folder)) await local!.cloud!.cloudflare.addZone(zone);
}

/**
 * What people do between two phases of a cutover, done at once: certificates are put into the vault, and the owners of
 * other zones write the records that they were asked for.
 *
 * @throws Refusal when a certificate can't be had.
 */
export async function doByHand(place: Place, declared: DeclaredStack): Promise<void> {
  const { settings, stack } = declared;
  const session = place.local!;
  const cloud = session.cloud!;
  const say = () => undefined;
  const now = () => cloud.clock.now();
  const outcomes = await obtainAll(
    vaultCertificates(settings),
    {
      vault: localVault(cloud, { name: vaultNameOf(stack, settings), stack }, say),
      authority: (kind) => localAuthority(cloud, kind),
      now,
      say,
    },
    ["missing"],
    0,
  );
  const failed = outcomes.find(({ result }) => result === "failed");
  if (failed !== undefined) {
    throw new Refusal(`No certificate for ${failed.hostname} could be had: ${failed.message}`);
  }
  await writeOwnersRecords(place, session, declared);
}

/** What the owners of other zones do with the records that they were handed. */
async function writeOwnersRecords(
  place: Place,
  { cloud }: LocalSession,
  { stack, program, settings }: DeclaredStack,
): Promise<void> {
  const standing = settings.hostnames.frontend.filter(({ record }) => record === "standing");
  if (standing.length === 0) return;
  const outputs = await place.pulumi(["stack", "output", "--json", "--stack", stack], { program });
  const { frontendDefaultHostname } = JSON.parse(outputs.stdout) as StackOutputs;
  for (const { name } of standing) {
    const record = { type: "CNAME", name, target: frontendDefaultHostname, ttlSec: 300 } as const;
    await writeOwnersRecord(cloud!, record);
  }
}

/** Settings, as `-c` takes them, that hold a stack at the beginning of its cutover. */
export function atTheBeginning({ hostnames }: Pick<Settings, "hostnames">): string[] {
  const frontend = hostnames.frontend.map((name) =>
    name.record === "standing" ? { ...name, record: "handover" } : name,
  );
  return [
    "--config-path",
    "-c",
    "ftl:phase=provision",
    "-c",
    `ftl:hostnames.frontend=${JSON.stringify(frontend)}`,
  ];
}
