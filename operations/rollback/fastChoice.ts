import type { AppName } from "../../settings";
import type { AppRevision } from "../azure/appRevision";
import { Refusal } from "../refusal";

/** The revisions of one app, the oldest first. */
export interface ListedApp {
  readonly app: AppName;
  readonly containerApp: string;
  readonly revisions: readonly AppRevision[];
}

/** An earlier update of the stack, and the revision of each app that it left. */
export interface EarlierUpdate {
  /** `release 12`, `the update of 2026-11-20 08:15` */
  readonly name: string;
  /** By the container app's name. */
  readonly revisions: Readonly<Record<string, string>>;
}

/** What becomes of one app. */
export type AppChoice = {
  readonly app: AppName;
  readonly containerApp: string;
} & (
  | {
      readonly kind: "switch";
      readonly to: AppRevision;
      /** Those that are active now and won't be. */
      readonly from: readonly AppRevision[];
    }
  | { readonly kind: "stays"; readonly at: AppRevision }
  | { readonly kind: "none"; readonly why: string }
);

/**
 * The earlier update that is gone back to: the last one that left another revision of some app than the newest. That
 * doesn't depend on which revisions are active, so that the same command again goes no further back.
 *
 * @param earlier Updates that succeeded, the newest first.
 */
export function earlierUpdate<Update extends EarlierUpdate>(
  apps: readonly ListedApp[],
  earlier: readonly Update[],
): Update | undefined {
  return earlier.find(({ revisions }) =>
    apps.some(({ containerApp, revisions: listed }) => {
      const left = revisions[containerApp];
      return left !== undefined && left !== listed.at(-1)?.name;
    }),
  );
}

/**
 * What becomes of an app that goes back to an earlier update; without one to the revision that was made before the
 * newest, leaving out those that failed.
 */
export function chooseRevision(listed: ListedApp, update: EarlierUpdate | undefined): AppChoice {
  if (update === undefined) {
    const before = listed.revisions.slice(0, -1).findLast((one) => !hasFailed(one));
    return before === undefined ? none(listed, "it has no earlier one") : choice(listed, before);
  }
  const name = update.revisions[listed.containerApp];
  if (name === undefined) return none(listed, `${update.name} had no such app`);
  const wanted = listed.revisions.find((one) => one.name === name);
  if (wanted === undefined) {
    return none(listed, `${name}, which ${update.name} left, is not kept any more`);
  }
  return hasFailed(wanted) ? none(listed, `${name} has failed`) : choice(listed, wanted);
}

/**
 * What becomes of the apps whose revisions are named; the others stay as they are.
 *
 * @throws Refusal when one is not kept, has failed, or when two are of one app.
 */
export function chooseNamed(apps: readonly ListedApp[], names: readonly string[]): AppChoice[] {
  const chosen = names.map((name) => {
    const listed = apps.find(({ containerApp }) => name.startsWith(`${containerApp}--`));
    if (listed === undefined) {
      const known = apps.map(({ containerApp }) => `${containerApp}--…`).join(", ");
      throw new Refusal(`'${name}' is no revision of this stack. They are: ${known}`);
    }
    const wanted = listed.revisions.find((one) => one.name === name);
    if (wanted === undefined) {
      const known = listed.revisions.map((one) => one.name).join(", ");
      throw new Refusal(`${listed.containerApp} has no revision ${name}. It has: ${known}`);
    }
    if (hasFailed(wanted)) throw new Refusal(`${name} has failed: it would not run now either.`);
    return choice(listed, wanted);
  });
  const twice = chosen.find(
    (one, index) => chosen.findIndex(({ app }) => app === one.app) !== index,
  );
  if (twice !== undefined) throw new Refusal(`Two revisions of ${twice.containerApp} are named.`);
  return chosen;
}

function choice({ app, containerApp, revisions }: ListedApp, to: AppRevision): AppChoice {
  const from = revisions.filter((one) => one.active && one.name !== to.name);
  return to.active && from.length === 0
    ? { app, containerApp, kind: "stays", at: to }
    : { app, containerApp, kind: "switch", to, from };
}

function none({ app, containerApp }: ListedApp, why: string): AppChoice {
  return { app, containerApp, kind: "none", why };
}

/** Whether it never came up. One that is only unhealthy may be so for what the newer one does. */
function hasFailed({ provisioning }: AppRevision): boolean {
  return provisioning === "Failed";
}
