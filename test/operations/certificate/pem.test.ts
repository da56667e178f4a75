import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import fc from "fast-check";
import { certificatePem, redacted } from "../../../operations/certificate/pem";
import { selfSigned } from "../../support/selfSigned";

const [before, during, after] = ["2026-01-01", "2026-02-01", "2026-04-01"].map(
  (day) => new Date(day),
) as [Date, Date, Date];
const signed = selfSigned({
  names: ["api.example.com"],
  notBefore: new Date("2026-01-15"),
  notAfter: new Date("2026-03-15"),
});
const issued = { privateKey: signed.key, chain: signed.certificate };

describe("the PEM text of a certificate in Key Vault", () => {
  it("is the key and then the certificate with its chain", () => {
    const pem = certificatePem("api.example.com", issued, during);

    assert.ok(pem.startsWith("-----BEGIN PRIVATE KEY-----\n"));
    assert.equal(new X509Certificate(pem).subjectAltName, "DNS:api.example.com");
  });

  const other = selfSigned({ names: ["api.example.com"], notBefore: before, notAfter: after });
  for (const [what, hostname, certificate, now, reason] of [
    ["another name", "ws.example.com", issued, during, /is for DNS:api\.example\.com$/],
    ["a name above", "example.com", issued, during, /is for DNS:api\.example\.com$/],
    [
      "another key",
      "api.example.com",
      { ...issued, privateKey: other.key },
      during,
      /has another key$/,
    ],
    ["a time to come", "api.example.com", issued, before, /is valid from Jan 15 .* 2026 GMT to/],
    ["a time past", "api.example.com", issued, after, /is valid from Jan 15 .* 2026 GMT to/],
  ] as const) {
    it(`rejects a certificate for ${what}`, () => {
      assert.throws(() => certificatePem(hostname, certificate, now), reason);
    });
  }

  it("takes no name from the subject when there are others beside it", () => {
    const subjectOnly = selfSigned({
      names: ["other.example.com"],
      commonName: "api.example.com",
      notBefore: before,
      notAfter: after,
    });

    assert.throws(
      () =>
        certificatePem(
          "api.example.com",
          { privateKey: subjectOnly.key, chain: subjectOnly.certificate },
          during,
        ),
      /is for DNS:other\.example\.com$/,
    );
  });
});

describe("a text for people", () => {
  it("never shows a private key, wherever it stands in it and however it ends", () => {
    const label = fc.constantFrom("", "RSA ", "EC ", "ENCRYPTED ");
    const body = fc.base64String({ minLength: 8 });
    fc.assert(
      fc.property(
        fc.string(),
        label,
        body,
        fc.boolean(),
        fc.string(),
        (head, kind, key, whole, tail) => {
          const end = whole ? `-----END ${kind}PRIVATE KEY-----` : "";
          const text = `${head}\n-----BEGIN ${kind}PRIVATE KEY-----\n${key}\n${end}${tail}`;

          const shown = redacted(text);

          assert.ok(shown.startsWith(head));
          assert.ok(!shown.slice(head.length).includes(key), shown);
        },
      ),
    );
  });

  it("keeps everything else", () => {
    const { certificate } = signed;
    assert.equal(redacted(`a ${certificate} b`), `a ${certificate} b`);
  });
});
