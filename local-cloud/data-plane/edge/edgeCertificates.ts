import type { Zone } from "../../cloudflare/cloudflareState";
import type { Clock } from "../../clock";
import type { Credentials, PublicAuthority } from "../../trust/authority";

const dayMs = 86_400_000;
/**
 * Days that a certificate lasts, and that are left of it when it is renewed.
 *
 * @see https://developers.cloudflare.com/ssl/reference/certificate-validity-periods/
 */
const validity = { days: 90, renewalDays: 30 };
/** One of the authorities that Cloudflare chooses from. @see https://pki.goog/repository/ */
const issuer = "CN=WE1, O=Google Trust Services, C=US";

/** Universal SSL: the certificates of the account's zones, which the edge shows to visitors. */
export class EdgeCertificates {
  private readonly issued = new Map<string, { credentials: Credentials; notAfter: Date }>();
  private readonly authority: PublicAuthority;
  private readonly clock: Clock;

  constructor(authority: PublicAuthority, clock: Clock) {
    this.authority = authority;
    this.clock = clock;
  }

  /** The zone's certificate; a new one when it ends soon. */
  async of(zone: Zone): Promise<Credentials> {
    const now = this.clock.now().getTime();
    const known = this.issued.get(zone.id);
    if (known !== undefined && known.notAfter.getTime() - now > validity.renewalDays * dayMs) {
      return known.credentials;
    }
    const notAfter = new Date(now + validity.days * dayMs);
    const credentials = await this.authority.issue({
      names: [zone.name, `*.${zone.name}`],
      // Clients such as curl judge by the machine's clock, which the cloud's is ahead of.
      notBefore: new Date(Date.now() - dayMs),
      notAfter,
      issuer,
    });
    this.issued.set(zone.id, { credentials, notAfter });
    return credentials;
  }
}

/**
 * Whether a zone's certificate is for a hostname in it: the apex and the first level below, and no deeper.
 *
 * @see https://developers.cloudflare.com/ssl/edge-certificates/universal-ssl/limitations/
 */
export function isCovered(zone: Zone, hostname: string): boolean {
  return hostname === zone.name || hostname.split(".").slice(1).join(".") === zone.name;
}
