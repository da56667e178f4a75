import { createSecureContext, type SecureContext } from "node:tls";
import type { StoredResource } from "../../arm/resourceType";
import { bindingsOf, covers } from "../../arm/types/app/environmentCertificates";
import { appType, defaultDomainOf, residents } from "../../arm/types/app/environmentFacts";
import { RenewedCertificate } from "../../trust/renewedCertificate";
import type { Ground } from "../part";
import { fingerprintOf, secureContextOf } from "./boundCertificate";

/** Who signs for the generated names. @see https://github.com/microsoft/azure-container-apps/issues/1209 (seen in use) */
const issuer = "CN=Microsoft Azure RSA TLS Issuing CA 04, O=Microsoft Corporation, C=US";
/** Neither is documented. */
const validity = { days: 180, renewalDays: 30 };

interface Held {
  /** What it was made of. */
  readonly fingerprint: string;
  readonly context: Promise<SecureContext | undefined>;
}

/**
 * What a managed environment's ingress serves TLS with, by the name that a client asks for. Made of the cloud's state
 * as it is at that moment, and kept until that changes.
 */
export class ServedContexts {
  private readonly ground: Pick<Ground, "resourceManager" | "authority" | "clock" | "say">;
  /** By certificate id; those of the generated names by their domain. */
  private readonly held = new Map<string, Held>();
  /** By domain. */
  private readonly wildcards = new Map<string, RenewedCertificate>();

  constructor(ground: Pick<Ground, "resourceManager" | "authority" | "clock" | "say">) {
    this.ground = ground;
  }

  /**
   * @param hostname Lower case.
   * @returns undefined for a name that the environment has no certificate for.
   */
  async contextFor(
    environment: StoredResource,
    hostname: string,
  ): Promise<SecureContext | undefined> {
    const { resourceManager, authority } = this.ground;
    const binding = residents(resourceManager, environment.id, appType)
      .flatMap((app) => bindingsOf(resourceManager, app))
      .find((one) => one.hostname === hostname);
    if (binding === undefined) return this.generated(defaultDomainOf(environment), hostname);
    const certificate = resourceManager.find(binding.certificateId ?? "");
    if (certificate === undefined) return undefined;
    return this.hold(certificate.id, fingerprintOf(certificate), async () => {
      try {
        return await secureContextOf(resourceManager, authority, certificate);
      } catch (error) {
        // What can't serve is refused when it is brought, but for what is brought for another purpose.
        this.ground.say(`${certificate.name} can't serve ${hostname}: ${(error as Error).message}`);
        return undefined;
      }
    });
  }

  /** The certificate of the names that the service makes up: one for all apps, as its own wildcard. */
  private async generated(domain: string, hostname: string): Promise<SecureContext | undefined> {
    const names = [`*.${domain}`, `*.internal.${domain}`] as const;
    if (!covers(names, hostname)) return undefined;
    const renewed =
      this.wildcards.get(domain) ??
      new RenewedCertificate(this.ground, { names, issuer, ...validity });
    this.wildcards.set(domain, renewed);
    const { certificate, key } = await renewed.current();
    return this.hold(domain, certificate, async () =>
      createSecureContext({ cert: certificate, key }),
    );
  }

  private hold(
    key: string,
    fingerprint: string,
    make: () => Promise<SecureContext | undefined>,
  ): Promise<SecureContext | undefined> {
    const known = this.held.get(key);
    if (known?.fingerprint === fingerprint) return known.context;
    const context = make();
    const held = { fingerprint, context };
    this.held.set(key, held);
    const forget = () => {
      if (this.held.get(key) === held) this.held.delete(key);
    };
    context.then((made) => made ?? forget(), forget);
    return context;
  }
}
