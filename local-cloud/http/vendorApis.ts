import type { ResourceManager } from "../arm/resourceManager";
import type { ApiFront } from "./apiFront";
import { serveApi, type ListeningApi } from "./apiServer";
import { Faults, type FaultRule } from "./faults";
import type { Latency } from "./latency";
import { ResourceManagerFront } from "./resourceManager/resourceManagerFront";
import { serverCertificate } from "./serverCertificate";
import { AccessTokens } from "./signIn/accessTokens";
import { SignInFront } from "./signIn/signInFront";
import type { PublicAuthority } from "../trust/authority";

/** Azure's and Cloudflare's APIs on loopback: Resource Manager, sign-in, and Cloudflare below `/client/v4`. */
export interface VendorApis extends ListeningApi {
  /** File of the certificate that clients have to trust, as PEM. */
  readonly authorityFile: string;
  /** That certificate. */
  readonly authority: string;
  /** What goes wrong; more can be added while they listen. */
  readonly faults: Faults;
}

export interface VendorApisOptions {
  /** Signs the server's certificate. */
  readonly authority: PublicAuthority;
  /** 0 takes a free one. */
  readonly port: number;
  readonly resourceManager: ResourceManager;
  readonly cloudflare: ApiFront;
  readonly latency: Latency;
  readonly faults: readonly FaultRule[];
}

/**
 * Serves the vendors' APIs over HTTPS.
 *
 * @throws PortTaken when somebody else listens there.
 */
export async function serveVendorApis(options: VendorApisOptions): Promise<VendorApis> {
  const { authority, port } = options;
  const certificate = await serverCertificate(authority);
  const faults = new Faults();
  for (const rule of options.faults) faults.add(rule);
  const listening = await serveApi({ certificate, port, frontOf: frontsOf(options), faults });
  return { ...listening, authority: authority.root, authorityFile: authority.file, faults };
}

/**
 * The front that answers an address: by the vendor's host name, or by its path for clients that are given this
 * server's own address. What is nobody else's is Resource Manager's.
 */
function frontsOf({
  resourceManager,
  cloudflare,
  latency,
}: VendorApisOptions): (url: URL) => ApiFront {
  const tokens = new AccessTokens(resourceManager.secretText("access tokens", 64));
  const signIn = new SignInFront(resourceManager, tokens);
  const management = new ResourceManagerFront(resourceManager, tokens, latency);
  return (url) => {
    if (url.hostname === "api.cloudflare.com" || url.pathname.startsWith("/client/v4")) {
      return cloudflare;
    }
    return SignInFront.owns(url) ? signIn : management;
  };
}
