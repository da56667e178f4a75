import assert from "node:assert/strict";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import net from "node:net";
import { once } from "node:events";
import fc from "fast-check";
import { forwardRequest, type ForwardError } from "../../../../local-cloud/data-plane/http/forward";
import { exchange } from "./exchange";
import { closeServers, listen } from "./servers";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

describe("passing requests on", () => {
  let failures: ForwardError[];
  beforeEach(() => (failures = []));
  afterEach(closeServers);

  /** A proxy in front of a server; what it can't pass on it answers with 502. */
  async function proxyTo(behind: number, answerTimeoutMs?: number): Promise<number> {
    return listen(
      http.createServer((incoming, outgoing) => {
        const connection = net.connect(behind, "127.0.0.1").on("error", () => undefined);
        forwardRequest(incoming, outgoing, {
          connection,
          headers: incoming.headers,
          answerTimeoutMs,
        }).catch((error: unknown) => {
          failures.push(error as ForwardError);
          outgoing.writeHead(502).end();
        });
      }),
    );
  }

  async function proxied(answer: Answer, answerTimeoutMs?: number): Promise<number> {
    return proxyTo(await listen(http.createServer(answer)), answerTimeoutMs);
  }

  it("streams a body through in both directions", async () => {
    const port = await proxied((request, response) => {
      response.writeHead(201, "Made", { "x-path": request.url, "x-method": request.method });
      request.pipe(response);
    });
    const body = Buffer.alloc(3_000_000, "abc");

    const answer = await exchange({ port, method: "PUT", path: "/a?b=c" }, body);

    assert.equal(`${answer.status} ${answer.reason}`, "201 Made");
    assert.deepEqual([answer.headers["x-path"], answer.headers["x-method"]], ["/a?b=c", "PUT"]);
    assert.ok(answer.body.equals(body));
  });

  it("keeps what comes several times, and the trailers of both sides", async () => {
    const port = await proxied((request, response) => {
      request.resume().once("end", () => {
        response.writeHead(200, { "set-cookie": ["a=1", "b=2"], trailer: "x-sum" });
        response.write("body");
        response.addTrailers({ "x-sum": String(request.trailers["x-count"]) });
        response.end();
      });
    });

    const answer = await exchange(
      { port, method: "POST", headers: { "transfer-encoding": "chunked", trailer: "x-count" } },
      Buffer.from("one"),
      { "x-count": "3" },
    );

    assert.deepEqual(answer.headers["set-cookie"], ["a=1", "b=2"]);
    assert.equal(answer.trailers["x-sum"], "3");
  });

  it("passes on any path and any value of a header as they are", async () => {
    const port = await proxied((request, response) => {
      response.writeHead(200, { "x-value": request.headers["x-value"], "x-path": request.url });
      response.end();
    });
    const characters = (min: number, max: number) =>
      fc
        .array(fc.integer({ min, max }).filter((code) => code !== 0x7f))
        .map((codes) => String.fromCharCode(...codes));

    await fc.assert(
      fc.asyncProperty(characters(0x20, 0xff), characters(0x21, 0x7e), async (value, rest) => {
        const path = `/${rest}`;

        const { headers } = await exchange({ port, path, headers: { "x-value": value } });

        // Space around a value is none of it.
        const trimmed = value.replace(/^ +| +$/g, "");
        assert.deepEqual([headers["x-value"], headers["x-path"]], [trimmed, path]);
      }),
    );
  });

  it("leaves headers behind that are for one connection only", async () => {
    let seen: http.IncomingHttpHeaders = {};
    const port = await proxied((request, response) => {
      seen = request.headers;
      response.end();
    });

    await exchange({
      port,
      headers: {
        connection: "close, x-hop",
        "x-hop": "1",
        "keep-alive": "timeout=5",
        "x-kept": "1",
      },
    });

    const { "x-hop": hop, "keep-alive": keepAlive, "x-kept": kept } = seen;
    assert.deepEqual([hop, keepAlive, kept], [undefined, undefined, "1"]);
  });

  for (const [status, method, headers] of [
    [204, "GET", {}],
    [304, "GET", {}],
    [200, "HEAD", { "content-length": "5" }],
  ] as const) {
    it(`passes on ${status} to ${method}, which has no body, and serves the next request on the connection`, async () => {
      const port = await proxied((_request, response) => {
        response.writeHead(status, headers).end();
      });
      const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

      const first = await exchange({ port, method, agent });
      const second = await exchange({ port, method, agent });

      agent.destroy();
      assert.deepEqual([first.status, second.status, second.reused], [status, status, true]);
    });
  }

  const mute: readonly [string, (socket: net.Socket) => void, ForwardError["reason"]][] = [
    ["closes the connection", (socket) => socket.destroy(), "closed"],
    ["speaks no HTTP", (socket) => socket.write("SSH-2.0-OpenSSH_9.6\r\n\r\n"), "closed"],
    ["never answers", () => undefined, "timeout"],
  ];
  for (const [what, act, reason] of mute) {
    it(`rejects with "${reason}" where the server behind ${what}`, async () => {
      const behind = net.createServer((socket) => {
        socket.on("error", () => undefined).once("data", () => act(socket));
      });
      const port = await proxyTo(await listen(behind), 50);

      const answer = await exchange({ port });

      assert.equal(answer.status, 502);
      assert.deepEqual(
        failures.map((failure) => [failure.name, failure.reason]),
        [["ForwardError", reason]],
      );
    });
  }

  it("counts the answer's time from the end of the request", async () => {
    const port = await proxied((request, response) => {
      void text(request).then((body) => response.end(body));
    }, 50);
    const request = http.request({ port, host: "127.0.0.1", method: "POST" });
    request.write("first ");
    await new Promise((resolve) => setTimeout(resolve, 120));
    request.end("second");

    const [answer] = (await once(request, "response")) as [IncomingMessage];

    assert.equal(await text(answer), "first second");
  });

  it("passes on an answer that comes before the request is there whole", async () => {
    const port = await proxied(
      (_request, response) => void response.writeHead(413).end("too large"),
    );

    const { status, body } = await exchange({ port, method: "POST" }, Buffer.alloc(5_000_000));

    assert.deepEqual([status, body.toString()], [413, "too large"]);
  });

  it("breaks the answer off where the server behind breaks off", async () => {
    const port = await proxied((_request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("begun", () => response.destroy());
    });

    await assert.rejects(exchange({ port }), { code: "ECONNRESET" });
    assert.deepEqual(failures, []);
  });

  it("gives the request up when the client goes away", async () => {
    let isGone: (value: unknown) => void = () => undefined;
    const gone = new Promise((resolve) => (isGone = resolve));
    const port = await proxied((request, response) => {
      response.once("close", isGone);
      client.destroy();
      request.resume();
    });
    const client = http.request({ port, host: "127.0.0.1" }).on("error", () => undefined);
    client.end();

    await gone;

    assert.deepEqual(failures, []);
  });
});

async function text(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
