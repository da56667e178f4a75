import { spawnSync } from "node:child_process";

/** A command with its arguments. */
export type Command = readonly [string, ...string[]];

/** How PostgreSQL, which refuses to run as root, is run. */
export interface Unprivileged {
  /** What goes before a command. */
  readonly prefix: readonly string[];
  /** User who must own the server's files; undefined when whoever makes them does. */
  readonly owner: number | undefined;
}

/** The user of those who are nobody. @see https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/usernames.html */
const nobody = 65_534;

/** In a user namespace of its own, in which nobody is mapped, root's processes and files are both the unmapped user's. @see https://man7.org/linux/man-pages/man7/user_namespaces.7.html */
const inNamespace: Unprivileged = { prefix: ["unshare", "--user"], owner: undefined };
const asNobody: Unprivileged = {
  prefix: ["setpriv", `--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups"],
  owner: nobody,
};

let chosen: Unprivileged | undefined;

/**
 * The way to run PostgreSQL here.
 *
 * @param paths Files that it must be able to run, and folders that it must be able to enter.
 * @throws Error for root where there is none.
 */
export function unprivileged(paths: readonly string[]): Unprivileged {
  return (chosen ??= choose(process.getuid?.() === 0, paths, succeeds));
}

/** @param succeeds Whether a command ends without a complaint. */
export function choose(
  isRoot: boolean,
  paths: readonly string[],
  succeeds: (command: readonly string[]) => boolean,
): Unprivileged {
  if (!isRoot) return { prefix: [], owner: undefined };
  if (succeeds([...inNamespace.prefix, "true"])) return inNamespace;
  const closed = paths.find((path) => !succeeds([...asNobody.prefix, "test", "-x", path]));
  if (closed === undefined) return asNobody;
  throw new Error(
    "it doesn't run as root, `unshare --user` is not allowed here, and another user can't enter " +
      `${closed}: run the local cloud as a user that is not root.`,
  );
}

function succeeds([command, ...commandArguments]: readonly string[]): boolean {
  return spawnSync(command!, commandArguments, { stdio: "ignore" }).status === 0;
}
