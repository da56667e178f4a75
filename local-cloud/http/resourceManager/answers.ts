import type { ArmError } from "../../arm/armError";
import { localTenantId } from "../../arm/resourceManager";
import type { Json } from "../../json";
import type { ApiAnswer } from "../apiFront";

/** An answer with a body, or without one; a body that is only a text is JSON too. */
export function answer(
  status: number,
  body?: Json,
  headers: Readonly<Record<string, string>> = {},
): ApiAnswer {
  if (body === undefined) return { status, headers };
  if (typeof body !== "string") return { status, headers, body };
  const type = { "content-type": "application/json; charset=utf-8" };
  return { status, headers: { ...type, ...headers }, body: JSON.stringify(body) };
}

/** A refusal as Resource Manager sends it. */
export function refusal(error: ArmError): ApiAnswer {
  const headers: Record<string, string> = {};
  if (error.status === 401) {
    headers["www-authenticate"] =
      `Bearer authorization_uri="https://login.windows.net/${localTenantId}", error="invalid_token", ` +
      `error_description="${error.message.replaceAll('"', "'")}"`;
  }
  return { status: error.status, headers, body: error.toBody() };
}
