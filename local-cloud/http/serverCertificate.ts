import { X509Certificate } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { Credentials, PublicAuthority } from "../trust/authority";

/** Loopback's names, and the vendors' for clients that can't be given another address. */
const dnsNames = [
  "localhost",
  "management.azure.com",
  "login.microsoftonline.com",
  "login.windows.net",
  "*.vault.azure.net",
  "api.cloudflare.com",
] as const;
const addresses = ["127.0.0.1", "::1"];

const dayMs = 86_400_000;
/** Longest that clients accept of a server: https://support.apple.com/102028 */
const validityDays = 397;
const renewalDays = 30;

/**
 * What the HTTPS server of the vendors' APIs shows. It is kept beside the authority that signed it, and made anew when it
 * ends soon; clients go on trusting the authority.
 */
export async function serverCertificate(authority: PublicAuthority): Promise<Credentials> {
  const file = path.join(path.dirname(authority.file), "server.pem");
  const keyFile = `${file}.key`;
  if (!isGood(file, authority)) {
    const made = await authority.issue({
      names: dnsNames,
      addresses,
      notBefore: new Date(Date.now() - dayMs),
      notAfter: new Date(Date.now() + (validityDays - 1) * dayMs),
    });
    // A renewed certificate never stands beside an old key: both are new before either is seen.
    fs.writeFileSync(`${keyFile}.new`, made.key, { mode: 0o600 });
    fs.writeFileSync(`${file}.new`, made.certificate);
    fs.rmSync(file, { force: true });
    fs.renameSync(`${keyFile}.new`, keyFile);
    fs.renameSync(`${file}.new`, file);
  }
  return { certificate: fs.readFileSync(file, "utf8"), key: fs.readFileSync(keyFile, "utf8") };
}

/** Whether there is a certificate of this authority that lasts a while and covers every name. */
function isGood(file: string, authority: PublicAuthority): boolean {
  if (!fs.existsSync(file)) return false;
  const certificate = new X509Certificate(fs.readFileSync(file));
  const covered = certificate.subjectAltName ?? "";
  return (
    Date.parse(certificate.validTo) > Date.now() + renewalDays * dayMs &&
    certificate.verify(new X509Certificate(authority.root).publicKey) &&
    dnsNames.every((name) => covered.includes(`DNS:${name}`))
  );
}
