import { stackStorage } from "../backend/stackStorage";
import { table } from "../table";
import { type HistoryEntry, stackHistory } from "./history";

/** What `ftl history` is told. */
export interface HistoryOptions {
  readonly local?: boolean;
  readonly json?: boolean;
  /** How many of the last entries. */
  readonly limit?: number;
}

/** `ftl history <stack>` */
export async function showHistory(stack: string, options: HistoryOptions): Promise<number> {
  const { local = false, json = false, limit = 20 } = options;
  const storage = await stackStorage(stack, local);
  const entries = (await stackHistory(storage, stack, limit)).toReversed();
  const text = json
    ? `${JSON.stringify({ stack, backend: storage.url, entries }, undefined, 2)}\n`
    : historyTable(stack, entries);
  process.stdout.write(text);
  return 0;
}

/** The entries as they are given, a line each. */
export function historyTable(
  stack: string,
  entries: readonly HistoryEntry[],
  width?: number,
): string {
  if (entries.length === 0) return `${stack} was never deployed.\n`;
  const heading = ["no", "ended (UTC)", "what", "commit", "who", "changes", "title"];
  const elastic = [4, 5, 6];
  const lines = table(entries.map(rowOf), {
    heading,
    elastic,
    ...(width !== undefined && { width }),
  });
  const dirty = entries.some(({ update }) => update?.dirty === true);
  return [...lines, ...(dirty ? ["", "* with changes that were not committed"] : []), ""].join(
    "\n",
  );
}

function rowOf({ update, release }: HistoryEntry): string[] {
  const commit = release?.commit.sha ?? update?.commit;
  return [
    release === undefined ? "-" : String(release.number),
    (release?.endedAt ?? update!.endedAt).slice(0, 16).replace("T", " "),
    whatOf({ update, release }),
    commit === undefined ? "" : commit.slice(0, 8) + (update?.dirty === true ? "*" : ""),
    release?.who ?? update?.author ?? "",
    tallyText(release?.tally ?? update!.tally),
    (release?.commit.title ?? update!.message).split("\n")[0] ?? "",
  ];
}

/** How it ended is said only where it was not well. */
function whatOf({ update, release }: HistoryEntry): string {
  const result = release?.result ?? update!.result;
  const kind = release === undefined ? plainKind(update!.kind) : release.kind;
  const what = release?.of === undefined ? kind : `${kind} of ${release.of}`;
  return result === "succeeded" ? what : `${result}: ${what}`;
}

/** An update that nobody released looks like one; a refresh or a destroy doesn't. */
function plainKind(kind: string): string {
  return kind === "update" ? "not a release" : kind;
}

/** What happened to resources, without those that stayed: `2 update, 1 create`. */
export function tallyText(tally: Readonly<Record<string, number>>): string {
  const changes = Object.entries(tally).filter(
    ([operation, count]) => operation !== "same" && count,
  );
  return changes.map(([operation, count]) => `${count} ${operation}`).join(", ") || "none";
}
