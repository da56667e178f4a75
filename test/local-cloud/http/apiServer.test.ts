import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import tls from "node:tls";
import fc from "fast-check";
import { PortTaken } from "../../../local-cloud/portTaken";
import { startLocalCloud } from "../../../local-cloud/localCloud";
import { temporaryFolder } from "../../support/temporaryFolder";
import { groupId, subscriptionId } from "../arm/cloud";
import { networkId } from "../arm/samples";
import { sampleKeys, samplePaths } from "./samplePaths";
import { refusalOf, ServedCloud } from "./servedCloud";

/** What is answered to bytes that no HTTP library would send. */
async function rawly(served: ServedCloud, text: string): Promise<string> {
  const { port } = served.cloud.api!;
  const socket = tls.connect({
    host: "127.0.0.1",
    port,
    servername: "localhost",
    ca: served.authority,
  });
  await once(socket, "secureConnect");
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  socket.on("error", () => undefined);
  socket.end(text);
  await once(socket, "close");
  return Buffer.concat(chunks).toString("utf8");
}

describe("the HTTPS server of the vendors' APIs", () => {
  let served: ServedCloud;

  before(async () => {
    served = await ServedCloud.open({ zones: ["example.com"] });
  });

  // Random requests may delete it.
  beforeEach(() =>
    served.call("PUT", groupId, "2025-04-01", { body: { location: "centralindia" } }),
  );

  after(() => served.close());

  it("answers any request, and never with a failure of its own", async () => {
    const segment = fc.oneof(
      fc.constantFrom(
        ...samplePaths.flatMap((path) => path.split("/")),
        "..",
        "%2f",
        "-",
        subscriptionId,
      ),
      fc.webSegment(),
    );
    const path = fc.oneof(
      fc.constantFrom(...samplePaths),
      fc.array(segment, { maxLength: 12 }).map((segments) => `/${segments.join("/")}`),
    );
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom("centralindia", groupId, networkId),
    );
    const knownKeys = fc.constantFrom(...sampleKeys);
    const properties = fc.dictionary(knownKeys, fc.oneof(value, fc.dictionary(knownKeys, value)));
    const resource = fc.record(
      {
        location: fc.constantFrom("centralindia", "global", "eastasia"),
        properties,
        sku: value,
        tags: value,
        identity: value,
      },
      { requiredKeys: ["location"] },
    );
    const body = fc.oneof(
      resource.map((one) => JSON.stringify(one)),
      fc.json({ depthSize: "medium" }),
      fc.string(),
      fc.constant(""),
    );
    const query = fc.dictionary(
      fc.constantFrom("api-version", "$top", "$skiptoken", "$filter", "$expand", "x"),
      fc.oneof(fc.constantFrom("2025-04-01", "2025-07-01", "2025-08-01"), fc.string()),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("GET", "PUT", "PATCH", "POST", "DELETE", "HEAD", "OPTIONS"),
        path,
        query,
        body,
        async (method, where, asked, text) => {
          const parameters = new URLSearchParams({ "api-version": "2025-07-01", ...asked });
          const version = parameters.get("api-version")!;
          parameters.delete("api-version");

          const answer = await served.call(
            method,
            `${where}?${parameters.toString()}`,
            encodeURIComponent(version),
            method === "GET" || method === "HEAD" ? {} : { body: text },
          );

          assert.ok(answer.status >= 200 && answer.status < 500, `${answer.status} ${answer.text}`);
        },
      ),
      { numRuns: 400 },
    );
  });

  it("rejects a body that is too large, and goes on", async () => {
    const body = `{"tags":{"a":"${"x".repeat(5 * 1024 * 1024)}"}}`;

    const answer = await served.call("PUT", groupId, "2025-04-01", { body }).catch(String);

    // A client that is still writing may see its connection end before it reads the answer.
    if (typeof answer !== "string") assert.equal(refusalOf(answer), "413 RequestEntityTooLarge");
    else assert.match(answer, /ECONNRESET|EPIPE/);
    assert.equal((await served.call("GET", groupId, "2025-04-01")).status, 200);
  });

  for (const [what, text, expected] of [
    ["what is no HTTP", "hello\r\n\r\n", /^$/],
    [
      "a target that is no address",
      "GET * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
      /^HTTP\/1\.1 400 /,
    ],
    [
      "a host that is none",
      "GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n",
      /^HTTP\/1\.1 400 /,
    ],
  ] as const) {
    it(`rejects ${what}, and goes on`, async () => {
      assert.match(await rawly(served, text), expected);
      assert.equal((await served.call("GET", groupId, "2025-04-01")).status, 200);
    });
  }

  it("lets go of a connection that is no TLS", async () => {
    const socket = net.connect(served.cloud.api!.port, "127.0.0.1");
    socket.on("error", () => undefined);

    socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    socket.resume();
    await once(socket, "close");

    assert.equal((await served.call("GET", groupId, "2025-04-01")).status, 200);
  });

  it("tells the vendors apart by their host names", async () => {
    const path = "/common/discovery/instance";
    const asked = async (host: string) =>
      (await served.send("GET", path, { headers: { host } })).status;

    assert.equal(await asked("login.microsoftonline.com"), 200);
    // Cloudflare has no such path, and Resource Manager wants a token first.
    assert.notEqual(await asked("api.cloudflare.com"), 200);
  });

  it("rejects a port that somebody else has", async () => {
    const { port } = served.cloud.api!;

    await assert.rejects(
      startLocalCloud({ folder: temporaryFolder(), zones: [], apiPort: port }),
      PortTaken,
    );
  });
});
