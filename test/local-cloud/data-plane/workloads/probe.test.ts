import assert from "node:assert/strict";
import http from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import {
  ask,
  type Probe,
  probesOf,
  verdicts,
} from "../../../../local-cloud/data-plane/workloads/probe";

const tcp: Probe = {
  port: 8080,
  initialDelaySeconds: 0,
  periodSeconds: 0,
  timeoutSeconds: 1,
  successThreshold: 1,
  failureThreshold: 3,
};
const get: Probe = {
  ...tcp,
  http: { path: "/health?deep", isSecure: false, headers: { "x-probe": "1" } },
};

describe("a probe", () => {
  let server: http.Server;
  let answer: (request: http.IncomingMessage, response: http.ServerResponse) => void;
  let port: number;
  before(async () => {
    server = http.createServer((request, response) => answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    port = (server.address() as AddressInfo).port;
  });
  after(() => server.close().closeAllConnections());

  for (const [status, expected] of [
    [200, true],
    [302, true],
    [399, true],
    [400, false],
    [503, false],
  ] as const) {
    it(`${expected ? "passes" : "fails"} on an answer with status ${status}`, async () => {
      answer = (_request, response) => response.writeHead(status).end();
      assert.equal(await ask(get, port), expected);
    });
  }

  it("asks for the declared path with the declared headers", async () => {
    let seen = "";
    answer = (request, response) => {
      seen = `${request.method} ${request.url} ${request.headers["x-probe"] as string}`;
      response.end();
    };
    await ask(get, port);
    assert.equal(seen, "GET /health?deep 1");
  });

  it("fails when there is no answer in time", async () => {
    answer = () => {};
    assert.equal(await ask({ ...get, timeoutSeconds: 0.05 }, port), false);
  });

  it("by TCP passes where something listens, whatever it would answer", async () => {
    assert.equal(await ask(tcp, port), true);
  });

  for (const probe of [tcp, get]) {
    it(`by ${probe.http ? "HTTP" : "TCP"} fails where nothing listens`, async () => {
      assert.equal(await ask(probe, undefined), false);
      assert.equal(await ask(probe, await freePort()), false);
    });
  }

  it("is well or ill after as many answers in a row as its thresholds say", async () => {
    const threshold = fc.integer({ min: 1, max: 4 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }),
        threshold,
        threshold,
        async (answers, successThreshold, failureThreshold) => {
          const over = new AbortController();
          let asked = 0;
          const check = async () => {
            const good = answers[asked++];
            if (good === undefined) over.abort();
            return good ?? false;
          };
          const probe = { ...tcp, successThreshold, failureThreshold };
          const seen: [number, boolean][] = [];
          for await (const verdict of verdicts(probe, check, over.signal))
            seen.push([asked, verdict]);

          const expected = answers.flatMap((good, index): [number, boolean][] => {
            const needed = good ? successThreshold : failureThreshold;
            const last = answers.slice(Math.max(0, index + 1 - needed), index + 1);
            return last.length === needed && last.every((one) => one === good)
              ? [[index + 1, good]]
              : [];
          });
          assert.deepEqual(seen, expected);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe("the probes of a container", () => {
  const declared = {
    probes: [{ type: "Liveness", httpGet: { path: "/health", port: 9090 }, periodSeconds: 7 }],
  };

  it("have what is declared, and the service's defaults for the rest", () => {
    assert.deepEqual(probesOf(declared), {
      Liveness: {
        port: 9090,
        http: { path: "/health", isSecure: false, headers: {} },
        initialDelaySeconds: 0,
        periodSeconds: 7,
        timeoutSeconds: 1,
        successThreshold: 1,
        failureThreshold: 3,
      },
    });
  });

  it("are added where the service adds them, for each type that isn't declared", () => {
    const probes = probesOf(declared, 8080);
    assert.deepEqual(
      Object.entries(probes).map(([type, { port, http: isHttp, failureThreshold }]) => [
        type,
        port,
        isHttp !== undefined,
        failureThreshold,
      ]),
      [
        ["Startup", 8080, false, 240],
        ["Readiness", 8080, false, 48],
        ["Liveness", 9090, true, 3],
      ],
    );
  });
});

async function freePort(): Promise<number> {
  const server = http.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
