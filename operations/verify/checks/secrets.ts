import { type Check, fail, inconclusive, pass, type Verdict } from "../check";
import { deployAgain } from "../mends";
import { apiVersions, type SecretReference, workload, type WorkloadName } from "../resources";
import { whyNotReader } from "../vaultReaders";
import type { VerifyContext } from "../verifyContext";

const workloads: readonly WorkloadName[] = ["api", "ws", "flusher", "migrate"];

/** `secrets <workload>`: each secret that a workload refers to is there, and its identity may read it. */
export function secretChecks(context: VerifyContext): Check[] {
  return workloads.map((name) => ({
    name: `secrets ${name}`,
    about: "every Key Vault reference leads to a secret that the identity may read",
    run: () => secretsVerdict(context, name),
  }));
}

/** What `secrets <workload>` comes to. No value is read: Resource Manager gives none. */
export function secretsVerdict(context: VerifyContext, name: WorkloadName): Promise<Verdict> {
  return context.verdict(`secrets ${name}`, () => judge(context, name));
}

async function judge(context: VerifyContext, name: WorkloadName): Promise<Verdict> {
  const found = await workload(context, name);
  const references = found.properties.configuration?.secrets ?? [];
  if (references.length === 0) return inconclusive("it refers to no secrets");
  const principals = principalsOf(found["identity"]);
  const wrong = await Promise.all(
    references.map((reference) => whyNotReadable(context, reference, principals)),
  );
  const said = [...new Set(wrong.filter((one) => one !== undefined))];
  if (said.length === 0) return pass(`${references.length} of ${references.length} readable`);
  return fail(said.join("; "), deployAgain(context.target));
}

/** Object ids of the identities that a resource has, by the lower-case id of the identity. */
function principalsOf(identity: unknown): ReadonlyMap<string, string | undefined> {
  const { userAssignedIdentities = {} } = (identity ?? {}) as {
    userAssignedIdentities?: Record<string, { principalId?: string }>;
  };
  return new Map(
    Object.entries(userAssignedIdentities).map(([id, { principalId }]) => [
      id.toLowerCase(),
      principalId,
    ]),
  );
}

async function whyNotReadable(
  context: VerifyContext,
  { name = "a secret", keyVaultUrl, identity = "" }: SecretReference,
  principals: ReadonlyMap<string, string | undefined>,
): Promise<string | undefined> {
  const { azure, outputs } = context.target;
  if (keyVaultUrl === undefined) return `${name} is no reference into the vault`;
  const [, vaultName, secretName] =
    /^https:\/\/([^.]+)\.vault\.[^/]+\/secrets\/([^/]+)/i.exec(keyVaultUrl) ?? [];
  if (vaultName?.toLowerCase() !== outputs.resourceNames.vault.toLowerCase()) {
    return `${name} is in another vault than ${outputs.resourceNames.vault}`;
  }
  const principalId = principals.get(identity.toLowerCase());
  if (principalId === undefined) return `${name} is read by an identity that is not assigned`;
  const secret = await azure.get<{ attributes?: { enabled?: boolean } }>(
    `${outputs.resourceIds.vault}/secrets/${secretName!}`,
    apiVersions.keyVault,
  );
  if (secret === undefined) return `${secretName!} is not in the vault`;
  // A date of expiry is for people: the vault gives such a secret as well.
  if (secret.properties.attributes?.enabled === false) return `${secretName!} is disabled`;
  const why = await whyNotReader(context, principalId, secretName!);
  return why && `${identity.split("/").at(-1)!}: ${why}`;
}
