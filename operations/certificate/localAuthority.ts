import { webcrypto } from "node:crypto";
import type { LocalCloud } from "../../local-cloud";
import type { VaultCertificate } from "./names";
import type { CertificateAuthority } from "./places";

/** Days that a certificate of either kind lasts. */
const validityDays = { keyvault: 90, origin: 365 } as const;
/** Who signs RSA keys by ACME in the real world. @see https://letsencrypt.org/certificates/ */
const publicIssuer = "CN=R12, O=Let's Encrypt, C=US";
const dayMs = 86_400_000;

/**
 * The local cloud's own authorities, which sign at once, without ACME and without a proof of the name: for names that
 * clients reach directly the public one, which they all trust; for origins of the proxy Cloudflare's Origin CA, which
 * its edge trusts.
 */
export async function localAuthority(
  cloud: Pick<LocalCloud, "authority" | "clock" | "cloudflare">,
  kind: VaultCertificate["kind"],
): Promise<CertificateAuthority> {
  return kind === "origin" ? originCa(cloud) : publicAuthority(cloud);
}

async function publicAuthority({
  authority,
  clock,
}: Pick<LocalCloud, "authority" | "clock">): Promise<CertificateAuthority> {
  const { Pkcs10CertificateRequest } = await import("@peculiar/x509");
  const signer = await authority();
  return {
    name: "the local cloud's own authority",
    sign: async (hostname, csr) => {
      const request = new Pkcs10CertificateRequest(csr);
      if (!(await request.verify(webcrypto as Crypto)))
        throw new Error("the request is not signed");
      const notBefore = clock.now();
      return signer.sign({
        names: [hostname],
        publicKey: request.publicKey,
        issuer: publicIssuer,
        notBefore,
        notAfter: new Date(notBefore.getTime() + validityDays.keyvault * dayMs),
      });
    },
  };
}

function originCa({ cloudflare }: Pick<LocalCloud, "cloudflare">): CertificateAuthority {
  return {
    name: "the local cloud's Origin CA",
    sign: async (hostname, csr) => {
      const { certificate } = await cloudflare.originCa.sign({
        csr,
        hostnames: [hostname],
        requestType: "origin-rsa",
        requestedValidity: validityDays.origin,
      });
      return certificate;
    },
  };
}
