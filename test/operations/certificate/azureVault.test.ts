import assert from "node:assert/strict";
import { azureVault } from "../../../operations/certificate/azureVault";
import { selfSigned } from "../../support/selfSigned";
import { serveJson, type JsonServer } from "./jsonServer";

describe("a vault in Azure", () => {
  let server: JsonServer;
  beforeEach(async () => {
    server = await serveJson();
  });
  afterEach(() => server.close());

  const signedIn = { getToken: async () => ({ token: "token", expiresOnTimestamp: Infinity }) };
  const vault = (credential = signedIn) => azureVault("ftl-prd-kv-cin", credential, server.url);
  const { key, certificate, pem } = selfSigned({
    names: ["api.example.com"],
    notBefore: new Date("2026-01-01"),
    notAfter: new Date("2026-04-01"),
  });

  it("imports key and chain as one PEM text, says so, and keeps their order", async () => {
    server.answers.push({ status: 200, body: { id: "…" } });

    await vault().importPem("cert-api-example-com", pem);

    assert.deepEqual(server.requests, [
      {
        method: "POST",
        path: "/certificates/cert-api-example-com/import?api-version=2025-07-01",
        authorization: "Bearer token",
        body: {
          value: pem,
          policy: { secret_props: { contentType: "application/x-pem-file" } },
          preserveCertOrder: true,
        },
      },
    ]);
  });

  it("reads a certificate without its key", async () => {
    const cer = certificate.replaceAll(/-----[A-Z ]+-----|\n/g, "");
    server.answers.push({ status: 200, body: { cer } });

    const found = await vault().certificate("cert-api-example-com");

    assert.equal(found!.subjectAltName, "DNS:api.example.com");
    assert.equal(
      server.requests[0]!.path,
      "/certificates/cert-api-example-com?api-version=2025-07-01",
    );
  });

  it("writes and reads a secret", async () => {
    server.answers.push({ status: 200, body: {} }, { status: 200, body: { value: key } });

    await vault().setSecret("acme-account-key", key);

    assert.equal(await vault().secret("acme-account-key"), key);
    const [put, get] = server.requests;
    assert.deepEqual([put!.method, put!.body], ["PUT", { value: key }]);
    assert.deepEqual(
      [get!.method, get!.path],
      ["GET", "/secrets/acme-account-key?api-version=2025-07-01"],
    );
  });

  it("has no certificate and no secret where the service finds none", async () => {
    const body = { error: { code: "CertificateNotFound", message: "A certificate was not found" } };
    server.answers.push({ status: 404, body }, { status: 404, body });

    assert.deepEqual(
      [await vault().certificate("cert-api-example-com"), await vault().secret("acme-account-key")],
      [undefined, undefined],
    );
  });

  for (const [what, message, mend] of [
    [
      "a closed network",
      "Public network access is disabled and request is not from a trusted service nor via an approved private link.",
      /inside its virtual network only/,
    ],
    [
      "a firewall",
      "Client address is not authorized and caller is not a trusted service.",
      /inside its virtual network only/,
    ],
    [
      "a missing role",
      "Caller is not authorized to perform action",
      /Key Vault Certificates Officer/,
    ],
  ] as const) {
    it(`can't tell behind ${what}, and says how to mend it`, async () => {
      server.answers.push({ status: 403, body: { error: { code: "Forbidden", message } } });

      await assert.rejects(vault().certificate("cert-api-example-com"), {
        name: "Refusal",
        exitCode: 2,
        message: mend,
      });
    });
  }

  it("can't tell without a sign-in", async () => {
    const credential = {
      getToken: async () => {
        throw new Error("CredentialUnavailableError: Please run 'az login'");
      },
    };

    await assert.rejects(vault(credential).certificate("cert-api-example-com"), {
      exitCode: 2,
      message: /Sign in first: az login$/,
    });
  });

  it("can't tell when it is not reached", async () => {
    await server.close();

    await assert.rejects(vault().certificate("cert-api-example-com"), {
      exitCode: 2,
      message: /can't be reached: connect ECONNREFUSED/,
    });
  });

  it("fails with the service's words when it refuses what it is given", async () => {
    const error = { code: "BadParameter", message: "The specified PEM content is not valid." };
    server.answers.push({ status: 400, body: { error } });

    await assert.rejects(vault().importPem("cert-api-example-com", "nonsense"), {
      name: "Error",
      message:
        "The vault ftl-prd-kv-cin refuses: 400 BadParameter The specified PEM content is not valid.",
    });
  });
});
