import type { Body, Fault, FaultWorld } from "./faultWorld";

const api = "api.ftljeta.cloud";
const ws = "ws.ftljeta.cloud";

/** Faults of DNS. */
export const dns: readonly Fault[] = [
  {
    what: "the record of api is deleted",
    caughtBy: `dns ${api}`,
    put: (world) => world.record("CNAME", api),
  },
  {
    what: "api is turned DNS-only by hand",
    caughtBy: `dns ${api}`,
    put: (world) => world.record("CNAME", api, { proxied: false, ttl: 300 }),
  },
  {
    what: "ws is proxied by hand",
    caughtBy: `dns ${ws}`,
    put: (world) => world.record("CNAME", ws, { proxied: true, ttl: 1 }),
  },
  {
    what: "the alias of ws leads to api",
    caughtBy: "dns prd-ws.ftljeta.cloud",
    put: (world) =>
      world.record("CNAME", "prd-ws.ftljeta.cloud", { content: world.outputs.fqdns.api }),
  },
  {
    what: "resolvers may keep the record of ws for a day",
    caughtBy: `dns ${ws}`,
    put: (world) => world.record("CNAME", ws, { ttl: 86_400 }),
  },
  {
    what: "ws has an address in place of the name that Azure generated",
    caughtBy: `dns ${ws}`,
    put: async (world) => {
      await world.record("CNAME", ws);
      await world.addRecord({ type: "A", name: ws, content: "203.0.113.77", ttl: 300 });
    },
  },
  {
    what: "the TXT record that proves ws is deleted",
    caughtBy: `asuid ${ws}`,
    put: (world) => world.record("TXT", `asuid.${ws}`),
  },
  {
    what: "the TXT record that proves api is another subscription's",
    caughtBy: `asuid ${api}`,
    put: (world) => world.record("TXT", `asuid.${api}`, { content: '"0123456789ABCDEF"' }),
  },
  {
    what: "a CAA record keeps DigiCert out",
    caughtBy: "caa ftljeta.cloud",
    put: (world) =>
      world.addRecord({
        type: "CAA",
        name: "ftljeta.cloud",
        data: { flags: 0, tag: "issue", value: "letsencrypt.org" },
      }),
  },
  {
    what: "a CAA record keeps Let's Encrypt out",
    caughtBy: "caa ftljeta.cloud",
    put: (world) =>
      world.addRecord({
        type: "CAA",
        name: "ftljeta.cloud",
        data: { flags: 0, tag: "issue", value: "digicert.com" },
      }),
  },
  {
    what: "the zone's owner lets the frontend's name lead elsewhere",
    caughtBy: "handover ftl.jetafutures.com",
    put: (world) => world.record("CNAME", "ftl.jetafutures.com", { content: "parked.example.com" }),
  },
];

/** Faults of bindings and their certificates. */
export const certificates: readonly Fault[] = [
  {
    what: "the app lets go of ws",
    caughtBy: `certificate ${ws}`,
    put: (world) => unbind(world, "ws", ws),
  },
  {
    what: "ws is bound to the certificate of its alias",
    caughtBy: `certificate ${ws}`,
    put: (world) => bindOther(world, "ws", ws, "prd-ws.ftljeta.cloud"),
  },
  {
    what: "the managed certificate of ws was not renewed",
    caughtBy: `certificate ${ws}`,
    put: (world) =>
      world.overwrite(
        world.idLike(/\/managedCertificates\/ftl-stg-cert-ws-ftljeta-cloud$/),
        ({ kept }) => {
          const certificate = kept.certificate as { notAfter: string };
          certificate.notAfter = new Date(Date.now() - 86_400_000).toISOString();
          // The service itself has given up.
          kept.error = "the name doesn't lead to the app";
        },
      ),
  },
  {
    what: "the app lets go of api, behind the proxy",
    caughtBy: `origin certificate ${api}`,
    put: (world) => unbind(world, "api", api),
  },
  {
    what: "api is bound to the certificate of its alias, behind the proxy",
    caughtBy: `origin certificate ${api}`,
    put: (world) => bindOther(world, "api", api, "prd-api.ftljeta.cloud"),
  },
  {
    what: "the site lets go of the frontend's name",
    caughtBy: "certificate ftl.jetafutures.com",
    put: (world) => world.remove(world.idLike(/\/customDomains\/ftl\.jetafutures\.com$/)),
  },
];

function unbind(world: FaultWorld, app: "api" | "ws", hostname: string): Promise<void> {
  return world.change(world.outputs.resourceIds[app], ({ properties }) => {
    const ingress = properties.configuration!.ingress!;
    ingress.customDomains = ingress.customDomains!.filter(({ name }) => name !== hostname);
  });
}

/** Binds a hostname to another one's certificate, which the service itself would refuse. */
function bindOther(
  world: FaultWorld,
  app: "api" | "ws",
  hostname: string,
  other: string,
): Promise<void> {
  return world.overwrite(world.outputs.resourceIds[app], ({ desired }) => {
    const { properties } = desired as unknown as Body;
    const domains = properties.configuration!.ingress!.customDomains!;
    const bound = (wanted: string) => domains.find(({ name }) => name === wanted)!;
    bound(hostname).certificateId = bound(other).certificateId!;
  });
}
