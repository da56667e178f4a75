import { DefaultAzureCredential } from "@azure/identity";
import { types } from "../../policy/types";
import { hostnamePhase, phases, publicAppNames } from "../../settings";
import { type ContainerAppsView, containerAppsView } from "../azure/containerAppsView";
import { azureVault } from "../certificate/azureVault";
import { localVault } from "../certificate/localVault";
import { type VaultCertificate, vaultCertificates, vaultNameOf } from "../certificate/names";
import type { CertificateVault } from "../certificate/places";
import type { DeployedSettings, Target } from "../deploy/target";
import { pinnedAccount } from "../guards/accountGuard";
import type { GuardResult } from "../guards/guardResult";
import type { Place } from "../place";
import { Refusal } from "../refusal";
import { presentResources } from "../releases/exportedState";
import type { StateResource } from "../releases/stateOf";

/** Where a certificate's expiry can be read. */
export interface CertificateSources {
  readonly view: Pick<ContainerAppsView, "certificateExpiry" | "now">;
  readonly vault: Pick<CertificateVault, "certificate">;
}

/** A certificate that a release binds. */
export interface NeededCertificate extends Pick<VaultCertificate, "hostname" | "secretName"> {
  /** Name of the vault. */
  readonly vaultName: string;
}

/** A certificate of the environment that was taken from the same secret of the vault. */
export interface PresentCertificate {
  /** Resource Manager id. */
  readonly id: string;
  /** Whether the hostname is bound with it now. */
  readonly bound: boolean;
}

interface Expiry {
  readonly expires: Date;
  readonly now: Date;
}

/** Whether the certificates still hold that a release's hostnames are bound with. */
export async function judgeCertificates(place: Place, target: Target): Promise<GuardResult[]> {
  const needed = boundCertificates(target.settings);
  if (needed.length === 0) {
    const seen = "the release binds no certificate of the vault";
    return [{ guard: "certificates", subject: "vault", outcome: "pass", seen }];
  }
  const sources: CertificateSources = {
    view: await containerAppsView(place, target.stack),
    vault: { certificate: async (name) => vaultOf(place, target).certificate(name) },
  };
  const vaultName = vaultNameOf(target.stack, target.settings);
  const state = await presentResources(place, target.stack);
  const mend = `npx ftl certificate issue ${target.stack}${place.kind === "local" ? " --local" : ""}`;
  return Promise.all(
    needed.map((certificate) => {
      const wanted = { ...certificate, vaultName };
      return judgeCertificate(wanted, presentCertificate(wanted, state), sources, mend);
    }),
  );
}

/**
 * Whether one certificate holds. Resource Manager says until when for a certificate that the environment has, wherever
 * it is asked from. For another the vault itself has to be asked, which may answer inside its network only: what
 * belongs to a vault's certificate is no resource of Resource Manager's.
 *
 * @param mend What brings a new one.
 * @see https://learn.microsoft.com/rest/api/resource-manager/containerapps/certificates/get (`expirationDate`)
 * @see https://github.com/MicrosoftDocs/azure-docs/issues/11893 (a certificate's secret is not visible there)
 * @see https://github.com/Azure/azure-sdk-for-js/issues/30516 (nor is the certificate)
 */
export async function judgeCertificate(
  { hostname, secretName }: NeededCertificate,
  present: PresentCertificate | undefined,
  { view, vault }: CertificateSources,
  mend: string,
): Promise<GuardResult> {
  const subject = `certificate of ${hostname}`;
  const result = (outcome: GuardResult["outcome"], seen: string, how?: string): GuardResult => ({
    guard: "certificates",
    subject,
    outcome,
    seen,
    ...(how !== undefined && { mend: how }),
  });
  const byExpiry = ({ expires, now }: Expiry): GuardResult => {
    const day = expires.toISOString().slice(0, 10);
    return expires > now
      ? result("pass", `holds until ${day}`)
      : result("fail", `expired on ${day}`, mend);
  };

  if (present !== undefined) {
    const known = await expiryOf(present, view);
    if (known !== "gone" && "expires" in known) return byExpiry(known);
    if (known !== "gone" && present.bound) {
      const seen = `it is what ${hostname} is bound with now; its expiry is not known: ${known.why}`;
      return result("pass", seen);
    }
  }
  try {
    const found = await vault.certificate(secretName);
    return found === undefined
      ? result("fail", "it is not in the vault any more", mend)
      : byExpiry({ expires: new Date(found.validTo), now: view.now() });
  } catch (error) {
    return result(
      "cannotTell",
      firstLine(error),
      `${hostname} is not bound with it now, so that only the vault knows it: run this where the vault can be reached.`,
    );
  }
}

/** @returns Until when it holds, that it isn't there, or why that can't be told. */
async function expiryOf(
  { id }: PresentCertificate,
  view: CertificateSources["view"],
): Promise<Expiry | "gone" | { readonly why: string }> {
  try {
    const expires = await view.certificateExpiry(id);
    return expires === undefined ? { why: "Azure doesn't say." } : { expires, now: view.now() };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.exitCode === 2 ? { why: firstLine(error) } : "gone";
  }
}

/** The environment's certificate that was taken from the vault's secret; undefined when the state has none. */
export function presentCertificate(
  { hostname, secretName, vaultName }: NeededCertificate,
  state: readonly StateResource[],
): PresentCertificate | undefined {
  const url = `https://${vaultName}.vault.azure.net/secrets/${secretName}`.toLowerCase();
  const id = state.find(({ type, inputs, pendingDeletion }) => {
    const { properties } = inputs as CertificateInputs;
    const taken = properties?.certificateKeyVaultProperties?.keyVaultUrl;
    return type === types.certificate && !pendingDeletion && taken?.toLowerCase() === url;
  })?.id;
  if (id === undefined) return undefined;
  const bound = state
    .filter(({ type }) => type === types.containerApp)
    .flatMap(({ inputs }) => (inputs as AppInputs).configuration?.ingress?.customDomains ?? [])
    .some(
      ({ name, certificateId }) =>
        name === hostname && certificateId?.toLowerCase() === id.toLowerCase(),
    );
  return { id, bound };
}

/** @see https://www.pulumi.com/registry/packages/azure-native/api-docs/app/certificate/ */
interface CertificateInputs {
  readonly properties?: {
    readonly certificateKeyVaultProperties?: { readonly keyVaultUrl?: string };
  };
}

/** @see https://www.pulumi.com/registry/packages/azure-native/api-docs/app/containerapp/ */
interface AppInputs {
  readonly configuration?: {
    readonly ingress?: {
      readonly customDomains?: readonly {
        readonly name?: string;
        readonly certificateId?: string;
      }[];
    };
  };
}

/** Those of the vault's certificates that a stack in this phase has bound. */
function boundCertificates({ hostnames, phase }: DeployedSettings): VaultCertificate[] {
  const bound = publicAppNames
    .flatMap((app) => hostnames[app])
    .filter((name) => phases.indexOf(hostnamePhase(phase, name)) >= phases.indexOf("bind"))
    .map(({ name }) => name);
  return vaultCertificates({ hostnames }).filter(({ hostname }) => bound.includes(hostname));
}

function vaultOf(place: Place, { stack, settings }: Target): CertificateVault {
  const name = vaultNameOf(stack, settings);
  if (place.local === undefined) {
    const { tenantId } = pinnedAccount(stack);
    return azureVault(name, new DefaultAzureCredential(tenantId === undefined ? {} : { tenantId }));
  }
  const { cloud } = place.local;
  if (cloud === undefined) {
    throw new Refusal(
      "The vault of a local cloud that another process runs can't be looked into: end 'ftl local serve' first.",
      2,
    );
  }
  return localVault(cloud, { name, stack }, () => undefined);
}

function firstLine(error: unknown): string {
  return (error as Error).message.split("\n")[0]!;
}
