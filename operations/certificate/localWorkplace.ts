import { localFolder } from "../local/localFolder";
import { requireFree } from "../local/localLock";
import { openLocal } from "../local/session";
import { acmeAuthority } from "./acmeAuthority";
import { localAuthority } from "./localAuthority";
import { localOrigins } from "./localOrigins";
import { localVault } from "./localVault";
import { localZone } from "./localZone";
import { vaultNameOf, type VaultCertificate } from "./names";
import type { CertificateAuthority } from "./places";
import { once, trusted, type OpenWorkplace, type WorkplaceOptions } from "./workplace";

/**
 * The local cloud: its vault, its zone, and its own authority or an ACME directory that looks at its DNS.
 *
 * @throws Refusal when it is in use, or has not the stack's vault.
 */
export async function localWorkplace(options: WorkplaceOptions): Promise<OpenWorkplace> {
  const { stack, settings, say, directory } = options;
  const folder = localFolder();
  await requireFree(folder.lock);
  const session = await openLocal({
    command: `ftl certificate (${stack})`,
    ...(directory !== undefined && { dnsPort: options.dnsPort }),
  });
  // The lock was free, so that the cloud runs here.
  const cloud = session.cloud!;
  const now = () => cloud.clock.now();
  try {
    const vault = localVault(cloud, { name: vaultNameOf(stack, settings), stack }, say);
    const authority = async (kind: VaultCertificate["kind"]): Promise<CertificateAuthority> => {
      if (kind === "origin" || directory === undefined) {
        if (kind === "keyvault") {
          say("No --directory is given: the local cloud's own authority signs, without ACME.");
        }
        return localAuthority(cloud, kind);
      }
      say(`The local cloud's DNS answers on 127.0.0.1:${cloud.listeningDns!.port}`);
      return acmeAuthority({
        directoryUrl: directory,
        directoryCa: trusted(options),
        zone: localZone(cloud, settings.hostnames.zone),
        contact: settings.alerts.emails[0]!,
        vault,
        say,
        patience: { timeoutMs: 10_000, pollMs: 100 },
      });
    };
    return {
      vault,
      origins: localOrigins(cloud, stack),
      now,
      say,
      authority: once(authority),
      close: () => session.close(),
    };
  } catch (error) {
    await session.close();
    throw error;
  }
}
