/** Narrower than this no column gets. */
const narrowest = 8;
const gap = "  ";

/** How {@link table} writes. */
export interface TableOptions {
  /** Names of the columns, above them. @default no heading */
  readonly heading?: readonly string[];
  /** Characters that a line may have. @default as wide as the terminal, 100 where there is none */
  readonly width?: number;
  /** Columns that lose their ends first, by index. @default all of them */
  readonly elastic?: readonly number[];
}

/**
 * Lines in columns, indented by two. Where they are wider than the terminal, the widest columns lose their ends, as many
 * characters as needed.
 */
export function table(rows: readonly (readonly string[])[], options: TableOptions = {}): string[] {
  const { heading, elastic, width = process.stdout.columns || 100 } = options;
  const lines = (heading === undefined ? rows : [heading, ...rows]).map((row) => row.map(oneLine));
  const natural = lines.reduce<number[]>(
    (most, row) => row.map((cell, index) => Math.max(most[index] ?? 0, cell.length)),
    [],
  );
  const all = natural.map((_, index) => index);
  const room = width - gap.length * natural.length;
  const widths = fitted(fitted(natural, room, elastic ?? all), room, all);
  return lines.map((row) =>
    (gap + row.map((cell, index) => padded(cell, widths[index]!)).join(gap)).trimEnd(),
  );
}

/** Widths with which columns have no more than so many characters together, as far as the elastic ones can help. */
function fitted(natural: readonly number[], room: number, elastic: readonly number[]): number[] {
  const widths = [...natural];
  let excess = widths.reduce((sum, one) => sum + one, 0) - room;
  while (excess > 0 && elastic.length > 0) {
    const widest = elastic.reduce((one, other) => (widths[other]! >= widths[one]! ? other : one));
    if (widths[widest]! <= narrowest) break;
    widths[widest]!--;
    excess--;
  }
  return widths;
}

function padded(cell: string, width: number): string {
  return (cell.length > width ? `${cell.slice(0, width - 1)}…` : cell).padEnd(width);
}

/** Control characters in a title or a name would break the lines, or do worse to a terminal. */
function oneLine(cell: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  return cell.replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, " ");
}
