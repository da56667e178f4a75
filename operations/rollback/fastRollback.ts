import { openStorage } from "../backend/openStorage";
import { openStackInAzure, type StackInAzure } from "../azure/stackInAzure";
import { confirm } from "../confirm";
import { type Lock, readLocks } from "../locks/lock";
import { printJson } from "../printJson";
import { Refusal } from "../refusal";
import type { Release } from "../releases/release";
import { ReleaseStore } from "../releases/releaseStore";
import { everyRelease } from "../deploy/everyRelease";
import { UnderWay } from "../deploy/underWay";
import { judgeMigrations } from "../guards/migrationsGuard";
import {
  type AppChoice,
  chooseNamed,
  chooseRevision,
  earlierUpdate,
  type ListedApp,
} from "./fastChoice";
import { keptUpdates, type KeptUpdate } from "./fastHistory";
import { fastApps } from "./fastRevisions";
import { ordinaryPatience, type Patience, type Switched, switchRevision } from "./fastSwitch";
import { afterwards, choiceText, revisionTable } from "./fastText";

/** What `ftl rollback --fast` is told. */
export interface FastOptions {
  readonly local?: true;
  readonly json?: true;
  readonly yes?: true;
  /** Shows the revisions, and does nothing. */
  readonly list?: true;
  /** Revisions to go to, by their whole names; apps of which none is named stay as they are. Empty names none. */
  readonly revision: readonly string[];
}

/** What is known of the stack's earlier deployments. */
export interface FastHistory {
  /** The newest first. */
  readonly updates: readonly KeptUpdate[];
  /** The first one first. */
  readonly releases: readonly Release[];
  /** Who has the stack's lock: a deployment that goes on, or that was killed. */
  readonly locks: readonly Lock[];
}

/** What `--fast` did, for machines. */
export interface FastRolledBack {
  readonly kind: "ftl-fast-rollback";
  readonly version: 1;
  readonly stack: string;
  /** The earlier update; undefined when revisions were named, or when no update is kept. */
  readonly update: string | undefined;
  /** Apps that were running what they should already. */
  readonly stayed: readonly string[];
  readonly switched: readonly Switched[];
}

const toPerson = (text: string) => void process.stderr.write(text);

/**
 * `ftl rollback <stack> --fast`: activates the revisions that the last update but one left, and stops the newer ones.
 * The state is not touched, so that the stack is not whole until the next deployment.
 *
 * @returns 0 when every app runs its earlier revision, 1 when one doesn't.
 */
export async function fastRollbackCommand(stack: string, options: FastOptions): Promise<number> {
  const open = await openStackInAzure(
    stack,
    options.local === true,
    `ftl rollback ${stack} --fast`,
  );
  try {
    const storage = openStorage(open.place.backendUrl, open.place.environment);
    const history = {
      updates: await keptUpdates(storage, stack),
      releases: await everyRelease({
        releases: new ReleaseStore(storage, stack),
        underWay: new UnderWay(storage, stack),
      }),
      locks: await readLocks(storage, stack),
    };
    return await fastRollback(open, history, options);
  } finally {
    await open.close();
  }
}

/** {@link fastRollbackCommand} on a stack that is open. */
export async function fastRollback(
  target: StackInAzure,
  { updates, releases, locks }: FastHistory,
  { json, yes, list, revision }: FastOptions,
  patience: Patience = ordinaryPatience,
): Promise<number> {
  const { stack, local } = target;
  const apps = fastApps(target);
  const listed = await Promise.all(
    apps.map(async (app): Promise<ListedApp> => {
      const { containerApp } = app;
      return { app: app.app, containerApp, revisions: await app.revisions() };
    }),
  );
  if (list) {
    if (json) printJson({ stack, apps: listed });
    else process.stdout.write(revisionTable(listed));
    return 0;
  }
  const isNamed = revision.length > 0;
  const update = isNamed ? undefined : earlierUpdate(listed, updates);
  const choices = isNamed
    ? chooseNamed(listed, revision)
    : listed.map((one) => chooseRevision(one, update));
  toPerson(`${headline(stack, update, isNamed)}\n${choiceText(choices)}`);

  const switches = choices.filter((one) => one.kind === "switch");
  const impossible = choices.filter((one) => one.kind === "none");
  requireSwitches(target, choices, yes === true);
  const result = (switched: readonly Switched[]): FastRolledBack => ({
    kind: "ftl-fast-rollback",
    version: 1,
    stack,
    update: update?.name,
    stayed: choices.filter(({ kind }) => kind === "stays").map(({ containerApp }) => containerApp),
    switched,
  });
  if (switches.length === 0) {
    toPerson(
      `Nothing to do: what runs is an earlier revision already, or was not changed since.\n` +
        `Further back: name the revisions, npx ftl rollback ${stack} --fast${local ? " --local" : ""} --revision <name>\n`,
    );
    if (json) printJson(result([]));
    return 0;
  }
  requireReadable(update, releases);
  toPerson(locks.map((lock) => `${warning(stack, lock)}\n`).join(""));
  const question =
    impossible.length > 0
      ? `Switch ONLY ${switches.map(({ containerApp }) => containerApp).join(" and ")} of ${stack}?`
      : `Switch ${stack} to these revisions?`;
  if (!yes && !(await confirm(question))) return 1;

  const switched = await Promise.all(
    switches.map((one) =>
      switchRevision(
        apps.find(({ app }) => app === one.app)!,
        one,
        patience,
      ),
    ),
  );
  toPerson(afterwards(stack, local, switched));
  if (json) printJson(result(switched));
  return switched.every(({ done }) => done) ? 0 : 1;
}

function headline(stack: string, update: KeptUpdate | undefined, named: boolean): string {
  if (named) return `${stack} goes to the revisions that are named:`;
  if (update !== undefined) return `${stack} goes back to the revisions of ${update.name}:`;
  return (
    `No earlier update of ${stack} is in the backend's history: each app goes back by one revision.\n` +
    "Those may be of different releases."
  );
}

/**
 * Apps of one release belong together: that only some of them go back is decided by a person who sees it, or who
 * names the revisions; never by a `--yes` that was meant for all of them.
 */
function requireSwitches(
  { stack, local }: StackInAzure,
  choices: readonly AppChoice[],
  yes: boolean,
) {
  const impossible = choices.filter((one) => one.kind === "none");
  if (impossible.length === 0) return;
  if (choices.every(({ kind }) => kind !== "switch")) {
    throw new Refusal(`There is nothing that ${stack} can go back to: see above.`);
  }
  if (!yes) return;
  const names = choices.flatMap((one) => (one.kind === "switch" ? [one.to.name] : []));
  throw new Refusal(
    `Nothing is changed: ${impossible.map(({ containerApp }) => containerApp).join(" and ")} can't go back, and --yes is for all of ${stack}. ` +
      `For the others alone: npx ftl rollback ${stack} --fast${local ? " --local" : ""} --yes ${names.map((name) => `--revision ${name}`).join(" ")}`,
  );
}

/** @throws Refusal when a migration has been in between that the older code can't read. */
function requireReadable(update: KeptUpdate | undefined, releases: readonly Release[]): void {
  const of = update?.release;
  if (of === undefined) {
    toPerson(
      "Whether the older code can read the database isn't known: no release record says its migrations.\n",
    );
    return;
  }
  const since = releases.filter(({ number }) => number > of.number);
  const { outcome, seen, mend } = judgeMigrations(of, since);
  if (outcome !== "pass") throw new Refusal(`Nothing is changed: ${seen}.\n${mend ?? ""}`);
}

/** A lock stops nobody here: at night it is often that of a deployment which was killed. */
function warning(stack: string, { owner }: Lock): string {
  const who =
    owner === undefined
      ? "Somebody"
      : `${owner.username} on ${owner.hostname}, since ${owner.since.toISOString()},`;
  return `${who} has the lock of ${stack}: a deployment that still goes on may make newer revisions. npx ftl unlock ${stack} judges it.`;
}
