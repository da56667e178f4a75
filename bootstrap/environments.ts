import type { RoleName } from "./roles";

/** What a role can be given on. `stackGroup` and `stackVault` are the stack's own, there after its first deployment. */
export const scopes = ["stateContainer", "secretsKey", "stackGroup", "stackVault"] as const;
export type Scope = (typeof scopes)[number];

/** Scopes that the stack's first deployment makes. */
export const laterScopes: readonly Scope[] = ["stackGroup", "stackVault"];

/** What an identity may do, by where. */
export type Grants = Readonly<Partial<Record<Scope, readonly RoleName[]>>>;

/**
 * A preview takes no lock and writes nothing, nor does a refresh that only previews. Whoever reads the state decrypts
 * its secrets.
 *
 * @see https://github.com/pulumi/pulumi/blob/002d849298513ad2419f5c500f737534d7b83920/pkg/backend/diy/backend.go
 */
const reads: Grants = {
  stateContainer: ["storageBlobDataReader"],
  secretsKey: ["keyVaultCryptoUser"],
  stackGroup: ["reader", "redisKeysReader"],
};

/** What a stack's workflows do, one identity each, with no more than it takes. */
export const purposes = {
  deploy: {
    stateContainer: ["storageBlobDataContributor"],
    secretsKey: ["keyVaultCryptoUser"],
    stackGroup: ["contributor", "roleBasedAccessControlAdministrator", "locksContributor"],
  },
  /** On a pull request, before the change is merged. */
  preview: reads,
  /** On what is merged: the plan that an approval is asked for, and the nightly look for drift. */
  read: reads,
  certificates: {
    stateContainer: ["storageBlobDataReader"],
    secretsKey: ["keyVaultCryptoUser"],
    stackVault: ["keyVaultCertificatesOfficer", "keyVaultSecretsOfficer"],
  },
} as const satisfies Record<string, Grants>;

export type Purpose = keyof typeof purposes;

/** Name of the GitHub Environment in which a purpose's jobs run: `prd` for deployments, else `read-prd`. */
export function environmentName(purpose: Purpose, stack: string): string {
  return purpose === "deploy" ? stack : `${purpose}-${stack}`;
}
