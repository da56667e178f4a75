import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { ArmError } from "../../arm/armError";
import type { JsonObject } from "../../json";

/** Namespace whose resources carry an ETag. */
const withEtags = "microsoft.network/";

/** Gives a body its `etag`, where its service has one: the same content, the same tag. */
export function tagged(body: JsonObject): JsonObject {
  if (typeof body.type !== "string" || !body.type.toLowerCase().startsWith(withEtags)) return body;
  const hex = createHash("sha1").update(JSON.stringify(body)).digest("hex");
  const guid = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ];
  return { ...body, etag: `W/"${guid.join("-")}"` };
}

/** The `ETag` header of a body that has a tag. */
export function etagHeader({ etag }: JsonObject): Record<string, string> {
  return typeof etag === "string" ? { etag } : {};
}

/**
 * Holds a write to its `If-Match` and `If-None-Match` headers.
 *
 * @param current The resource as it stands, tagged; undefined when there is none.
 * @throws ArmError `PreconditionFailed`. Message not documented.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-13
 */
export function checkPreconditions(
  headers: IncomingHttpHeaders,
  current: JsonObject | undefined,
): void {
  const match = headers["if-match"];
  const noneMatch = headers["if-none-match"];
  const fails =
    (match !== undefined &&
      (current === undefined ||
        (match !== "*" && current.etag !== undefined && current.etag !== match))) ||
    (noneMatch === "*" && current !== undefined);
  if (!fails) return;
  throw new ArmError(
    412,
    "PreconditionFailed",
    `The condition '${match === undefined ? "If-None-Match: *" : `If-Match: ${match}`}' of the request is not met.`,
  );
}
