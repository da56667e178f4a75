import acme from "acme-client";
import { Interrupted } from "./challenge";
import type { VaultCertificate } from "./names";
import { certificatePem, redacted } from "./pem";
import type { CertificateAuthority, CertificateVault } from "./places";
import {
  factsOf,
  statusOf,
  withoutCertificate,
  type CertificateState,
  type CertificateStatus,
} from "./state";

/** Longest common name of a subject, in characters (RFC 5280, ub-common-name). */
const longestCommonName = 64;

/** Where certificates are kept, who signs them, and what time it is there. */
export interface Workplace {
  readonly vault: CertificateVault;
  readonly now: () => Date;
  /** Whoever signs certificates of this kind; asked for when the first one is needed. */
  readonly authority: (kind: VaultCertificate["kind"]) => Promise<CertificateAuthority>;
  /** Told what goes on. */
  readonly say: (line: string) => void;
}

/** What became of one certificate. */
export interface Outcome {
  readonly hostname: string;
  readonly kind: VaultCertificate["kind"];
  /** `kept`: there was nothing to do. */
  readonly result: "obtained" | "kept" | "failed";
  readonly state: CertificateState;
  readonly expires: string | undefined;
  /** Why it failed. */
  readonly message?: string;
}

/** How the certificates stand in the vault. */
export async function statuses(
  certificates: readonly VaultCertificate[],
  { vault, now }: Pick<Workplace, "vault" | "now">,
  dueDays: number,
): Promise<CertificateStatus[]> {
  const found: CertificateStatus[] = [];
  for (const certificate of certificates) {
    const leaf = await vault.certificate(certificate.secretName);
    found.push(
      leaf === undefined
        ? withoutCertificate(certificate, "missing")
        : statusOf(certificate, factsOf(certificate.hostname, leaf), now(), dueDays),
    );
  }
  return found;
}

/**
 * Obtains the certificates whose state asks for it, one after the other; one that fails does not keep the others
 * from being obtained.
 *
 * @param wanted States in which a new certificate is obtained.
 */
export async function obtainAll(
  certificates: readonly VaultCertificate[],
  place: Workplace,
  wanted: readonly CertificateState[],
  dueDays: number,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const certificate of certificates) {
    const { hostname, kind } = certificate;
    const [before] = await statuses([certificate], place, dueDays);
    const { state, expires } = before!;
    if (!wanted.includes(state)) {
      place.say(`${hostname}: ${state}, until ${expires}`);
      outcomes.push({ hostname, kind, result: "kept", state, expires });
      continue;
    }
    try {
      await obtain(certificate, place);
      const [after] = await statuses([certificate], place, dueDays);
      place.say(`${hostname}: obtained from ${after!.issuer}, until ${after!.expires}`);
      outcomes.push({
        hostname,
        kind,
        result: "obtained",
        state: after!.state,
        expires: after!.expires,
      });
    } catch (error) {
      if (error instanceof Interrupted) throw error;
      const message = redacted(error instanceof Error ? error.message : String(error));
      place.say(`${hostname}: failed: ${message}`);
      outcomes.push({ hostname, kind, result: "failed", state, expires, message });
    }
  }
  return outcomes;
}

/** Has one certificate signed for a new key, and puts both into the vault: they are nowhere else. */
async function obtain(
  { hostname, kind, secretName }: VaultCertificate,
  { vault, authority, now, say }: Workplace,
): Promise<void> {
  const signer = await authority(kind);
  say(`${hostname}: asking ${signer.name}`);
  const [privateKey, csr] = await acme.crypto.createCsr(
    {
      altNames: [hostname],
      ...(hostname.length <= longestCommonName && { commonName: hostname }),
    },
    // RSA: Container Apps documents no other kind of key.
    await acme.crypto.createPrivateRsaKey(),
  );
  const chain = await signer.sign(hostname, csr.toString());
  const pem = certificatePem(hostname, { privateKey: privateKey.toString(), chain }, now());
  await vault.importPem(secretName, pem);
}
