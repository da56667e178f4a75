import * as web from "@pulumi/azure-native/web";
import { DnsRecord } from "@pulumi/cloudflare/dnsRecord";
import * as pulumi from "@pulumi/pulumi";
import { resourceName } from "../settings/conventions/names";
import { hostnamePhase } from "../settings/hostnamePhases";
import type { FrontendName, Settings } from "../settings/schema";
import type { HandoverRecord } from "../settings/stackOutputs";
import { dnsOnlyTtlSec, proxying } from "./cutover";
import type { Placement } from "./placement";

/** Inputs of {@link Frontend}. */
export interface FrontendArgs {
  readonly placement: Placement;
  readonly settings: Settings["frontend"];
  readonly hostnames: readonly FrontendName[];
  /** How far the stack is. */
  readonly phase: Settings["phase"];
  /** Cloudflare zone that holds the records which this program declares. */
  readonly zoneId: pulumi.Input<string>;
  /** Whether Pulumi refuses to delete the site. */
  readonly protected: boolean;
}

/** The record to hand over for a frontend hostname. */
export function handoverRecord(name: string, defaultHostname: string): HandoverRecord {
  return {
    type: "CNAME",
    name,
    target: defaultHostname,
    ttlSec: dnsOnlyTtlSec,
    why: `${name} then serves the trading platform's web app, and Azure issues and renews its certificate.`,
    check: `dig +short CNAME ${name}`,
  };
}

/**
 * Static Web App with its hostnames. Stateful by its generated name: records in zones of others point at it, and
 * a deleted site never gets it back.
 */
export class Frontend extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;
  /** Physical name. */
  readonly siteName: string;
  /** Generated name that the hostnames' records point at. */
  readonly defaultHostname: pulumi.Output<string>;
  /** Records in this program's own zone. */
  readonly records: readonly DnsRecord[];

  constructor(name: string, args: FrontendArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ftl:edge:Frontend", name, {}, opts);
    const { stack, resourceGroupName, tags } = args.placement;
    this.siteName = resourceName("Microsoft.Web/staticSites", { stack, what: "frontend" });

    const site = new web.StaticSite(
      `${name}-site`,
      {
        resourceGroupName,
        name: this.siteName,
        location: args.settings.location,
        sku: { name: args.settings.sku, tier: args.settings.sku },
        stagingEnvironmentPolicy: web.StagingEnvironmentPolicy.Disabled,
        tags,
      },
      { parent: this, protect: args.protected },
    );
    const createDomain = (hostname: string, dependsOn: pulumi.Resource[]) =>
      new web.StaticSiteCustomDomain(
        `${name}-${hostname}-domain`,
        {
          resourceGroupName,
          name: this.siteName,
          domainName: hostname,
          validationMethod: "cname-delegation",
        },
        { parent: this, dependsOn: [site, ...dependsOn] },
      );
    const createRecord = (
      hostname: string,
      proxy: { proxied: boolean; ttl: number },
      dependsOn: pulumi.Resource[],
    ) =>
      new DnsRecord(
        `${name}-${hostname}-cname`,
        {
          zoneId: args.zoneId,
          name: hostname,
          type: "CNAME",
          content: site.defaultHostname,
          ...proxy,
          comment: `ftl-${stack} frontend: DNS-only until the cutover is live`,
        },
        { parent: this, dependsOn },
      );
    /** Azure must see the record to admit the domain, and sees no record that is proxied: such a one comes after it. */
    const declareName = (served: FrontendName): DnsRecord => {
      const proxy = proxying(hostnamePhase(args.phase, served), served.proxied);
      if (proxy.proxied) {
        return createRecord(served.name, proxy, [createDomain(served.name, [])]);
      }
      const record = createRecord(served.name, proxy, []);
      createDomain(served.name, [record]);
      return record;
    };

    const records: DnsRecord[] = [];
    for (const hostname of args.hostnames) {
      // Azure waits for the record before it answers: claiming a name whose record doesn't stand hangs the update.
      if (hostname.record === "standing") createDomain(hostname.name, []);
      if (hostname.record === "declared") records.push(declareName(hostname));
    }

    this.id = site.id;
    this.defaultHostname = site.defaultHostname;
    this.records = records;
    this.registerOutputs({ id: this.id, defaultHostname: this.defaultHostname });
  }
}
