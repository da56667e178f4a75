/** Whether a token is a token. */

import { CloudflareError } from "../../cloudflare/cloudflareError";
import type { Handler } from "./reply";

/**
 * @see https://github.com/putyourlightson/craft-cloudflare/issues/88 (the answer)
 * @see https://github.com/kissgyorgy/cloudflare-dyndns/issues/40 (1001)
 */
export const verifyToken: Handler = ({ caller: { tokenId } }) => {
  if (tokenId === undefined) {
    throw new CloudflareError(400, 1001, 'Missing "Authorization" header');
  }
  return {
    result: { id: tokenId, status: "active" },
    messages: [{ code: 10_000, message: "This API Token is valid and active", type: null }],
  };
};

/** A token is none of another account's. @see https://github.com/cloudflare/terraform-provider-cloudflare/issues/1361 (10000) */
export const verifyAccountToken: Handler = (call) => {
  if (call.path.account !== call.account.id) {
    throw new CloudflareError(403, 10_000, "Authentication error");
  }
  return verifyToken(call);
};
