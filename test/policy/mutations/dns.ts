import { unknown } from "../../support/analyzer";
import { type Mutation, type Props, all, each, put, withCopy, withOne, without } from "./change";
import { prd } from "./prd";

const { api, ws, flusher, apiCname, apiCertificate, wsCname, wsCertificate, apiProof } = prd;

const zone = { zoneId: "zone", ttl: 300 };
const caa = (issuer: string) =>
  withOne({
    type: "cloudflare:index/dnsRecord:DnsRecord",
    name: "caa",
    props: {
      ...zone,
      name: "ftljeta.cloud",
      type: "CAA",
      proxied: false,
      data: { flags: 0, tag: "issue", value: issuer },
    },
  });

const managed =
  "/subscriptions/s/resourceGroups/g/providers/Microsoft.App/managedEnvironments/e/managedCertificates/c";
const routeFqdn = "route.calmsea-1.centralindia.azurecontainerapps.io";
const route = (domain: Props) => ({
  type: "azure-native:app:HttpRouteConfig",
  name: "route",
  props: {
    httpRouteName: "route",
    properties: {
      customDomains: [domain],
      rules: [{ targets: [{ containerApp: "ftl-prd-api" }] }],
    },
  },
});
const record = (name: string, props: Props) =>
  withOne({
    type: "cloudflare:index/dnsRecord:DnsRecord",
    name,
    props: { ...zone, name: `${name}.ftljeta.cloud`, ...props },
  });
const proof = (name: string) =>
  record(`asuid.${name}`, { type: "TXT", content: '"VERIFICATION"', proxied: false });

const edges: readonly Parameters<typeof withOne>[0][] = [
  {
    type: "cloudflare:index/spectrumApplication:SpectrumApplication",
    name: "spectrum",
    props: {
      ...zone,
      dns: { type: "CNAME", name: "ticker.ftljeta.cloud" },
      originDns: { name: "ws.ftljeta.cloud" },
    },
  },
  {
    type: "cloudflare:index/pagesDomain:PagesDomain",
    name: "pages",
    props: { name: "ws.ftljeta.cloud" },
  },
  {
    type: "cloudflare:index/workersRoute:WorkersRoute",
    name: "route",
    props: { ...zone, pattern: "ws.ftljeta.cloud/*", script: "prices" },
  },
];

/** Changes to DNS records, certificates and bindings. */
export const dnsMutations: readonly Mutation[] = [
  {
    title: "the ws record is proxied",
    change: all(put(wsCname, "proxied", true), put(wsCname, "ttl", 1)),
    trips: ["ws-record-dns-only", "managed-certificate-dns-only"],
  },
  {
    title: "the ws record leaves proxied out",
    change: put(wsCname, "proxied", undefined),
    trips: ["ws-record-dns-only", "managed-certificate-dns-only"],
  },
  {
    title: "a second, proxied name leads to the ws app",
    change: withCopy(wsCname, "live", {
      name: "live.ftljeta.cloud",
      comment: "prices",
      proxied: true,
      ttl: 1,
    }),
    trips: ["ws-record-dns-only"],
  },
  ...edges.map((resource): Mutation => ({
    title: `${resource.name} puts ws behind the proxy`,
    change: withOne(resource),
    trips: ["ws-record-dns-only", "type-allowed"],
  })),
  {
    title: "the proxied api name gets a managed certificate",
    change: withCopy(wsCertificate, "api-certificate", {
      managedCertificateName: "ftl-prd-cert-api",
      properties: { subjectName: "api.ftljeta.cloud", domainControlValidation: "CNAME" },
    }),
    trips: ["managed-certificate-dns-only"],
  },
  {
    title:
      "the proxied api name is bound to a managed certificate that this program doesn't declare",
    change: put(api, "configuration.ingress.customDomains.0.certificateId", managed),
    trips: ["managed-certificate-dns-only"],
  },
  {
    title: "a managed certificate has a name that isn't known yet, and api leads to it",
    change: all(
      withCopy(wsCertificate, "api-certificate", {
        managedCertificateName: "ftl-prd-cert-api",
        properties: { subjectName: unknown.text, domainControlValidation: "CNAME" },
      }),
      put(api, "configuration.ingress.customDomains.0.certificateId", unknown.text),
    ),
    trips: ["managed-certificate-dns-only"],
  },
  {
    title: "the proxied api name is bound to a certificate that nothing says anything about yet",
    change: all(
      put(api, "configuration.ingress.customDomains.0.certificateId", unknown.text),
      without(apiCertificate),
    ),
    trips: ["managed-certificate-dns-only"],
  },
  {
    title: "a route takes a proxied name with a managed certificate",
    change: all(
      withOne(
        route({ name: "r.ftljeta.cloud", bindingType: "SniEnabled", certificateId: managed }),
      ),
      proof("r"),
      record("r", { type: "CNAME", content: routeFqdn, proxied: true, ttl: 1 }),
    ),
    trips: ["managed-certificate-dns-only"],
  },
  {
    title: "a route takes a name that has no records",
    change: withOne(route({ name: "r.ftljeta.cloud", bindingType: "Disabled" })),
    trips: ["bound-hostname-records"],
  },
  {
    title: "a route takes a hostname of api too, without a certificate",
    change: withOne(route({ name: "api.ftljeta.cloud", bindingType: "SniEnabled" })),
    trips: ["hostname-one-app", "bound-hostname-records", "binding-certificate"],
  },
  {
    title: "a route takes a proxied name that isn't bound yet",
    change: all(
      withOne(route({ name: "r.ftljeta.cloud", bindingType: "Disabled" })),
      proof("r"),
      record("r", { type: "CNAME", content: routeFqdn, proxied: true, ttl: 1 }),
    ),
    trips: ["record-phase"],
  },
  {
    title: "the proxied api record has a TTL of 300 s",
    change: put(apiCname, "ttl", 300),
    trips: ["record-proxy-form"],
  },
  {
    title: "a TXT record is proxied",
    change: all(put(apiProof, "proxied", true), put(apiProof, "ttl", 1)),
    trips: ["record-proxy-form"],
  },
  {
    title: "the api record leads to the ws app",
    change: each(apiCname, (resource) => ({
      ...resource,
      props: {
        ...resource.props,
        content: (resource.props["content"] as string).replace("-api.", "-ws."),
      },
    })),
    trips: ["ws-record-dns-only", "ws-cname-not-flattened", "bound-hostname-records"],
  },
  {
    title: "the api record leads through another name",
    change: put(apiCname, "content", "traffic.example.com"),
    trips: ["bound-hostname-records"],
  },
  { title: "the api record is gone", change: without(apiCname), trips: ["bound-hostname-records"] },
  {
    title: "the TXT record that proves api is gone",
    change: without(apiProof),
    trips: ["bound-hostname-records"],
  },
  {
    title: "the TXT record of api proves another subscription",
    change: put(apiProof, "content", '"SOMEBODY-ELSE"'),
    trips: ["bound-hostname-records"],
  },
  {
    title: "an A record stands beside the api CNAME",
    change: withOne({
      type: "cloudflare:index/dnsRecord:DnsRecord",
      name: "beside",
      props: { ...zone, name: "api", type: "A", content: "192.0.2.1", proxied: true, ttl: 1 },
    }),
    trips: ["cname-alone"],
  },
  {
    title: "the flusher takes a hostname of api",
    change: put(flusher, "configuration.ingress", {
      external: false,
      allowInsecure: false,
      customDomains: [
        { name: "api.ftljeta.cloud", bindingType: "SniEnabled", certificateId: "/c" },
      ],
    }),
    trips: ["hostname-one-app", "bound-hostname-records"],
  },
  {
    title: "CAA admits Let's Encrypt and not DigiCert",
    change: caa("letsencrypt.org"),
    trips: ["caa-admits-issuers"],
  },
  {
    title: "CAA admits DigiCert and not Let's Encrypt",
    change: caa("digicert.com"),
    trips: ["caa-admits-issuers"],
  },
  ...["@", "ws.ftljeta.cloud"].map((name): Mutation => ({
    title: `CAA of ${name} admits Let's Encrypt only, in capitals`,
    change: withOne({
      type: "cloudflare:index/dnsRecord:DnsRecord",
      name: "caa",
      props: { ...zone, name, type: "CAA", proxied: false, content: '0 ISSUE "letsencrypt.org"' },
    }),
    trips: ["caa-admits-issuers", ...(name === "@" ? [] : ["cname-alone"])],
  })),
  { title: "CAA admits nobody", change: caa(";"), trips: ["caa-admits-issuers"] },
  {
    title: "ws lets in Cloudflare's addresses only",
    change: put(ws, "configuration.ingress.ipSecurityRestrictions", [
      { name: "cloudflare", action: "Allow", ipAddressRange: "173.245.48.0/20" },
    ]),
    trips: ["managed-certificate-reachable"],
  },
  {
    title: "ws asks for client certificates",
    change: put(ws, "configuration.ingress.clientCertificateMode", "require"),
    trips: ["managed-certificate-reachable"],
  },
  {
    title: "api is proxied while the phase is bind",
    phase: "bind",
    change: all(put(apiCname, "proxied", true), put(apiCname, "ttl", 1)),
    trips: ["record-phase"],
  },
  {
    title: "api is proxied while the phase is provision",
    phase: "provision",
    change: all(put(apiCname, "proxied", true), put(apiCname, "ttl", 1)),
    trips: ["record-phase"],
  },
  {
    title: "api is proxied and not bound",
    change: put(api, "configuration.ingress.customDomains.0.bindingType", "Disabled"),
    trips: ["record-phase"],
  },
  ...(["bind", "live"] as const).map((phase): Mutation => ({
    title: `api has no hostnames in phase ${phase}`,
    phase,
    change: put(api, "configuration.ingress.customDomains", []),
    trips: ["record-phase"],
  })),
  {
    title: "a hostname of api is DNS-only and not bound in phase live",
    change: all(
      put(api, "configuration.ingress.customDomains.0", {
        name: "api.ftljeta.cloud",
        bindingType: "Disabled",
      }),
      put(apiCname, "proxied", false),
      put(apiCname, "ttl", 300),
    ),
    trips: ["record-phase"],
  },
  {
    title: "a hostname that is held back in phase bind is proxied",
    change: put("ftl-prd", "hostnamePhases", { "api.ftljeta.cloud": "bind" }),
    trips: ["record-phase"],
  },
  {
    title: "a hostname that is held back in phase provision is bound",
    change: put("ftl-prd", "hostnamePhases", { "ws.ftljeta.cloud": "provision" }),
    trips: ["record-phase"],
  },
  {
    title: "api is bound while the phase is provision",
    phase: "provision",
    change: put(api, "configuration.ingress.customDomains.0", {
      name: "api.ftljeta.cloud",
      bindingType: "SniEnabled",
      certificateId: "/c",
    }),
    trips: ["record-phase"],
  },
  ...[
    ["ssl", "full"],
    ["ssl", "flexible"],
    ["min_tls_version", "1.0"],
    ["always_use_https", "off"],
    ["websockets", "off"],
    ["SSL", "off"],
  ].map(([settingId = "", value = ""]): Mutation => ({
    title: `the zone's ${settingId} is ${value}`,
    change: withOne({
      type: "cloudflare:index/zoneSetting:ZoneSetting",
      name: "zone-setting",
      props: { zoneId: "zone", settingId, value },
    }),
    trips: ["zone-setting"],
  })),
  {
    title: "the zone of ws flattens all CNAMEs",
    change: withOne({
      type: "cloudflare:index/zoneDnsSettings:ZoneDnsSettings",
      name: "zone-dns",
      props: { zoneId: "zone", flattenAllCnames: true },
    }),
    trips: ["ws-cname-not-flattened"],
  },
  {
    title: "it isn't known whether the zone of ws flattens all CNAMEs",
    change: withOne({
      type: "cloudflare:index/zoneDnsSettings:ZoneDnsSettings",
      name: "zone-dns",
      props: { zoneId: "zone", flattenAllCnames: unknown.truth },
    }),
    trips: ["ws-cname-not-flattened"],
  },
  {
    title: "the zone's cname_flattening is flatten_all",
    change: put("path2-zone-cname_flattening", "value", "flatten_all"),
    trips: ["ws-cname-not-flattened"],
  },
  {
    title: "the ws record is flattened",
    change: put(wsCname, "settings.flattenCname", true),
    trips: ["ws-cname-not-flattened"],
  },
  {
    title: "the ws record doesn't say that it isn't flattened",
    change: put(wsCname, "settings", undefined),
    trips: ["ws-cname-not-flattened"],
  },
  {
    title: "api is bound without a certificate",
    change: put(api, "configuration.ingress.customDomains.0.certificateId", undefined),
    trips: ["binding-certificate"],
  },
  {
    title: "the binding of ws is left to the platform",
    change: put(ws, "configuration.ingress.customDomains.0.bindingType", "Auto"),
    trips: ["binding-certificate"],
  },
];
