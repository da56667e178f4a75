/** Lines around entries, of which the last are left out when there is no room for all. */
export interface Section {
  readonly head: readonly string[];
  readonly entries: readonly (string | Section)[];
  readonly tail: readonly string[];
  /** The line that says how many entries were left out. */
  readonly leftOut: (count: number) => string;
}

/** A section whole. */
export function whole({ head, entries, tail }: Section): string {
  const texts = entries.map((entry) => (typeof entry === "string" ? entry : whole(entry)));
  return [...head, ...texts, ...tail].join("\n");
}

/**
 * A section in no more than a number of bytes of UTF-8, or the shortest that there is of it. Entries are kept from the
 * first; those that are sections themselves share what room there is, the small ones whole.
 */
export function fitted(section: Section, maxBytes: number): string {
  const all = whole(section);
  if (bytesOf(all) <= maxBytes) return all;
  const { head, entries, tail, leftOut } = section;
  let room = maxBytes - bytesOf(frame(section, entries.length));
  const kept: {
    readonly entry: string | Section;
    readonly least: number;
    readonly most: number;
  }[] = [];
  for (const entry of entries) {
    const least = leastBytes(entry) + 1;
    if (least > room) break;
    room -= least;
    kept.push({ entry, least, most: bytesOf(textOf(entry)) + 1 });
  }
  const granted = shares(
    kept.map(({ least, most }) => most - least),
    room,
  );
  const texts = kept.map(({ entry, least }, index) =>
    typeof entry === "string" ? entry : fitted(entry, least - 1 + granted[index]!),
  );
  const missing = entries.length - kept.length;
  return [...head, ...texts, ...(missing > 0 ? [leftOut(missing)] : []), ...tail].join("\n");
}

/**
 * Sections that together take no more than a number of bytes, those with a lower rank cut first.
 *
 * @throws Error when not even their frames fit, which their lengths must rule out.
 */
export function fittedTogether(
  sections: readonly { readonly section: Section; readonly rank: number }[],
  maxBytes: number,
): string {
  const texts = sections.map(({ section }) => whole(section));
  let over = bytesOf(texts.join("\n")) - maxBytes;
  const inOrder = sections
    .map(({ section, rank }, index) => ({ section, rank, index }))
    .sort((one, other) => one.rank - other.rank);
  for (const { section, index } of inOrder) {
    if (over <= 0) break;
    const before = bytesOf(texts[index]!);
    texts[index] = fitted(section, Math.max(0, before - over));
    over -= before - bytesOf(texts[index]!);
  }
  if (over > 0) throw new Error(`A report can't be made shorter, and is ${over} bytes too long.`);
  return texts.join("\n");
}

export function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}

function textOf(entry: string | Section): string {
  return typeof entry === "string" ? entry : whole(entry);
}

/** What is left of a section that lost entries. */
function frame({ head, tail, leftOut }: Section, missing: number): string {
  return [...head, leftOut(missing), ...tail].join("\n");
}

/** A text can't be cut; a section can lose its entries, which may make it longer when they are short. */
function leastBytes(entry: string | Section): number {
  if (typeof entry === "string") return bytesOf(entry);
  return Math.min(bytesOf(whole(entry)), bytesOf(frame(entry, entry.entries.length)));
}

/** Room for each wish, so that nobody has more than he wishes and the small wishes are met first. */
function shares(wishes: readonly number[], room: number): number[] {
  const granted = wishes.map(() => 0);
  let left = room;
  const smallFirst = wishes.map((wish, index) => ({ wish, index })).sort((a, b) => a.wish - b.wish);
  smallFirst.forEach(({ wish, index }, done) => {
    granted[index] = Math.min(wish, Math.floor(left / (wishes.length - done)));
    left -= granted[index];
  });
  return granted;
}
