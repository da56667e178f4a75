import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { askGateway } from "../../../operations/local/askGateway";

describe("asking a local cloud's gateway", () => {
  let gateway: http.Server;
  beforeEach(async () => {
    gateway = http.createServer((incoming, outgoing) => {
      const isKnown = incoming.url === "/pending";
      outgoing.writeHead(isKnown ? 200 : 400).end(isKnown ? '["api"]' : "This is a proxy\n");
    });
    await once(gateway.listen(0, "127.0.0.1"), "listening");
  });
  afterEach(() => gateway.close());

  const ask = (path: string) => askGateway((gateway.address() as AddressInfo).port, path);

  it("gives what it tells", async () => {
    assert.deepEqual(await ask("/pending"), ["api"]);
  });

  it("rejects with what it says where it can't tell", async () => {
    await assert.rejects(ask("/problems"), /\/problems: This is a proxy$/);
  });
});
