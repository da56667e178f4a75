import { DefaultAzureCredential } from "@azure/identity";
import { Refusal } from "../refusal";
import { acmeAuthority, letsEncryptUrl } from "./acmeAuthority";
import { azureOrigins } from "./azureOrigins";
import { azureVault } from "./azureVault";
import { cloudflareZone, originAuthority } from "./cloudflareApi";
import { vaultNameOf, type VaultCertificate } from "./names";
import type { CertificateAuthority } from "./places";
import { once, trusted, type OpenWorkplace, type WorkplaceOptions } from "./workplace";

/**
 * The stack's vault in Azure, its zone at Cloudflare, and Let's Encrypt. Whoever runs it is signed in to Azure in one
 * of the usual ways, and has CLOUDFLARE_API_TOKEN set.
 */
export async function realWorkplace(options: WorkplaceOptions): Promise<OpenWorkplace> {
  const { stack, settings, say, directory } = options;
  const vault = azureVault(vaultNameOf(stack, settings), new DefaultAzureCredential());
  const authority = async (kind: VaultCertificate["kind"]): Promise<CertificateAuthority> => {
    const access = { token: cloudflareToken() };
    if (kind === "origin") {
      say(
        "Whether Container Apps takes an Origin CA certificate is not documented: prove it elsewhere first.",
      );
      return originAuthority(access);
    }
    const zone = await cloudflareZone(access, settings.hostnames.zone);
    const directoryUrl = directory ?? letsEncryptUrl;
    const contact = settings.alerts.emails[0]!;
    return acmeAuthority({
      directoryUrl,
      directoryCa: trusted(options),
      zone,
      contact,
      vault,
      say,
    });
  };
  return {
    vault,
    origins: azureOrigins(() => outputsOf(stack)),
    now: () => new Date(),
    say,
    authority: once(authority),
    close: async () => {},
  };
}

/** The engine and the local cloud come with it: only who asks for the outputs waits for them. */
function outputsOf(stack: string) {
  const { deployedOutputs } = require("../deployedOutputs") as typeof import("../deployedOutputs");
  return deployedOutputs(stack, false);
}

function cloudflareToken(): string {
  const token = process.env["CLOUDFLARE_API_TOKEN"];
  if (token) return token;
  throw new Refusal(
    "CLOUDFLARE_API_TOKEN is not set. The token needs Zone Read and DNS Write on the zone, and SSL and " +
      "Certificates Write for a hostname whose certificate is 'origin'.",
  );
}
