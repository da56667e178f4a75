import type { HandoverRecord } from "../../settings";

/** A record to hand over, as text for an e-mail to whoever runs the zone. */
export function handoverMessage({
  name,
  type,
  target,
  ttlSec,
  why,
  check,
}: HandoverRecord): string {
  return [
    `Please add this record to the DNS zone that ${name} is in:`,
    "",
    `  Name:    ${name}`,
    `  Type:    ${type}`,
    `  Target:  ${target}`,
    `  TTL:     ${ttlSec} seconds`,
    "",
    `Why: ${why}`,
    "",
    "It must lead there directly, and for as long as the name is used. In a zone at Cloudflare, leave its proxy",
    'status at "DNS only": a proxied record does not show Azure where the name leads.',
    "",
    "To check that it stands:",
    "",
    `  ${check}`,
    "",
    `which then answers ${target}.`,
    "",
  ].join("\n");
}
