/** Narrower than this no column gets. */
const narrowest = 8;
const gap = "  ";

/** How {@link table} writes. */
export interface TableOptions {
  /** Names of the columns, above them. @default no heading */
  readonly heading?: readonly string[];
  /** Characters that a line may have. @default as wide as the terminal, 100 where there is none */
  readonly width?: number;
}

/**
 * Lines in columns, indented by two. Where they are wider than the terminal, the widest columns lose their ends, as many
 * characters as needed.
 */
export function table(rows: readonly (readonly string[])[], options: TableOptions = {}): string[] {
  const { heading, width = process.stdout.columns ?? 100 } = options;
  const lines = (heading === undefined ? rows : [heading, ...rows]).map((row) => row.map(oneLine));
  const natural = lines.reduce<number[]>(
    (most, row) => row.map((cell, index) => Math.max(most[index] ?? 0, cell.length)),
    [],
  );
  const widths = fitted(natural, width - gap.length * natural.length);
  return lines.map((row) =>
    (gap + row.map((cell, index) => padded(cell, widths[index]!)).join(gap)).trimEnd(),
  );
}

/** Widths of columns that together have no more than so many characters, the narrow ones as they are. */
function fitted(natural: readonly number[], room: number): number[] {
  const widths = [...natural];
  let excess = widths.reduce((sum, one) => sum + one, 0) - room;
  while (excess > 0) {
    const widest = Math.max(...widths);
    if (widest <= narrowest) break;
    widths[widths.lastIndexOf(widest)]!--;
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
