import { setTimeout as pause } from "node:timers/promises";
import type { AppName } from "../../settings";
import { type AppRevision, isReached, revisionState, runs } from "../azure/appRevision";
import { Refusal } from "../refusal";
import type { AppChoice } from "./fastChoice";
import type { FastApp } from "./fastRevisions";

/** How long to wait for a revision. */
export interface Patience {
  readonly timeoutMs: number;
  readonly pollMs: number;
}

/** An image that starts at all has started by then. */
export const ordinaryPatience: Patience = { timeoutMs: 300_000, pollMs: 5_000 };

/** How the switch of one app ended. */
export interface Switched {
  readonly app: AppName;
  readonly containerApp: string;
  readonly from: readonly string[];
  readonly to: string;
  /** Whether the earlier revision runs, alone, and gets the requests. */
  readonly done: boolean;
  /** Why not; empty when it is. */
  readonly why: string;
}

/**
 * Activates the earlier revision, waits until it runs, and only then stops the newer ones. An app in single revision
 * mode takes such a call ({@link https://github.com/microsoft/azure-container-apps/issues/787}); whether it stops the
 * newer revision by itself is not documented, so it is looked at. Nor is whether the requests follow: after a change of
 * mode they were seen to stay with a revision that was stopped
 * ({@link https://github.com/microsoft/azure-container-apps/issues/679}), so they are waited for.
 */
export async function switchRevision(
  app: FastApp,
  { to, from, containerApp }: Extract<AppChoice, { kind: "switch" }>,
  patience: Patience,
): Promise<Switched> {
  const names = from.map(({ name }) => name);
  const ended = (why = ""): Switched => ({
    app: app.app,
    containerApp,
    from: names,
    to: to.name,
    done: why === "",
    why,
  });
  try {
    if (!to.active) await app.activate(to.name);
    const running = await until(app, patience, (listed) => is(named(listed, to.name), runs));
    if (!running.met) {
      const left = active(running.listed).join(", ") || "nothing";
      return ended(
        `${to.name} does not run (${stateOf(named(running.listed, to.name))}). Active now: ${left}`,
      );
    }
    for (const name of active(running.listed).filter((one) => one !== to.name)) {
      await app.deactivate(name);
    }
    const alone = await until(
      app,
      patience,
      (listed) => active(listed).join() === to.name && is(named(listed, to.name), isReached),
    );
    if (alone.met) return ended();
    const others = active(alone.listed).filter((name) => name !== to.name);
    return ended(
      others.length > 0
        ? `${others.join(", ")} still runs beside ${to.name}`
        : `${to.name} runs, and gets no requests`,
    );
  } catch (error) {
    if (error instanceof Refusal) return ended(error.message);
    throw error;
  }
}

async function until(
  app: FastApp,
  { timeoutMs, pollMs }: Patience,
  isMet: (listed: readonly AppRevision[]) => boolean,
): Promise<{ met: boolean; listed: readonly AppRevision[] }> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const listed = await app.revisions();
    if (isMet(listed)) return { met: true, listed };
    if (performance.now() >= end) return { met: false, listed };
    await pause(pollMs);
  }
}

function named(listed: readonly AppRevision[], name: string): AppRevision | undefined {
  return listed.find((one) => one.name === name);
}

function active(listed: readonly AppRevision[]): string[] {
  return listed.filter((one) => one.active).map(({ name }) => name);
}

function is(revision: AppRevision | undefined, what: (revision: AppRevision) => boolean): boolean {
  return revision !== undefined && what(revision);
}

function stateOf(revision: AppRevision | undefined): string {
  return revision === undefined ? "it is gone" : revisionState(revision);
}
