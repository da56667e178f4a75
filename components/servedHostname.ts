import * as app from "@pulumi/azure-native/app";
import { DnsRecord } from "@pulumi/cloudflare/dnsRecord";
import * as pulumi from "@pulumi/pulumi";
import {
  acceptsRenewalGapTag,
  certificateKindTag,
  certificateName,
  certificateSecretName,
} from "../settings/conventions/certificates";
import type { PublicAppName } from "../settings/conventions/workloads";
import type { Phase, ServedName } from "../settings/schema";
import { dnsOnlyTtlSec, isBound, proxying } from "./cutover";
import type { Environment } from "./environment";
import type { Placement } from "./placement";
import type { Vault } from "./vault";
import type { WorkloadIdentity } from "./workloadIdentity";

/** Inputs of {@link ServedHostname}. */
export interface ServedHostnameArgs {
  readonly placement: Placement;
  /** App that the name leads to. */
  readonly app: PublicAppName;
  /** Physical name of that app. */
  readonly containerAppName: string;
  readonly served: ServedName;
  /** How far this hostname is. */
  readonly phase: Phase;
  /** The app itself, which is declared after its hostnames. */
  readonly servedBy: Promise<pulumi.Resource>;
  /** Cloudflare zone that holds the records. */
  readonly zoneId: pulumi.Input<string>;
  readonly environment: Environment;
  /** Reads the certificate from the vault. */
  readonly environmentIdentity: WorkloadIdentity;
  readonly vault: Vault;
}

/** A hostname as the app's ingress takes it. */
export interface HostnameBinding {
  readonly name: string;
  readonly bindingType: app.BindingType;
  readonly certificateId?: pulumi.Output<string>;
}

/**
 * One hostname of an app: its DNS records, the environment's certificate for it, and the binding that the app
 * takes. Removing one leaves the others alone.
 *
 * The app must depend on all of {@link prerequisites}: Azure looks for the TXT record when a hostname is added, and
 * deletes no certificate that is still bound. A CNAME that is DNS-only is one of them, since a managed certificate is
 * validated by it. One that is proxied follows the app instead: the edge answers with an error until the app serves
 * the hostname's certificate.
 */
export class ServedHostname extends pulumi.ComponentResource {
  readonly binding: HostnameBinding;
  /** What must be there before the app has the hostname. */
  readonly prerequisites: readonly pulumi.Resource[];
  readonly record: DnsRecord;
  readonly verification: DnsRecord;

  constructor(name: string, args: ServedHostnameArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ftl:dns:ServedHostname", name, {}, opts);
    const { environment, phase, served, zoneId } = args;
    const { stack } = args.placement;
    // What a stack wants of ws is shown in every phase, so that the policy refuses it in every phase.
    const { proxied, ttl } = proxying(args.app === "ws" ? "live" : phase, served.proxied);

    this.record = new DnsRecord(
      `${name}-cname`,
      {
        zoneId,
        name: served.name,
        type: "CNAME",
        content: pulumi.interpolate`${args.containerAppName}.${environment.defaultDomain}`,
        proxied,
        ttl,
        comment: recordComments[args.app](stack),
        // A flattened CNAME hides from Azure where the name leads, and with it stops the certificate's renewal
        // (https://developers.cloudflare.com/dns/cname-flattening/).
        ...(args.app === "ws" && { settings: { flattenCname: false } }),
      },
      { parent: this, dependsOn: proxied ? args.servedBy : [] },
    );
    this.verification = new DnsRecord(
      `${name}-asuid`,
      {
        zoneId,
        name: `asuid.${served.name}`,
        type: "TXT",
        content: pulumi.interpolate`"${environment.verificationId}"`,
        proxied: false,
        ttl: dnsOnlyTtlSec,
        comment: `ftl-${stack} ${args.app}: proves the hostname to Azure for as long as it is bound`,
      },
      { parent: this },
    );
    const records = proxied ? [this.verification] : [this.record, this.verification];
    const certificate = isBound(phase)
      ? createCertificate(`${name}-certificate`, args, {
          parent: this,
          dependsOn: [...records, args.environmentIdentity],
        })
      : undefined;

    this.prerequisites = certificate === undefined ? records : [...records, certificate];
    this.binding = isBound(phase)
      ? {
          name: served.name,
          bindingType: app.BindingType.SniEnabled,
          certificateId: certificateId(environment.id, stack, served),
        }
      : { name: served.name, bindingType: app.BindingType.Disabled };
    this.registerOutputs({});
  }
}

/** What a record says of itself to whoever opens the zone. At most 100 characters on Cloudflare's free plan. */
const recordComments: Readonly<Record<PublicAppName, (stack: string) => string>> = {
  api: (stack) => `ftl-${stack} api: DNS-only until the cutover is live`,
  ws: (stack) => `ftl-${stack} ws: DNS-only for ever`,
};

/** Certificate of the environment for one hostname. */
function createCertificate(
  name: string,
  { placement, environment, environmentIdentity, served, vault }: ServedHostnameArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const { stack, region, resourceGroupName, tags } = placement;
  const common = {
    resourceGroupName,
    environmentName: environment.environmentName,
    location: region,
    tags,
  };
  if (served.certificate === "managed") {
    return new app.ManagedCertificate(
      name,
      {
        ...common,
        tags: { ...tags, ...(served.acceptsRenewalGap && { [acceptsRenewalGapTag]: "true" }) },
        managedCertificateName: certificateName(stack, served.name),
        properties: {
          subjectName: served.name,
          domainControlValidation: app.ManagedCertificateDomainControlValidation.CNAME,
        },
      },
      opts,
    );
  }
  return new app.Certificate(
    name,
    {
      ...common,
      tags: { ...tags, [certificateKindTag]: served.certificate },
      certificateName: certificateName(stack, served.name),
      properties: {
        certificateType: app.CertificateType.ServerSSLCertificate,
        // Without a version, so that a renewed certificate is taken up by itself within half a day
        // (https://learn.microsoft.com/azure/container-apps/key-vault-certificates-manage).
        certificateKeyVaultProperties: {
          identity: environmentIdentity.id,
          keyVaultUrl: vault.secretUrl(certificateSecretName(served.name)),
        },
      },
    },
    opts,
  );
}

/**
 * Resource id of a hostname's certificate, built from names. Azure adds a managed certificate only to a hostname
 * that an app has, and a hostname's certificate only when it exists: the id is what lets two updates do it.
 */
function certificateId(
  environmentId: pulumi.Output<string>,
  stack: string,
  served: ServedName,
): pulumi.Output<string> {
  const collection = served.certificate === "managed" ? "managedCertificates" : "certificates";
  return pulumi.interpolate`${environmentId}/${collection}/${certificateName(stack, served.name)}`;
}
