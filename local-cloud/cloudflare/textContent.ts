/** The content of TXT records: quoted strings, or text as it is. */

/** A TXT record's text: where its content is quoted strings, those joined; else the content itself. */
export function unquoted(content: string): string {
  if (!isQuoted(content)) return content;
  const strings = [...content.matchAll(/"((?:[^"\\]|\\.)*)"/gs)].map((match) => match[1]!);
  return strings.join("").replaceAll(/\\(.)/gs, "$1");
}

/** A TXT record's content as quoted strings, as zone files have it (RFC 1035 §5.1). */
export function quoted(content: string): string {
  return isQuoted(content) ? content : `"${content.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

function isQuoted(content: string): boolean {
  return /^\s*(?:"(?:[^"\\]|\\.)*"\s*)+$/s.test(content);
}
