import assert from "node:assert/strict";
import http from "node:http";
import https from "node:https";
import net, { type AddressInfo } from "node:net";
import { type ResourceReader, resourceReader } from "../../../operations/verify/resourceReader";
import { PublicAuthority } from "../../../local-cloud/trust/authority";
import { temporaryFolder } from "../../support/temporaryFolder";

interface Said {
  readonly status: number;
  readonly headers?: http.OutgoingHttpHeaders;
  readonly body?: unknown;
}

describe("the reader of resources, when Resource Manager", () => {
  let server: https.Server;
  let authority: PublicAuthority;
  let asked: string[];
  /** What is answered, one after the other, and the last of them for ever. */
  let says: Said[];

  before(async () => {
    authority = await PublicAuthority.open(temporaryFolder());
    const now = new Date();
    const { certificate, key } = await authority.issue({
      names: ["localhost"],
      notBefore: now,
      notAfter: new Date(now.getTime() + 86_400_000),
    });
    server = https.createServer({ cert: certificate, key }, ({ url = "" }, response) => {
      asked.push(url);
      const { status, headers, body = {} } = says.length > 1 ? says.shift()! : says[0]!;
      response.writeHead(status, headers).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  after(() => server.close());
  beforeEach(() => (asked = []));

  const origin = () => `https://localhost:${(server.address() as AddressInfo).port}`;
  function reader(timeoutMs = 5_000, endpoint = origin()): ResourceReader {
    const credential = {
      getToken: () => Promise.resolve({ token: "t", expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
    };
    const clientOptions = { endpoint, tlsOptions: { ca: authority.root } };
    return resourceReader({ credential, clientOptions }, timeoutMs);
  }

  const throttled: Said = { status: 429, headers: { "retry-after": "0" } };

  it("was asked too often, asks again when it says so", async () => {
    says = [throttled, throttled, { status: 200, body: { id: "/x", name: "x", properties: {} } }];

    const found = await reader().get("/x", "v");

    assert.deepEqual([found?.name, asked.length], ["x", 3]);
  });

  it("goes on refusing, gives up and can't tell", async () => {
    says = [throttled];

    await assert.rejects(reader().get("/x", "v"), { name: "Refusal", exitCode: 2 });
    assert.equal(asked.length, 4);
  });

  it("wants a longer wait than there is time, doesn't wait", async () => {
    says = [{ status: 429, headers: { "retry-after": "60" } }];

    await assert.rejects(reader().get("/x", "v"), { name: "Refusal", exitCode: 2 });
    assert.equal(asked.length, 1);
  });

  it("takes the connection and says nothing, can't tell", async () => {
    const mute = net.createServer((socket) => socket.on("error", () => undefined));
    await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
    const endpoint = `https://localhost:${(mute.address() as AddressInfo).port}`;

    const asking = reader(50, endpoint).get("/x", "v");

    await assert.rejects(asking, { name: "Refusal", exitCode: 2, message: /no answer in time/ });
    mute.close();
  });

  it("has more than a page, reads every page", async () => {
    says = [
      { status: 200, body: { value: [{ name: "a" }], nextLink: `${origin()}/x?page=2` } },
      { status: 200, body: { value: [{ name: "b" }], nextLink: null } },
    ];

    const found = await reader().list("/x", "v");

    assert.deepEqual(
      found.map(({ name }) => name),
      ["a", "b"],
    );
  });

  it("has the next page somewhere else, sends the token there to nobody", async () => {
    says = [{ status: 200, body: { value: [], nextLink: "https://elsewhere.example/x" } }];

    await assert.rejects(reader().list("/x", "v"), /next page is at https:\/\/elsewhere\.example/);
  });
});
