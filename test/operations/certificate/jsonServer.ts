import http from "node:http";
import type { AddressInfo } from "node:net";

/** A request as it came. */
export interface JsonRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

/** A server that answers what it is told to, in turn, and remembers what it was asked. */
export interface JsonServer {
  readonly url: string;
  readonly answers: { readonly status: number; readonly body: unknown }[];
  readonly requests: JsonRequest[];
  close(): Promise<void>;
}

export async function serveJson(): Promise<JsonServer> {
  const answers: JsonServer["answers"] = [];
  const requests: JsonRequest[] = [];
  const server = http.createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (more: string) => (text += more));
    request.once("end", () => {
      requests.push({
        method: request.method!,
        path: request.url!,
        authorization: request.headers.authorization,
        body: text === "" ? undefined : JSON.parse(text),
      });
      const { status, body } = answers.shift() ?? { status: 500, body: "nothing was prepared" };
      response.writeHead(status, { "content-type": "application/json", connection: "close" });
      response.end(typeof body === "string" ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers,
    requests,
    close,
  };
}
