import fs from "node:fs";
import path from "node:path";
import { readWaivers } from "../../policy/waivers";
import { readClaims, type RecordOutput } from "../../settings";
import { type Preview, readPreview } from "../changes/readPreview";
import { judgeDns } from "../guards/dnsGuard";
import { judgeStateful } from "../guards/statefulGuard";
import type { Place } from "../place";
import { Refusal } from "../refusal";
import type { GuardFinding } from "../review/review";
import { planFiles, type SealParts, sealParts, writeSeal } from "./seal";
import type { Target } from "./target";

/** How to plan. */
export interface PlanOptions {
  /** Folder to write it to. */
  readonly folder: string;
  /** Records of the last release. */
  readonly last: readonly RecordOutput[];
  /** Whether the zone was wiped, and its records are to come back: nothing else is let through. @default false */
  readonly restoreZone?: boolean;
}

/** What a deployment would do, written down and sealed. */
export interface Planned {
  readonly folder: string;
  readonly preview: Preview;
  /** What the guards bear because of a waiver. */
  readonly borne: readonly GuardFinding[];
  readonly parts: SealParts;
  readonly seal: string;
}

/**
 * Previews a deployment with the policy pack on, judges what it would do, and seals the engine's plan together with all
 * that it was made from.
 *
 * @throws Refusal when the engine, a rule or a guard is against it, with everything that is.
 */
export async function makePlan(
  place: Place,
  target: Target,
  options: PlanOptions,
): Promise<Planned> {
  const { folder, last, restoreZone = false } = options;
  const { stack, program, settings } = target;
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(path.resolve(folder), planFiles.plan);
  const result = await place.pulumi(
    [
      "preview",
      "--json",
      "--show-sames",
      `--save-plan=${file}`,
      `--stack=${stack}`,
      ...(restoreZone ? ["--refresh"] : []),
    ],
    { program },
  );
  const preview = readPreview(result);
  const waivers = readWaivers(path.join(program.policyPack, "waivers.yaml"));
  const findings = [
    ...judgeStateful(preview.changes, waivers),
    ...judgeDns(preview.changes, settings, {
      others: readClaims(program.folder, stack),
      last,
      restore: restoreZone,
    }),
  ];
  const against = findings.filter(({ waived }) => !waived);
  if (!preview.complete || against.length > 0) {
    throw new Refusal(
      `Nothing was deployed to ${stack}. Against it:\n${[
        ...against.map(({ guard, message, mend }) => `  ${guard}: ${message}\n    fix: ${mend}`),
        ...preview.errors.map((error) => `  ${error}`),
      ].join("\n")}`,
    );
  }
  const parts = await sealParts(
    place,
    { stack, program, commit: target.commit.sha, restoreZone },
    folder,
  );
  return { folder, preview, borne: findings, parts, seal: writeSeal(folder, parts) };
}
