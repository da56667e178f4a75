import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import tls from "node:tls";
import { serverCertificate } from "../../../local-cloud/http/serverCertificate";
import { PublicAuthority } from "../../../local-cloud/trust/authority";
import { selfSigned } from "../../support/selfSigned";
import { temporaryFolder } from "../../support/temporaryFolder";

describe("the certificate of the HTTPS server", () => {
  it("is signed by the authority, and made for every name that clients ask by", async () => {
    const authority = await PublicAuthority.open(temporaryFolder());
    const { certificate } = await serverCertificate(authority);

    const leaf = new X509Certificate(certificate);
    assert.ok(leaf.verify(new X509Certificate(authority.root).publicKey));
    for (const name of [
      "localhost",
      "management.azure.com",
      "login.microsoftonline.com",
      "api.cloudflare.com",
      "kv.vault.azure.net",
    ]) {
      assert.equal(tls.checkServerIdentity(name, leaf.toLegacyObject()), undefined, name);
    }
    assert.ok(leaf.checkIP("127.0.0.1"));
    assert.equal(leaf.checkHost("example.com"), undefined);
  });

  it("keeps its keys for the owner's eyes", async () => {
    const folder = temporaryFolder();
    await serverCertificate(await PublicAuthority.open(folder));

    for (const name of ["authority.pem.key", "server.pem.key"]) {
      assert.equal(fs.statSync(path.join(folder, name)).mode & 0o777, 0o600, name);
    }
  });

  it("is the same at the next start", async () => {
    const folder = temporaryFolder();

    const first = await serverCertificate(await PublicAuthority.open(folder));
    const second = await serverCertificate(await PublicAuthority.open(folder));

    assert.deepEqual(second, first);
  });

  it("is made anew by the same authority when it ends soon", async () => {
    const folder = temporaryFolder();
    await serverCertificate(await PublicAuthority.open(folder));
    const soon = selfSigned({
      names: ["localhost"],
      notBefore: new Date(Date.now() - 1000),
      notAfter: new Date(Date.now() + 86_400_000),
    });
    fs.writeFileSync(path.join(folder, "server.pem"), soon.certificate);

    const second = await serverCertificate(await PublicAuthority.open(folder));

    assert.notEqual(second.certificate, soon.certificate);
    const { root } = await PublicAuthority.open(folder);
    assert.ok(new X509Certificate(second.certificate).verify(new X509Certificate(root).publicKey));
  });
});
