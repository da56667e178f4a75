import type { ManagedName } from "./names";
import type { Origins } from "./places";
import { statusOf, withoutCertificate, type CertificateStatus } from "./state";

/**
 * Days before its end from which the renewal of a managed certificate has failed: it is tried 45 days before, and
 * then again and again.
 *
 * @see https://learn.microsoft.com/azure/app-service/configure-ssl-certificate#create-a-free-managed-certificate
 * (the same authority; Container Apps documents no day)
 */
const renewalFailedDays = 30;

/** How a managed certificate stands, as its app serves it. */
export async function managedStatus(
  name: ManagedName,
  { origins, now }: { readonly origins: Origins; readonly now: () => Date },
): Promise<CertificateStatus> {
  const served = await origins.served(name);
  if (typeof served === "string") return withoutCertificate(name, served);
  return withMend(statusOf(name, served, now(), renewalFailedDays));
}

function withMend(status: CertificateStatus): CertificateStatus {
  if (status.state !== "due" && status.state !== "expired") return status;
  const reason =
    `${status.hostname}: Container Apps has not renewed its certificate, which takes a CNAME that leads to the app ` +
    "without a proxy.\nProxied: set phase: bind on the name, deploy, wait until its end has moved, take the phase away, " +
    "deploy.\nDNS-only: look whether the CNAME still leads to the app, and whether CAA records leave digicert.com out.";
  return { ...status, reason };
}
