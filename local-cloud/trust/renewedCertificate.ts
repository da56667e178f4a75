import type { Clock } from "../clock";
import type { CertificateRequest, Credentials, PublicAuthority } from "./authority";

/** What a service has issued for itself, again and again. */
export interface RenewedRequest extends Pick<CertificateRequest, "names" | "issuer"> {
  /** Days that one lasts. */
  readonly days: number;
  /** Days before its end from which a new one takes its place. */
  readonly renewalDays: number;
}

const dayMs = 86_400_000;

/**
 * A certificate that never ends, since a new one takes its place in time. It holds by the cloud's clock and by the
 * machine's, which curl and the workloads go by and which the cloud's may be months ahead of.
 */
export class RenewedCertificate {
  private readonly authority: PublicAuthority;
  private readonly clock: Clock;
  private readonly request: RenewedRequest;
  private held:
    | { readonly credentials: Promise<Credentials>; readonly renewAt: number }
    | undefined;

  constructor(
    { authority, clock }: { readonly authority: PublicAuthority; readonly clock: Clock },
    request: RenewedRequest,
  ) {
    this.authority = authority;
    this.clock = clock;
    this.request = request;
  }

  /** The certificate to show now: another promise when it has been renewed. */
  current(): Promise<Credentials> {
    const now = this.clock.now().getTime();
    if (this.held === undefined || this.held.renewAt <= now) {
      const { days, renewalDays, ...request } = this.request;
      const credentials = this.authority.issue({
        ...request,
        notBefore: new Date(Math.min(now, Date.now()) - dayMs),
        notAfter: new Date(now + days * dayMs),
      });
      this.held = { credentials, renewAt: now + (days - renewalDays) * dayMs };
      // One that can't be had is asked for again.
      credentials.catch(() => (this.held = undefined));
    }
    return this.held.credentials;
  }
}
