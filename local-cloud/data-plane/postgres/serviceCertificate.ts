import type { Credentials } from "../../trust/authority";
import type { Ground } from "../part";

/** Issuer of certificates of Azure's services. @see https://learn.microsoft.com/azure/security/fundamentals/azure-certificate-authority-details */
const issuer = "CN=Microsoft Azure RSA TLS Issuing CA 03, O=Microsoft Corporation, C=US";

const dayMs = 24 * 60 * 60 * 1000;
const validDays = 365;
const renewedDaysBefore = 30;

/** The certificate of a server with a name of the service's: always valid, by the machine's clock and by the cloud's. */
export class ServiceCertificate {
  private readonly ground: Pick<Ground, "authority" | "clock">;
  private readonly host: string;
  private held: { readonly credentials: Credentials; readonly renewAt: number } | undefined;

  constructor(ground: Pick<Ground, "authority" | "clock">, host: string) {
    this.ground = ground;
    this.host = host;
  }

  /** The certificate to show now: another object when it has been renewed. */
  async current(): Promise<Credentials> {
    const now = this.ground.clock.now().getTime();
    if (this.held === undefined || this.held.renewAt <= now) {
      const credentials = await this.ground.authority.issue({
        names: [this.host],
        // Workloads go by the machine's clock, which is behind the cloud's.
        notBefore: new Date(Date.now() - dayMs),
        notAfter: new Date(now + validDays * dayMs),
        issuer,
      });
      this.held = { credentials, renewAt: now + (validDays - renewedDaysBefore) * dayMs };
    }
    return this.held.credentials;
  }
}
