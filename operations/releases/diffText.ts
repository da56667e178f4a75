import { types } from "../../policy/types";
import type { RecordOutput } from "../../settings";
import { table } from "../table";
import { areEqual } from "./compareStates";
import type { Difference } from "./differences";
import type { CannotTell, ReleaseDiff } from "./diffReleases";
import type { Release, ReleasedImage } from "./release";

/** What differs between two releases, for a person at a terminal. @param width Characters that a line may have. */
export function diffText(diff: ReleaseDiff, width?: number): string {
  const { before, after, images, versions, records } = diff;
  const rows = (lines: readonly (readonly string[])[]) =>
    table(lines, width === undefined ? {} : { width });
  const sections: (readonly [string, readonly string[]])[] = [
    ["Commits", commitLines(diff, rows)],
    ["Settings", told(diff.settings, (found) => rows(found.map(differenceRow)))],
    [
      "Images",
      rows(images.map((one) => [one.workload, imageText(one.before), "→", imageText(one.after)])),
    ],
    ["Migrations", migrationLines(diff)],
    ["Versions", rows(versions.map(differenceRow))],
    [
      "DNS records",
      rows(
        records.map((one) => [
          signOf(one.before, one.after),
          one.type,
          one.name,
          recordText(one.before),
          "→",
          recordText(one.after),
        ]),
      ),
    ],
    ["Resources", told(diff.resources, (found) => resourceLines(found, rows))],
  ];
  return [
    `${after.stack}: release ${before.number} → ${after.number}`,
    ...rows([releaseRow(before), releaseRow(after)]),
    ...sections.flatMap(([title, lines]) => [
      "",
      title,
      ...(lines.length > 0 ? lines : ["  the same"]),
    ]),
    "",
  ].join("\n");
}

type Rows = (lines: readonly (readonly string[])[]) => string[];

function releaseRow({ number, endedAt, kind, of, result, commit, who }: Release): string[] {
  const what = of === undefined ? kind : `${kind} of ${of}`;
  const when = endedAt.slice(0, 16).replace("T", " ");
  return [String(number), when, what, result, commit.sha.slice(0, 8), who, commit.title];
}

function commitLines({ commits }: ReleaseDiff, rows: Rows): string[] {
  return told(commits, ({ added, gone }) =>
    rows([
      ...added.map(({ sha, title }) => ["+", sha.slice(0, 8), title]),
      ...gone.map(({ sha, title }) => ["-", sha.slice(0, 8), title]),
    ]),
  );
}

function migrationLines({ before, after, readable }: ReleaseDiff): string[] {
  const [old, now] = [before.migrations, after.migrations];
  if (old.latest === now.latest && old.readableSince === now.readableSince) return [];
  const back = readable
    ? `code of release ${before.number} can read the database all the same`
    : `code of release ${before.number} can't read the database any more`;
  return [`  ${old.latest} → ${now.latest}; ${back} (readable since ${now.readableSince})`];
}

function resourceLines(
  { onlyBefore, onlyAfter, changed }: Exclude<ReleaseDiff["resources"], CannotTell>,
  rows: Rows,
): string[] {
  if (areEqual({ onlyBefore, onlyAfter, changed })) return [];
  return [
    ...rows([
      ...onlyAfter.map(({ name, type }) => ["+", name, type]),
      ...onlyBefore.map(({ name, type }) => ["-", name, type]),
    ]),
    ...changed.flatMap(({ name, type, differences }) => {
      if (type === types.stack) return rows([["~", `${differences.length} outputs of the stack`]]);
      return [
        ...rows([["~", name, type]]),
        ...rows(differences.map((one) => ["  ", ...differenceRow(one)])),
      ];
    }),
  ];
}

function differenceRow({ path, before, after }: Difference): string[] {
  const [old, now] = withoutCommonStart(valueText(before), valueText(after));
  return [path, old, "→", now];
}

/** Two long texts without most of what both begin with, so that what differs is not what a narrow column cuts. */
function withoutCommonStart(one: string, other: string): [string, string] {
  let common = 0;
  while (common < one.length && one[common] === other[common]) common++;
  const shown = 8;
  if (common <= 2 * shown) return [one, other];
  return [`…${one.slice(common - shown)}`, `…${other.slice(common - shown)}`];
}

function imageText(image: ReleasedImage | undefined): string {
  return image === undefined
    ? "none"
    : `${image.repository}:${image.tag}@${image.digest.slice(0, "sha256:".length + 12)}`;
}

function recordText(record: RecordOutput | undefined): string {
  if (record === undefined) return "none";
  const { content = "", proxied, ttl } = record;
  return `${content} (${proxied ? "proxied" : "DNS-only"}, ${ttl === 1 ? "automatic" : `${ttl} s`})`;
}

function signOf(before: unknown, after: unknown): string {
  if (before === undefined) return "+";
  return after === undefined ? "-" : "~";
}

function valueText(value: unknown): string {
  if (value === undefined) return "none";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function told<T extends object>(found: T | CannotTell, lines: (found: T) => string[]): string[] {
  return "cannotTell" in found ? [`  can't tell: ${found.cannotTell}`] : lines(found);
}
