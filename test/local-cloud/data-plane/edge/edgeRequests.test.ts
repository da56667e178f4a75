import assert from "node:assert/strict";
import http, { type IncomingHttpHeaders, type RequestListener } from "node:http";
import { EdgeWorld, originAddress } from "./edgeWorld";

describe("The edge, passing a request on", () => {
  let world: EdgeWorld;
  beforeEach(async () => {
    world = await EdgeWorld.open();
  });
  afterEach(() => world.close());

  /** Answers with the headers of the request. */
  const mirror: RequestListener = (request, response) =>
    response.end(JSON.stringify(request.headers));
  async function seenByOrigin(headers: http.OutgoingHttpHeaders = {}) {
    await world.httpsOrigin(mirror);
    const answer = await world.visit("https://api.example.com/", { headers });
    return { ...answer, seen: JSON.parse(answer.body) as IncomingHttpHeaders };
  }

  it("tells the origin who asks, and how", async () => {
    const { seen, headers } = await seenByOrigin();

    assert.equal(seen.host, "api.example.com");
    assert.equal(seen["cf-connecting-ip"], "127.0.0.1");
    assert.equal(seen["x-forwarded-for"], "127.0.0.1");
    assert.equal(seen["x-forwarded-proto"], "https");
    assert.equal(seen["cf-visitor"], '{"scheme":"https"}');
    assert.match(String(seen["cf-ray"]), /^[0-9a-f]{16}-LOC$/);
    assert.equal(seen["cf-ray"], headers["cf-ray"]);
  });

  it("knows the visitor by the address that it comes from, and has one of its own", async () => {
    await world.set("ssl", "flexible");
    let source = "";
    const plain = http.createServer((request, response) => {
      source = world.network.sourceOf(request.socket);
      mirror(request, response as never);
    });
    await world.origin(plain, 80);

    const { body } = await world.visit("http://api.example.com/", {
      agent: undefined,
      createConnection: () => world.network.connect("192.0.2.11", 80, "198.51.100.77"),
    });

    const seen = JSON.parse(body) as IncomingHttpHeaders;
    assert.equal(seen["cf-connecting-ip"], "198.51.100.77");
    assert.equal(source, "192.0.2.10");
  });

  it("adds itself to the proxies before it", async () => {
    const { seen } = await seenByOrigin({ "x-forwarded-for": "203.0.113.1,198.51.100.101" });

    assert.equal(seen["x-forwarded-for"], "203.0.113.1,198.51.100.101,127.0.0.1");
  });

  it("doesn't believe what visitors say of their protocol", async () => {
    const { seen } = await seenByOrigin({ "x-forwarded-proto": "http" });

    assert.equal(seen["x-forwarded-proto"], "https");
  });

  const seenBefore: readonly [string, http.OutgoingHttpHeaders][] = [
    ["CF-Connecting-IP", { "cf-connecting-ip": "203.0.113.1" }],
    ["a long X-Forwarded-For", { "x-forwarded-for": "203.0.113.100,".repeat(8) }],
    ["two X-Forwarded-For", { "x-forwarded-for": ["203.0.113.1", "203.0.113.2"] }],
  ];
  for (const [what, headers] of seenBefore) {
    it(`rejects a request with ${what}, as one that was at an edge before`, async () => {
      await world.httpsOrigin(mirror);

      const { status, body } = await world.visit("https://api.example.com/", { headers });

      assert.equal(status, 403);
      assert.match(body, /Error code 1000/);
    });
  }

  it("says that the answer comes from Cloudflare, uncached, whoever made it", async () => {
    await world.httpsOrigin((_request, response) => {
      response.writeHead(200, "Fine", {
        server: "kestrel",
        "x-accel-buffering": "no",
        "set-cookie": ["a=1; Secure; Partitioned", "b=2"],
      });
      response.end();
    });

    const { headers } = await world.visit("https://api.example.com/");

    assert.equal(headers.server, "cloudflare");
    assert.equal(headers["cf-cache-status"], "DYNAMIC");
    assert.equal(headers["x-accel-buffering"], undefined);
    assert.deepEqual(headers["set-cookie"], ["a=1; Secure; Partitioned", "b=2"]);
  });

  it("names the host to the origin in TLS, and comes for the record's address", async () => {
    const names: unknown[] = [];
    const server = await world.httpsOrigin();
    server.on("secureConnection", (socket) => names.push((socket as never)["servername"]));

    await world.visit("https://api.example.com/");

    assert.deepEqual(names, ["api.example.com"]);
  });

  it("follows the CNAME of a proxied name, over others", async () => {
    await world.record("CNAME", "www", "first.example.com", { proxied: true });
    await world.record("CNAME", "first", "second.example.com");
    await world.record("A", "second", originAddress);
    await world.httpsOrigin(mirror, await world.certificate({ names: ["www.example.com"] }));

    assert.equal((await world.visit("https://www.example.com/")).status, 200);
  });

  it("comes to the origin of a proxied name that a CNAME leads to", async () => {
    await world.record("CNAME", "www", "api.example.com", { proxied: true });
    await world.httpsOrigin(mirror, await world.certificate({ names: ["www.example.com"] }));

    assert.equal((await world.visit("https://www.example.com/")).status, 200);
  });

  it("stands in for what a proxied wildcard covers", async () => {
    await world.record("A", "*", originAddress, { proxied: true });
    await world.httpsOrigin(mirror, await world.certificate({ names: ["*.example.com"] }));

    assert.equal((await world.visit("https://anything.example.com/")).status, 200);
  });

  describe("by the zone's setting `ssl`", () => {
    for (const [ssl, visitor, outcome] of [
      ["off", "http", "200 http"],
      ["off", "https", "301 http://api.example.com/a?b=c"],
      ["flexible", "http", "200 http"],
      ["flexible", "https", "200 http"],
      ["full", "http", "200 http"],
      ["full", "https", "200 https"],
      ["strict", "http", "200 http"],
      ["strict", "https", "200 https"],
      ["origin_pull", "http", "200 https"],
      ["origin_pull", "https", "200 https"],
    ] as const) {
      it(`${ssl}: a visitor by ${visitor} gets ${outcome}`, async () => {
        await world.set("ssl", ssl);
        await world.httpsOrigin((_request, response) => response.end("https"));
        const plain = http.createServer((_request, response) => response.end("http"));
        await world.origin(plain, 80);

        const answer = await world.visit(`${visitor}://api.example.com/a?b=c`);

        assert.equal(`${answer.status} ${answer.headers.location ?? answer.body}`, outcome);
      });
    }
  });

  it("sends visitors from HTTP to HTTPS where the zone says so", async () => {
    await world.set("always_use_https", "on");

    const { status, headers } = await world.visit("http://api.example.com/stadium?seat=1");

    assert.equal(status, 301);
    assert.equal(headers.location, "https://api.example.com/stadium?seat=1");
  });

  it("answers at each of the edge's addresses until it is closed", async () => {
    const routes = () =>
      ["192.0.2.10", "192.0.2.11", "2001:db8::10", "2001:db8::11"].flatMap((address) =>
        [80, 443].map((port) => world.network.route(address, port) !== undefined),
      );
    const before = routes();

    await world.edge.close();

    assert.deepEqual([before, routes()], [Array(8).fill(true), Array(8).fill(false)]);
  });
});
