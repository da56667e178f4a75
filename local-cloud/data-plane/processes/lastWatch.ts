import { type ChildProcess, spawn } from "node:child_process";

/**
 * A shell that is told of process groups, and ends those that are left when its input ends: when this process is gone,
 * however that came.
 */
const script = `
groups=" "
while read -r what group; do
  groups=$(printf %s "$groups" | sed "s/ $group / /")
  [ "$what" = add ] && groups="$groups$group "
done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
`;

let watch: ChildProcess | undefined;

function tell(line: string): void {
  if (watch === undefined) {
    const shell = spawn("/bin/sh", ["-c", script, "watch"], {
      stdio: ["pipe", "ignore", "ignore"],
      // In a group of its own: an interrupt from the terminal is ours to answer.
      detached: true,
    });
    watch = shell;
    shell.unref();
    // A shell that can't be had watches over nothing; what is told to end still ends.
    shell.on("error", () => undefined).on("exit", () => (watch = undefined));
    shell.stdin.on("error", () => undefined);
    (shell.stdin as unknown as { unref(): void }).unref();
  }
  watch.stdin!.write(`${line}\n`);
}

/**
 * Has a process group ended when this process is gone, also by `kill -9`, and whatever the group is busy with.
 *
 * @param group Id of the process that leads it.
 */
export function endWithUs(group: number): void {
  tell(`add ${group}`);
}

/** The group has ended: its id may soon be another one's. */
export function hasEnded(group: number): void {
  tell(`remove ${group}`);
}
