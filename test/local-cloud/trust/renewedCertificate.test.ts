import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { PublicAuthority } from "../../../local-cloud/trust/authority";
import { RenewedCertificate } from "../../../local-cloud/trust/renewedCertificate";
import { CloudInMemory } from "../../support/inProcess";
import { temporaryFolder } from "../../support/temporaryFolder";

const dayMs = 86_400_000;

describe("a certificate that a service renews for itself", () => {
  let cloud: CloudInMemory;
  let renewed: RenewedCertificate;
  beforeEach(async () => {
    cloud = await CloudInMemory.withZone("example.com");
    const authority = await PublicAuthority.open(temporaryFolder());
    const ground = { authority, clock: cloud.clock };
    renewed = new RenewedCertificate(ground, {
      names: ["example.com"],
      issuer: "CN=Some Issuing CA",
      days: 90,
      renewalDays: 30,
    });
  });

  it("is the same until its renewal is due", async () => {
    const first = await renewed.current();
    await cloud.clock.advance(59 * dayMs);

    assert.equal(await renewed.current(), first);
  });

  it("is another one from then on, which holds by the cloud's clock and by the machine's", async () => {
    const first = await renewed.current();
    await cloud.clock.advance(60 * dayMs);

    const second = await renewed.current();

    assert.notEqual(second.certificate, first.certificate);
    const { validFrom, validTo } = new X509Certificate(second.certificate);
    assert.ok(Date.parse(validFrom) < Date.now());
    assert.ok(Date.parse(validTo) > cloud.clock.now().getTime() + 89 * dayMs);
  });
});
