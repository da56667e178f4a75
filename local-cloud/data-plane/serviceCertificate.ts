import { RenewedCertificate } from "../trust/renewedCertificate";
import type { Ground } from "./part";

/** Issuer of certificates of Azure's services. @see https://learn.microsoft.com/azure/security/fundamentals/azure-certificate-authority-details */
const issuer = "CN=Microsoft Azure RSA TLS Issuing CA 03, O=Microsoft Corporation, C=US";
/** How long such a one lasts is not documented. */
const validity = { days: 365, renewalDays: 30 };

/** The certificate of a server with a name of the service's. */
export function serviceCertificate(
  ground: Pick<Ground, "authority" | "clock">,
  host: string,
): RenewedCertificate {
  return new RenewedCertificate(ground, { names: [host], issuer, ...validity });
}
