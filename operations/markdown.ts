/** Characters that can't be seen, or that turn the text around them: control, format, half a pair, line separators. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Words that GitHub makes a link, a mention, a picture or a formula of: `@name`, `#12`, `GH-12`, an address, a commit's
 * hash, `:tada:`, `$x$`. It leaves them alone in code.
 *
 * @see https://docs.github.com/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
 * @see https://docs.github.com/get-started/writing-on-github/working-with-advanced-formatting/writing-mathematical-expressions
 */
const linked =
  /[@$]|#\d|:\/\/|:[\w+-]+:|(?<![a-z\d])(?:www\.|gh-\d|(?:mailto|xmpp):|[\da-f]{7,40}(?![a-z\d]))/i;

/** Nothing, said so: an empty item of a list would make a title of the line above it. */
const empty = "*(empty)*";

/** Text in which every character can be seen, on one line. */
export function visible(text: string): string {
  return text
    .replaceAll(/[\t\r\n]+/g, " ")
    .replaceAll(invisible, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** Text that Markdown shows as it is, in a paragraph, a list or a table, and that points to nothing and nobody. */
export function escaped(text: string): string {
  const shown = visible(text).trim();
  if (shown === "") return empty;
  const words = shown.split(/ +/);
  return words
    .map((word) =>
      linked.test(word) ? code(word) : word.replaceAll(/[\\`*_{}[\]<>|#~&]/g, "\\$&"),
    )
    .join(" ")
    .replace(/^[-+=]|^\d{1,9}(?=[.)])/, (start) =>
      /\d/.test(start) ? `${start}\\` : `\\${start}`,
    );
}

/** A name or value, shown letter by letter in a paragraph, a list or a table. */
export function code(text: string): string {
  const shown = visible(text);
  if (shown.trim() === "") return empty;
  // A table ends its cell at a pipe, in a code span too, and can't be told otherwise behind a backslash.
  if (shown.includes("|")) {
    return `<code>${shown.replaceAll(/[!-,./:-@[-`{-~]/g, (character) => `&#${character.charCodeAt(0)};`)}</code>`;
  }
  const fence = "`".repeat(longestRun(shown) + 1);
  const padding = /^[` ]|[` ]$/.test(shown) ? " " : "";
  return `${fence}${padding}${shown}${padding}${fence}`;
}

/** A name or value inside of HTML, such as a summary. */
export function htmlCode(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
  };
  return `<code>${visible(text).replaceAll(/[&<>"]/g, (character) => entities[character]!)}</code>`;
}

/** A fence that none of the lines can close. */
export function fenceFor(lines: readonly string[]): string {
  return "`".repeat(Math.max(3, longestRun(lines.join("\n")) + 1));
}

/** The beginning of a text, which says how much it left out. Never ends inside of a character. */
export function shortened(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const kept = text.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, "");
  return `${kept}… (${text.length - kept.length} more)`;
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}
