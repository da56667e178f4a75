import assert from "node:assert/strict";
import { judgeCertificate } from "../../../operations/verify/judgeCertificate";
import { HandshakeCut, presented } from "../../../operations/verify/tlsClient";
import { PublicAuthority } from "../../../local-cloud/trust/authority";
import { temporaryFolder } from "../../support/temporaryFolder";
import { SmallInternet } from "./internet";

const day = 86_400_000;
const name = "api.ftljeta.cloud";

describe("the judgement of a certificate", () => {
  let internet: SmallInternet;
  beforeEach(async () => {
    internet = await SmallInternet.start();
    await internet.host(name, () => ({ status: 200 }), 60, "CN=E7, O=Let's Encrypt, C=US");
  });
  afterEach(() => internet.close());

  async function judge() {
    const found = await presented(internet, name, name, 5_000);
    return judgeCertificate(found, { hostname: name, now: internet.now(), roots: internet.roots });
  }

  it("takes one of an authority that clients trust, and tells its issuer and days", async () => {
    assert.deepEqual(await judge(), { issuer: "E7", daysLeft: 60, isExpired: false, faults: [] });
  });

  it("goes by the time of where the client stands: a year ahead it has expired", async () => {
    internet.time = new Date(internet.time.getTime() + 365 * day);

    const { isExpired, faults } = await judge();

    assert.equal(isExpired, true);
    assert.match(faults.join(), /^it expired \d{4}-\d\d-\d\d$/);
  });

  it("takes one that is of that time, and of none that this machine knows yet", async () => {
    internet.time = new Date(internet.time.getTime() + 365 * day);
    await internet.certify(name, 60, { issuer: "CN=E7, O=Let's Encrypt, C=US" });

    const { daysLeft, faults } = await judge();

    assert.deepEqual({ daysLeft, faults }, { daysLeft: 60, faults: [] });
  });

  it("rejects one that begins later", async () => {
    const now = internet.time;
    internet.time = new Date(now.getTime() + 365 * day);
    await internet.certify(name, 60);
    internet.time = now;

    const { faults } = await judge();

    assert.match(faults.join(), /^it is valid from/);
  });

  it("rejects one for another name", async () => {
    await internet.certify(name, 60, { names: ["other.example"] });

    assert.match((await judge()).faults.join(), /^it is for DNS:other\.example$/);
  });

  it("rejects one of an authority that nobody knows", async () => {
    const authority = await PublicAuthority.open(temporaryFolder());
    await internet.certify(name, 60, { authority });

    assert.match((await judge()).faults.join(), /^not trusted/);
  });

  it("rejects one of such an authority also where a date hides that", async () => {
    const authority = await PublicAuthority.open(temporaryFolder());
    internet.time = new Date(internet.time.getTime() + 365 * day);
    await internet.certify(name, 60, { authority });

    assert.match((await judge()).faults.join(), /^not trusted/);
  });

  it("says of a server that cuts the handshake that it does", async () => {
    internet.uncertify(name);

    await assert.rejects(presented(internet, name, name, 5_000), HandshakeCut);
  });
});
