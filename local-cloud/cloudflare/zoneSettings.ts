import { CloudflareError } from "./cloudflareError";

interface SettingRule {
  readonly default: string;
  readonly values: readonly string[];
}

const onOff = ["on", "off"];

/**
 * The settings of a zone that Path 2 or its clients look at, as a new zone has them.
 *
 * @see https://developers.cloudflare.com/api/resources/zones/subresources/settings/
 */
const settings: Readonly<Record<string, SettingRule>> = {
  always_use_https: { default: "off", values: onOff },
  automatic_https_rewrites: { default: "on", values: onOff },
  cname_flattening: { default: "flatten_at_root", values: ["flatten_at_root", "flatten_all"] },
  min_tls_version: { default: "1.0", values: ["1.0", "1.1", "1.2", "1.3"] },
  ssl: { default: "full", values: ["off", "flexible", "full", "strict", "origin_pull"] },
  tls_1_3: { default: "on", values: ["on", "off", "zrt"] },
  websockets: { default: "on", values: onOff },
};

/** The settings that there are. */
export const settingIds: readonly string[] = Object.keys(settings);

/**
 * Value that a zone has until it is set.
 *
 * @throws CloudflareError for a setting that the local cloud doesn't know.
 * @see https://github.com/cloudflare/terraform-provider-cloudflare/issues/1810 (1006)
 */
export function defaultOf(id: string): string {
  return ruleOf(id).default;
}

/**
 * Refuses a value that the setting doesn't take.
 *
 * @see https://github.com/pulumi/pulumi-cloudflare/issues/1319 (1007)
 */
export function checkSetting(id: string, value: unknown): void {
  const { values } = ruleOf(id);
  if (typeof value === "string" && values.includes(value)) return;
  throw new CloudflareError(400, 1007, `Invalid value for zone setting ${id}`);
}

function ruleOf(id: string): SettingRule {
  const rule = Object.hasOwn(settings, id) ? settings[id] : undefined;
  if (rule !== undefined) return rule;
  throw new CloudflareError(
    400,
    1006,
    `Unrecognized zone setting name: ${id}. The local cloud has: ${settingIds.join(", ")}`,
  );
}
