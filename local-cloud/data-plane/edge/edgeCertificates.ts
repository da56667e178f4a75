import type { Zone } from "../../cloudflare/cloudflareState";
import type { Credentials } from "../../trust/authority";
import { RenewedCertificate } from "../../trust/renewedCertificate";
import type { Ground } from "../part";

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
  private readonly issued = new Map<string, RenewedCertificate>();
  private readonly ground: Pick<Ground, "authority" | "clock">;

  constructor(ground: Pick<Ground, "authority" | "clock">) {
    this.ground = ground;
  }

  /** The zone's certificate. */
  of({ id, name }: Zone): Promise<Credentials> {
    const known = this.issued.get(id);
    if (known !== undefined) return known.current();
    const names = [name, `*.${name}`] as const;
    const made = new RenewedCertificate(this.ground, { names, issuer, ...validity });
    this.issued.set(id, made);
    return made.current();
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
