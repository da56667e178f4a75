import { createHash } from "node:crypto";
import type { ArmCloud } from "../../armCloud";

/**
 * The text that a TXT record `asuid.<hostname>` must hold to prove that a hostname may be used: one for all
 * environments and apps of a subscription, 64 upper-case hexadecimal digits.
 *
 * @see https://learn.microsoft.com/rest/api/containerapps/get-custom-domain-verification-id
 */
export function verificationId(cloud: ArmCloud, subscriptionId: string): string {
  return createHash("sha256")
    .update(cloud.secretText(`custom domain verification|${subscriptionId.toLowerCase()}`, 64))
    .digest("hex")
    .toUpperCase();
}
