import http from "node:http";
import { openTls } from "./tlsClient";
import { Unreached, type Vantage } from "./vantage";

/** A request to a host, over HTTPS if nothing else is said. */
export interface HttpRequest {
  /** @default "GET" */
  readonly method?: "GET" | "POST" | "OPTIONS";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** @default "https:" */
  readonly protocol?: "http:" | "https:";
}

/** What came back. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  /** The first {@link longestBody} bytes, as text. Empty after an upgrade. */
  readonly body: string;
}

/** Bytes of an answer that are read: bundles are larger than one would think. */
const longestBody = 16 * 1024 * 1024;

/**
 * Sends a request, whatever certificate the server shows. Redirects are not followed.
 *
 * @throws Unreached, HandshakeCut
 */
export async function httpCall(
  vantage: Vantage,
  host: string,
  request: HttpRequest,
  timeoutMs: number,
): Promise<HttpAnswer> {
  const { method = "GET", path, headers, body, protocol = "https:" } = request;
  const socket =
    protocol === "https:"
      ? await openTls(vantage, host, host, timeoutMs)
      : await vantage.connect(host, 80);
  const content = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => {
      socket.destroy();
      reject(new Unreached(`${method} ${protocol}//${host}${withoutQuery(path)}: ${reason}`));
    };
    const timer = setTimeout(() => fail(`no answer within ${timeoutMs / 1000} s`), timeoutMs);
    const end = (answer: HttpAnswer) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const outgoing = http.request({
      createConnection: () => socket,
      method,
      path,
      headers: {
        host,
        connection: "close",
        "user-agent": "ftl-verify",
        ...(content !== undefined && {
          "content-type": "application/json",
          "content-length": String(Buffer.byteLength(content)),
        }),
        ...headers,
      },
    });
    outgoing.on("error", ({ message, code }: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      fail(message || (code ?? "no reason"));
    });
    outgoing.on("response", (response) => {
      const parts: Buffer[] = [];
      let length = 0;
      const done = () =>
        end({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(parts).toString("utf8"),
        });
      response.on("data", (part: Buffer) => {
        parts.push(part);
        length += part.length;
        if (length > longestBody) done();
      });
      response.on("end", done);
      response.on("error", ({ message }) => fail(message));
    });
    outgoing.on("upgrade", ({ statusCode = 0, headers: answered }) => {
      end({ status: statusCode, headers: answered, body: "" });
    });
    outgoing.end(content);
  });
}

/** A token may stand in the query, and errors are shown. */
function withoutQuery(path: string): string {
  return path.split("?")[0]!;
}
