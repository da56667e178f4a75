import assert from "node:assert/strict";
import { Duplex } from "node:stream";
import tls from "node:tls";
import fc from "fast-check";
import { readClientHello } from "../../../../local-cloud/data-plane/edge/clientHello";

describe("Reading a TLS ClientHello", () => {
  it("finds the server's name, in small letters", async () => {
    const hello = await helloOf({ servername: "API.Example.COM" });

    assert.deepEqual(readClientHello(hello), { serverName: "api.example.com" });
  });

  it("finds that there is no name", async () => {
    assert.deepEqual(readClientHello(await helloOf({})), { serverName: undefined });
  });

  it("waits for the rest of any beginning", async () => {
    const hello = await helloOf({ servername: "api.example.com" });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: hello.length - 1 }), (length) => {
        assert.equal(readClientHello(hello.subarray(0, length)), "incomplete");
      }),
    );
  });

  it("puts a message together that comes in several records", async () => {
    const hello = await helloOf({ servername: "api.example.com" });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: hello.length - 6 }), (first) => {
        const message = hello.subarray(5);
        const split = Buffer.concat([
          recordOf(message.subarray(0, first)),
          recordOf(message.subarray(first)),
        ]);
        assert.deepEqual(readClientHello(split), { serverName: "api.example.com" });
      }),
    );
  });

  for (const [what, bytes] of [
    ["plain HTTP", Buffer.from("GET / HTTP/1.1\r\n\r\n")],
    ["an alert", Buffer.from([21, 3, 3, 0, 2, 2, 40])],
    ["another handshake message", recordOf(Buffer.from([2, 0, 0, 0]))],
    ["a message with nothing in it", recordOf(Buffer.from([1, 0, 0, 0]))],
    ["a message without end", recordOf(Buffer.from([1, 255, 255, 255]))],
  ] as const) {
    it(`rejects ${what}`, () => {
      assert.equal(readClientHello(bytes), "malformed");
    });
  }

  it("never fails, whatever comes", async () => {
    const hello = await helloOf({ servername: "api.example.com" });
    const damaged = fc
      .array(fc.tuple(fc.nat(hello.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
      .map((changes) => {
        const copy = Buffer.from(hello);
        for (const [at, byte] of changes) copy[at] = byte;
        return copy;
      });
    const anything = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(fc.oneof(damaged, anything), (bytes) => {
        const read = readClientHello(bytes);
        assert.ok(read === "incomplete" || read === "malformed" || "serverName" in read);
      }),
    );
  });
});

/** What Node.js says first. */
async function helloOf(options: tls.ConnectionOptions): Promise<Buffer> {
  let client: tls.TLSSocket | undefined;
  const hello = await new Promise<Buffer>((resolve) => {
    const write = (chunk: Buffer) => resolve(chunk);
    client = tls.connect({ ...options, socket: new Duplex({ read: () => undefined, write }) });
    client.on("error", () => undefined);
  });
  client!.destroy();
  return hello;
}

function recordOf(content: Buffer): Buffer {
  const header = Buffer.from([22, 3, 1, 0, 0]);
  header.writeUInt16BE(content.length, 3);
  return Buffer.concat([header, content]);
}
