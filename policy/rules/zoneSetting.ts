import { textAt } from "../known";
import { rule } from "../rule";
import type { Subject } from "../subject";
import { types } from "../types";

/** Settings of a zone that decide about TLS and WebSockets, each with the values that are right. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  always_use_https: ["on"],
  min_tls_version: ["1.2", "1.3"],
  ssl: ["strict"],
  websockets: ["on"],
};

export const zoneSetting = rule({
  name: "zone-setting",
  description:
    "A zone asks for valid certificates of its origins, TLS 1.2 or later, https and WebSockets.",
  protects: "Traffic between Cloudflare and the apps, which mode full leaves to whoever answers.",
  group: "dns",
  severity: "critical",
  remediationSteps:
    'Set ssl to "strict", min_tls_version to "1.2", always_use_https and websockets to "on".',
  url: "https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/full-strict/",
  whenUnknown: "fails",
  waivable: false,
  types: [types.zoneSetting],
  appliesTo: (subject) => Object.hasOwn(allowed, settingOf(subject)),
  alone: (subject, findings) => {
    const setting = settingOf(subject);
    const value = textAt(subject.props, "value");
    const right = allowed[setting] ?? [];
    if (value !== undefined && right.includes(value)) return;
    findings.breach(`${setting} is ${value ?? "left out"}; it must be ${right.join(" or ")}.`);
  },
});

/** What is set, in the small letters that Cloudflare's own list has. */
function settingOf({ props }: Subject): string {
  return (textAt(props, "settingId") ?? "").toLowerCase();
}
