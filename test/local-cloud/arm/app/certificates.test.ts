import assert from "node:assert/strict";
import { certificateFor } from "../../../../local-cloud/arm/types/app/environmentCertificates";
import { type JsonObject } from "../../../../local-cloud/json";
import { selfSigned } from "../../../support/selfSigned";
import { propertiesOf, refusedWith, type TestCloud } from "../cloud";
import { pkcs12 } from "./pkcs12";
import {
  environmentBody,
  environmentId,
  grant,
  identityId,
  openPlatform,
  secretId,
  secretUrl,
  strangerId,
  vaultId,
  textIn,
} from "./platform";

const certificateId = `${environmentId}/certificates/api`;
const hostname = "api.example.com";

/** A certificate that holds from the first of one month to the first of another. */
function certificateOf(from: string, to: string, names: readonly string[] = [hostname]) {
  return selfSigned({
    names,
    notBefore: new Date(`${from}-01T00:00:00Z`),
    notAfter: new Date(`${to}-01T00:00:00Z`),
  });
}

function upload(value: string, more: JsonObject = {}): JsonObject {
  return {
    location: "centralindia",
    properties: { value: Buffer.from(value).toString("base64"), ...more },
  };
}

function fromVault(secret: string, identity = identityId): JsonObject {
  return {
    location: "centralindia",
    properties: { certificateKeyVaultProperties: { identity, keyVaultUrl: secretUrl(secret) } },
  };
}

describe("Microsoft.App/managedEnvironments/certificates", () => {
  let cloud: TestCloud;

  beforeEach(async () => {
    cloud = await openPlatform();
  });
  afterEach(() => cloud.close());

  const put = (body: JsonObject) => cloud.put(certificateId, body);
  const certificate = () => certificateFor(cloud.resourceManager, certificateId);

  describe("by value", () => {
    it("says what the certificate says, and never gives the key back", async () => {
      const { pem } = certificateOf("2026-11", "2027-02", [hostname, "*.b.example.com"]);
      const properties = propertiesOf(await put(upload(pem, { password: "" })));
      assert.equal(properties.provisioningState, "Succeeded");
      assert.equal(properties.subjectName, hostname);
      assert.deepEqual(properties.subjectAlternativeNames, [hostname, "*.b.example.com"]);
      assert.equal(properties.issuer, `CN=${hostname}`);
      assert.equal(properties.issueDate, "2026-11-01T00:00:00.000Z");
      assert.equal(properties.expirationDate, "2027-02-01T00:00:00.000Z");
      assert.match(textIn(properties, "thumbprint"), /^[0-9A-F]{40}$/);
      assert.match(textIn(properties, "publicKeyHash"), /^[0-9a-f]{64}$/);
      assert.equal(properties.valid, true);
      assert.equal("value" in properties || "password" in properties, false);
    });

    it("rejects a name with other characters than letters, digits, '-' and '.'", async () => {
      const { pem } = certificateOf("2026-11", "2027-02");

      const request = cloud.put(`${environmentId}/certificates/api_prd`, upload(pem));

      await refusedWith(request, "InvalidCertificateName", { status: 400 });
    });

    it("takes a PKCS #12 file with its password", async () => {
      const { value, password, thumbprint } = pkcs12;
      const properties = propertiesOf(
        await put({ location: "centralindia", properties: { value, password } }),
      );
      assert.deepEqual(properties.subjectAlternativeNames, ["pfx.example.com"]);
      assert.equal(properties.thumbprint, thumbprint);
    });

    it("takes the certificate and the key in either order", async () => {
      const { certificate: first, key } = certificateOf("2026-11", "2027-02");
      await assert.doesNotReject(put(upload(`${first}${key}`)));
    });

    it("takes an authority to trust without a key", async () => {
      const { certificate: authority } = certificateOf("2026-11", "2027-02");
      const more = { certificateType: "ImagePullTrustedCA" };
      await assert.doesNotReject(put(upload(authority, more)));
    });

    it("is no longer valid once its time is over", async () => {
      await put(upload(certificateOf("2026-11", "2026-12").pem));
      cloud.advance({ days: 30 });
      assert.equal(propertiesOf(cloud.get(certificateId)).valid, false);
    });

    it("can't be exchanged in place", async () => {
      await put(upload(certificateOf("2026-11", "2027-02").pem));
      await refusedWith(
        put(upload(certificateOf("2026-11", "2027-03").pem)),
        "PropertyChangeNotAllowed",
      );
    });

    const one = certificateOf("2026-11", "2027-02");
    const other = certificateOf("2026-11", "2027-02");
    const withoutKey = "CertificateMustContainOnePrivateKey";
    const refusals: readonly [title: string, properties: JsonObject, code: string][] = [
      ["nothing at all", {}, "InvalidCertificate"],
      [
        "a value and a vault's secret at once",
        {
          value: pkcs12.value,
          password: pkcs12.password,
          certificateKeyVaultProperties: { identity: identityId, keyVaultUrl: secretUrl("cert") },
        },
        "InvalidCertificate",
      ],
      ["what is no certificate", { value: "Y2VydA==" }, "InvalidCertificate"],
      ["a wrong password", { value: pkcs12.value, password: "x" }, "InvalidCertificate"],
      ["a certificate without key", { value: base64(one.certificate) }, withoutKey],
      ["a key without certificate", { value: base64(one.key) }, "InvalidCertificate"],
      ["two keys", { value: base64(one.pem + other.key) }, withoutKey],
      ["the key of another", { value: base64(one.certificate + other.key) }, withoutKey],
    ];
    for (const [title, properties, code] of refusals) {
      it(`rejects ${title}`, async () => {
        await refusedWith(put({ location: "centralindia", properties }), code, { status: 400 });
      });
    }
  });

  describe("from Key Vault", () => {
    const secret = "cert-api";
    const refused = "CertificateKeyVaultReadFailed";
    const store = (value: string) => cloud.put(secretId(secret), { properties: { value } });

    it("reads PEM text as the vault has it", async () => {
      await store(certificateOf("2026-11", "2027-02").pem);
      const properties = propertiesOf(await put(fromVault(secret)));
      assert.deepEqual(properties.subjectAlternativeNames, [hostname]);
      assert.equal(properties.expirationDate, "2027-02-01T00:00:00.000Z");
    });

    it("rejects a secret that doesn't exist", async () => {
      await refusedWith(put(fromVault(secret)), refused, { message: /SecretNotFound/ });
    });

    it("rejects an identity without a role on the vault", async () => {
      await store(certificateOf("2026-11", "2027-02").pem);
      await refusedWith(put(fromVault(secret, strangerId)), refused, { message: /Forbidden/ });
      await grant(cloud, strangerId, vaultId, "keyVaultSecretsUser");
      await assert.doesNotReject(put(fromVault(secret, strangerId)));
    });

    it("rejects an identity that the environment hasn't", async () => {
      await store(certificateOf("2026-11", "2027-02").pem);
      await cloud.put(environmentId, { ...environmentBody(), identity: { type: "None" } });
      await refusedWith(put(fromVault(secret)), refused, { message: /not assigned/ });
    });

    it("rejects a secret that holds no certificate", async () => {
      await store("not a certificate");
      await refusedWith(put(fromVault(secret)), "InvalidCertificate");
    });

    it("rejects a secret that holds no key", async () => {
      await store(certificateOf("2026-11", "2027-02").certificate);
      await refusedWith(put(fromVault(secret)), "CertificateMustContainOnePrivateKey");
    });

    describe("when the secret gets a new version", () => {
      const end = () => certificate()?.notAfter.toISOString().slice(0, 7);

      beforeEach(async () => {
        await store(certificateOf("2026-11", "2027-02").pem);
        await put(fromVault(secret));
        cloud.advance({ days: 30 });
        await store(certificateOf("2026-12", "2027-03").pem);
      });

      it("takes it up within half a day", () => {
        cloud.advance({ hours: 11 });
        assert.equal(end(), "2027-02");
        cloud.advance({ hours: 1 });
        assert.equal(end(), "2027-03");
      });

      it("takes it up at once when it is written itself", async () => {
        await put(fromVault(secret));
        assert.equal(end(), "2027-03");
      });

      it("serves on what it has when it may no longer read", async () => {
        await cloud.put(environmentId, { ...environmentBody(), identity: { type: "None" } });
        cloud.advance({ days: 1 });
        assert.equal(end(), "2027-02");
      });

      it("serves on what it has when the new version is no certificate", async () => {
        await store("broken");
        cloud.advance({ days: 1 });
        assert.equal(end(), "2027-02");
        assert.equal(certificate()?.state, "RenewalFailed");
      });

      it("gets over a broken version with the next good one", async () => {
        await store("broken");
        cloud.advance({ days: 1 });
        await store(certificateOf("2026-12", "2027-04").pem);
        cloud.advance({ days: 1 });
        assert.equal(end(), "2027-04");
        assert.equal(certificate()?.state, "Succeeded");
      });
    });
  });
});

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
