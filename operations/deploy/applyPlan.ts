import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { BackendStorage } from "../backend/backendStorage";
import { tryGit } from "../git/git";
import type { Place } from "../place";
import { stackFile } from "../project";
import { latestCheckpoint, pulumiUpdates } from "../releases/history";
import { outputsOf } from "../releases/outputsOf";
import type { Release, ReleaseResult } from "../releases/release";
import { ReleaseStore } from "../releases/releaseStore";
import { stateHash } from "../releases/stableState";
import { stateOf } from "../releases/stateOf";
import { folderHash, sha256 } from "./hashes";
import { planFiles } from "./seal";
import type { Target } from "./target";
import { UnderWay } from "./underWay";
import { versionsOf } from "./versions";

/** What is applied, and as what it goes into the history. */
export interface Application {
  /** The plan's folder. */
  readonly folder: string;
  readonly seal: string;
  readonly kind: Release["kind"];
  /** Number of the release that is deployed again. */
  readonly of?: number;
  /** Whether the engine reads what really is first. @default false */
  readonly refresh?: boolean;
  /** @default "inherit" */
  readonly output?: "inherit" | "keep";
}

/**
 * Deploys what a plan says, and nothing else, and keeps a release record of it, however it ends.
 *
 * @returns The record; what Pulumi printed, if it was kept.
 */
export async function applyPlan(
  place: Place,
  storage: BackendStorage,
  target: Target,
  application: Application,
): Promise<{ release: Release; printed: string }> {
  const { stack, program, settings } = target;
  const { folder, seal, kind, of, refresh = false, output = "inherit" } = application;
  const underWay = new UnderWay(storage, stack);
  const begun = {
    version: 1,
    stack,
    kind,
    ...(of !== undefined && { of }),
    commit: target.commit,
    images: settings.images,
    migrations: settings.migrations,
    settingsHash: sha256(fs.readFileSync(stackFile(stack, program.folder))),
    policyHash: folderHash(program.policyPack),
    versions: versionsOf(place.engine, program),
    startedAt: new Date().toISOString(),
    who: await whoDeploys(),
    host: os.hostname(),
    seal,
  } as const;
  const before = await latestCheckpoint(storage, stack);
  await underWay.begin(begun);
  let interrupted = false;
  const onSignal = () => (interrupted = true);
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  const ended = await place.pulumi(
    [
      "up",
      "--yes",
      "--skip-preview",
      "--suppress-outputs",
      `--stack=${stack}`,
      `--plan=${path.join(path.resolve(folder), planFiles.plan)}`,
      ...(refresh ? ["--refresh"] : []),
    ],
    { program, output },
  );
  process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  const result: ReleaseResult =
    ended.exitCode === 0 ? "succeeded" : interrupted ? "interrupted" : "failed";
  const left = await stateLeft(storage, stack, before);
  const release = await new ReleaseStore(storage, stack).append({
    ...begun,
    ...left,
    endedAt: new Date().toISOString(),
    result,
  });
  await underWay.end();
  return { release, printed: `${ended.stdout}${ended.stderr}` };
}

/** What the update left behind; nothing when it ended before it changed anything. */
async function stateLeft(
  storage: BackendStorage,
  stack: string,
  before: string | undefined,
): Promise<Pick<Release, "stateHash" | "checkpoint" | "tally" | "records">> {
  const update = (await pulumiUpdates(storage, stack, 1)).at(-1);
  const none = { stateHash: "", checkpoint: "", tally: {}, records: [] };
  if (update === undefined || update.checkpoint === before) return none;
  const text = await storage.read(update.checkpoint);
  if (text === undefined) return none;
  const { resources } = stateOf(text, update.checkpoint);
  return {
    stateHash: stateHash(resources),
    checkpoint: update.checkpoint,
    tally: update.tally,
    records: outputsOf(resources).records ?? [],
  };
}

/** Whoever asked for it, as CI or git knows them. */
async function whoDeploys(): Promise<string> {
  const { GITHUB_ACTOR: actor } = process.env;
  if (actor) return actor;
  const { exitCode, stdout } = await tryGit(["config", "user.email"]);
  return exitCode === 0 && stdout.trim() !== "" ? stdout.trim() : os.userInfo().username;
}
