import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";

/**
 * Headers that are meant for one connection and end with it; `expect` is among them because the server that received it
 * has answered it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1
 */
const ofConnection: readonly string[] = [
  "connection",
  "expect",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/** Whether a header is for the next hop only; `connection` is the message's own, which may name further ones. */
export function isOfConnection(name: string, connection: string | undefined): boolean {
  const lower = name.toLowerCase();
  return ofConnection.includes(lower) || tokens(connection).includes(lower);
}

/** Headers without those that are for one connection only. */
export function withoutConnection(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  const connection = String(headers["connection"] ?? "");
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !isOfConnection(name, connection)),
  );
}

/** Headers as they were received, name and value by turns, without those that are for one connection only. */
export function rawWithoutConnection(
  rawHeaders: readonly string[],
  headers: IncomingHttpHeaders,
): string[] {
  const kept: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!;
    if (!isOfConnection(name, headers.connection)) kept.push(name, rawHeaders[index + 1]!);
  }
  return kept;
}

function tokens(connection: string | undefined): string[] {
  return (connection ?? "").split(",").map((token) => token.trim().toLowerCase());
}
