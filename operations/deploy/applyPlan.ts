import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { BackendStorage } from "../backend/backendStorage";
import { tryGit } from "../git/git";
import type { Place } from "../place";
import { stackFile } from "../project";
import type { Release, ReleaseResult } from "../releases/release";
import { ReleaseStore } from "../releases/releaseStore";
import { awaitRevisions } from "./awaitRevisions";
import { folderHash, sha256 } from "./hashes";
import { planFiles, requireUnmoved, type SealParts, sealParts } from "./seal";
import { stateLeft } from "./stateLeft";
import type { Target } from "./target";
import { UnderWay } from "./underWay";
import { versionsOf } from "./versions";

/** What is applied, and as what it goes into the history. */
export interface Application {
  /** The plan's folder. */
  readonly folder: string;
  readonly seal: string;
  /** What it was made from: it is applied only while all of that still holds. */
  readonly parts: SealParts;
  readonly kind: Release["kind"];
  /** Number of the release that is deployed again. */
  readonly of?: number;
  /** Whether a wiped zone is brought back: the engine then reads what really is first. @default false */
  readonly restoreZone?: boolean;
  /** @default "inherit" */
  readonly output?: "inherit" | "keep";
}

/** How it ended. */
export interface Applied {
  readonly release: Release;
  /** What Pulumi printed, if it was kept. */
  readonly printed: string;
  /** What is wrong although Pulumi was content: apps whose new revision does not run. */
  readonly wrong: readonly string[];
}

/**
 * Deploys what a plan says, and nothing else, and keeps a release record of it, however it ends.
 *
 * @throws Refusal when somebody else deploys, or when anything has moved that the plan was made from: looked at once
 *   nobody else can begin any more, however long ago the plan was made or agreed to.
 */
export async function applyPlan(
  place: Place,
  storage: BackendStorage,
  target: Target,
  application: Application,
  say: (text: string) => void,
): Promise<Applied> {
  const { stack, program, settings } = target;
  const { folder, seal, parts, kind, of, restoreZone = false, output = "inherit" } = application;
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
  await underWay.begin(begun);
  try {
    const now = { stack, program, commit: target.commit.sha, restoreZone };
    requireUnmoved(parts, await sealParts(place, now, folder));
  } catch (error) {
    await underWay.end();
    throw error;
  }
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
      ...(restoreZone ? ["--refresh"] : []),
    ],
    { program, output },
  );
  const { left, resources } = await stateLeft(storage, stack, begun.startedAt);
  const wrong =
    ended.exitCode !== 0
      ? []
      : resources.length === 0
        ? ["The state that it left can't be read."]
        : await awaitRevisions(place, stack, resources, say);
  process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  const result: ReleaseResult =
    ended.exitCode === 0 && wrong.length === 0
      ? "succeeded"
      : interrupted
        ? "interrupted"
        : "failed";
  const release = await new ReleaseStore(storage, stack).append({
    ...begun,
    ...left,
    endedAt: new Date().toISOString(),
    result,
  });
  await underWay.end();
  return { release, printed: `${ended.stdout}${ended.stderr}`, wrong };
}

/** Whoever asked for it, as CI or git knows them. */
async function whoDeploys(): Promise<string> {
  const { GITHUB_ACTOR: actor } = process.env;
  if (actor) return actor;
  const { exitCode, stdout } = await tryGit(["config", "user.email"]);
  return exitCode === 0 && stdout.trim() !== "" ? stdout.trim() : os.userInfo().username;
}
