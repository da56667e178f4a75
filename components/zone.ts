import { DnsRecord } from "@pulumi/cloudflare/dnsRecord";
import { getDnsRecordsOutput } from "@pulumi/cloudflare/getDnsRecords";
import { getZoneSettingOutput } from "@pulumi/cloudflare/getZoneSetting";
import { ZoneSetting } from "@pulumi/cloudflare/zoneSetting";
import * as pulumi from "@pulumi/pulumi";
import { hostnamePhase } from "../settings/hostnamePhases";
import type { Settings } from "../settings/schema";
import { proxying } from "./cutover";
import { type CaaRecord, type Complaint, judgeCaa, judgeSettings, zoneRules } from "./zoneRules";

/** The Cloudflare zone that holds a stack's records. */
export interface Zone {
  readonly id: pulumi.Output<string>;
  readonly settings: Pick<Settings, "hostnames" | "phase">;
}

/**
 * Settings of the zone and, where the stack asks for them, its CAA records. For one of the stacks that share the zone.
 * A setting can't be deleted: it stays as it is when the stack goes.
 */
export class ZoneSettings extends pulumi.ComponentResource {
  constructor(name: string, { id, settings }: Zone, opts?: pulumi.ComponentResourceOptions) {
    super("ftl:dns:ZoneSettings", name, {}, opts);
    const { zone, caa = [] } = settings.hostnames;
    for (const { id: settingId, wanted } of zoneRules) {
      new ZoneSetting(
        `${name}-${settingId}`,
        { zoneId: id, settingId, value: wanted },
        { parent: this },
      );
    }
    for (const issuer of caa) {
      new DnsRecord(
        `${name}-caa-${issuer}`,
        {
          zoneId: id,
          name: zone,
          type: "CAA",
          data: { flags: 0, tag: "issue", value: issuer },
          ttl: caaTtlSec,
          comment: `${issuer} may issue certificates for names in ${zone}`,
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}

/** Authorities look whenever they issue, and nobody else does. */
const caaTtlSec = 300;

/**
 * The zone's id, once what the stack doesn't declare of the zone is in order. What is weaker than wanted is a warning.
 *
 * @throws RunError, as the output's failure, when names of the stack would not work or get no certificate.
 */
export function checkedZoneId(
  { id, settings }: Zone,
  opts: pulumi.InvokeOptions,
): pulumi.Output<string> {
  const { hostnames } = settings;
  const found = pulumi.all(
    hostnames.zoneSettings === "declared"
      ? []
      : zoneRules.map(({ id: settingId }) => getZoneSettingOutput({ zoneId: id, settingId }, opts)),
  );
  const caaRecords =
    hostnames.caa === undefined
      ? getDnsRecordsOutput({ zoneId: id, type: "CAA" }, opts).results
      : pulumi.output([]);
  return pulumi.all([id, found, caaRecords]).apply(([zoneId, values, records]) => {
    const complaints = [
      ...(hostnames.zoneSettings === "declared"
        ? []
        : judgeSettings(
            new Map(values.map(({ settingId, value }) => [settingId, value])),
            isProxied(settings),
          )),
      ...judgeCaa(records.map(caaRecord), hostnames),
    ];
    report(hostnames.zone, complaints);
    return zoneId;
  });
}

/** Whether a name of the stack is proxied as far as the stack is now. */
function isProxied({ hostnames, phase }: Zone["settings"]): boolean {
  const { api, ws, frontend } = hostnames;
  const own = [...api, ...ws, ...frontend.filter(({ record }) => record === "declared")];
  return own.some((name) => proxying(hostnamePhase(phase, name), name.proxied).proxied);
}

function caaRecord({
  name,
  data,
}: {
  name: string;
  data: { tag: string; value: string };
}): CaaRecord {
  return { name, tag: data.tag, value: data.value };
}

function report(zone: string, complaints: readonly Complaint[]): void {
  const breaking = complaints.filter(({ breaks }) => breaks);
  const lines = (list: readonly Complaint[]) => list.map(({ text }) => `  ${text}`).join("\n");
  if (breaking.length > 0) {
    throw new pulumi.RunError(
      `The zone ${zone} can't serve this stack's names:\n${lines(breaking)}\n` +
        "    fix: deploy the stack that declares the zone's settings, or change them at Cloudflare",
    );
  }
  if (complaints.length === 0) return;
  void pulumi.log.warn(
    `The zone ${zone} is not as this stack wants it:\n${lines(complaints)}\n` +
      "    fix: deploy the stack that declares the zone's settings, or change them at Cloudflare",
  );
}
