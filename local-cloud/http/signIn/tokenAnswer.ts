import { randomUUID } from "node:crypto";
import type { ApiAnswer } from "../apiFront";
import type { AccessToken } from "./accessTokens";

/** The token endpoint's answer. @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow#successful-response-1 */
export function issuedToken({ text, issuedOn, expiresOn }: AccessToken): ApiAnswer {
  const seconds = expiresOn - issuedOn;
  return {
    status: 200,
    headers: notStored,
    body: {
      token_type: "Bearer",
      expires_in: seconds,
      ext_expires_in: seconds,
      access_token: text,
    },
  };
}

/**
 * The token endpoint's refusal.
 *
 * @param number Of the AADSTS code.
 * @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
export function directoryError(
  status: number,
  error: string,
  number: number,
  message: string,
): ApiAnswer {
  const trace = randomUUID();
  const correlation = randomUUID();
  const timestamp = new Date().toISOString().replace("T", " ").replace(/\.\d+/, "");
  return {
    status,
    headers: notStored,
    body: {
      error,
      error_description: `AADSTS${number}: ${message} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
      error_codes: [number],
      timestamp,
      trace_id: trace,
      correlation_id: correlation,
    },
  };
}

const notStored = { "cache-control": "no-store, no-cache" };
