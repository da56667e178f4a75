import { once } from "node:events";
import http, { type IncomingMessage } from "node:http";

/** An answer, with what is known of its connection. */
export interface Exchanged {
  readonly status: number;
  readonly reason: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly trailers: NodeJS.Dict<string>;
  readonly body: Buffer;
  /** Whether the connection had served another request before. */
  readonly reused: boolean;
}

/** Sends a request to a port of loopback and reads the answer whole. */
export async function exchange(
  options: http.RequestOptions,
  body?: Buffer,
  trailers?: http.OutgoingHttpHeaders,
): Promise<Exchanged> {
  const request = http.request({ host: "127.0.0.1", ...options });
  if (body !== undefined) request.write(body);
  if (trailers !== undefined) request.addTrailers(trailers);
  request.end();
  const [answer] = (await once(request, "response")) as [IncomingMessage];
  // What is left of the body may find the connection closed.
  request.on("error", () => undefined);
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return {
    status: answer.statusCode!,
    reason: answer.statusMessage!,
    headers: answer.headers,
    trailers: answer.trailers,
    body: Buffer.concat(chunks),
    reused: request.reusedSocket,
  };
}
