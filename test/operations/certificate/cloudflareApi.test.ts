import assert from "node:assert/strict";
import { cloudflareZone, originAuthority } from "../../../operations/certificate/cloudflareApi";
import { serveJson, type JsonServer } from "./jsonServer";

describe("Cloudflare's API", () => {
  let server: JsonServer;
  beforeEach(async () => {
    server = await serveJson();
  });
  afterEach(() => server.close());

  const access = () => ({ token: "token", url: server.url });
  const succeeds = (result: unknown) =>
    server.answers.push({ status: 200, body: { success: true, errors: [], messages: [], result } });

  it("finds the zone, writes a challenge's record, and deletes it by its id", async () => {
    succeeds([{ id: "zone1", name: "example.com" }]);
    succeeds({ id: "record1" });
    succeeds({ id: "record1" });

    const zone = await cloudflareZone(access(), "example.com");
    const id = await zone.addTxt("_acme-challenge.api.example.com", "proof");
    await zone.remove(id);

    const [find, write, remove] = server.requests;
    assert.deepEqual(find, {
      method: "GET",
      path: "/zones?name=example.com",
      authorization: "Bearer token",
      body: undefined,
    });
    assert.equal(write!.path, "/zones/zone1/dns_records");
    assert.deepEqual(write!.body, {
      type: "TXT",
      name: "_acme-challenge.api.example.com",
      content: '"proof"',
      ttl: 60,
      comment: "ftl certificate: answers a challenge, and goes away by itself",
    });
    assert.equal(`${remove!.method} ${remove!.path}`, "DELETE /zones/zone1/dns_records/record1");
  });

  it("refuses a zone that the token does not see, with the permission that it takes", async () => {
    succeeds([]);

    await assert.rejects(cloudflareZone(access(), "example.com"), {
      name: "Refusal",
      message: "CLOUDFLARE_API_TOKEN does not see the zone example.com: it takes Zone Read on it.",
    });
  });

  it("has a request signed by the Origin CA for a year", async () => {
    succeeds({ id: "1", certificate: "-----BEGIN CERTIFICATE-----" });

    const chain = await originAuthority(access()).sign("api.example.com", "csr");

    assert.equal(chain, "-----BEGIN CERTIFICATE-----");
    assert.equal(server.requests[0]!.path, "/certificates");
    assert.deepEqual(server.requests[0]!.body, {
      csr: "csr",
      hostnames: ["api.example.com"],
      request_type: "origin-rsa",
      requested_validity: 365,
    });
  });

  it("fails with the code and the words of a refusal", async () => {
    const errors = [{ code: 9109, message: "Invalid access token" }];
    server.answers.push({ status: 403, body: { success: false, errors, result: null } });

    await assert.rejects(
      cloudflareZone(access(), "example.com"),
      /^Error: Cloudflare refused GET \/zones\?name=example\.com: 403 Invalid access token \(code 9109\)$/,
    );
  });

  it("fails with what a page says that is no answer of the API", async () => {
    server.answers.push({ status: 502, body: "<html>Bad gateway</html>" });

    await assert.rejects(cloudflareZone(access(), "example.com"), /502 <html>Bad gateway<\/html>$/);
  });
});
