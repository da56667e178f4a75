import assert from "node:assert/strict";
import { roleIds, type RoleName, workloadRolesOnly } from "../../bootstrap/roles";
import { roleIds as workloadRoleIds } from "../../components/workloadIdentity";
import type { JsonObject } from "../../local-cloud/json";
import { CloudInMemory } from "../support/inProcess";
import type { Registration } from "../support/mocks";
import { deploy, inputsOf, stackGroup, withStack } from "./deploy";

/** Names of roles by their ids. Any other is the one that is made here. */
const roleNames = new Map(
  Object.entries(roleIds).map(([name, id]): [string, RoleName] => [id, name as RoleName]),
);

/** Every role: `who: role on where`, sorted. */
function rolesOf(seen: readonly Registration[]): string[] {
  return seen
    .filter(({ type }) => type === "azure-native:authorization:RoleAssignment")
    .map(({ name, inputs }) => {
      const { roleDefinitionId, scope } = inputs as { roleDefinitionId: string; scope: string };
      const who = name.split("-")[1];
      const where = scope.split("/").slice(-2).join("/");
      const role = roleNames.get(roleDefinitionId.split("/").at(-1)!) ?? "redisKeysReader";
      return `${who}: ${role} on ${where}`;
    })
    .toSorted();
}

describe("the identities that bootstrap makes", () => {
  let early: Awaited<ReturnType<typeof deploy>>;
  let late: Awaited<ReturnType<typeof deploy>>;
  before(async () => {
    early = await deploy(new CloudInMemory());
    late = await deploy(await withStack(), { stackDeployed: true });
  });

  const subjects = (seen: readonly Registration[]) =>
    seen
      .filter(({ type }) => type.endsWith(":FederatedIdentityCredential"))
      .map(({ inputs }) => inputs as { subject: string; issuer: string; audiences: string[] });

  it("trust GitHub's tokens of one Environment each, and no branch or whole repository", () => {
    assert.deepEqual(
      subjects(early.seen)
        .map(({ subject }) => subject)
        .toSorted(),
      ["certificates-prd", "prd", "preview-prd", "read-prd"].map(
        (environment) => `repo:octo-org/octo-repo:environment:${environment}`,
      ),
    );
    for (const { issuer, audiences } of subjects(early.seen)) {
      assert.equal(issuer, "https://token.actions.githubusercontent.com");
      assert.deepEqual(audiences, ["api://AzureADTokenExchange"]);
    }
  });

  it("trust the subjects of a repository whose tokens carry GitHub's ids", async () => {
    const { seen } = await deploy(new CloudInMemory(), {
      repository: "repo:octo-org-123456/octo-repo-456789",
    });

    assert.ok(
      subjects(seen).some(
        ({ subject }) => subject === "repo:octo-org-123456/octo-repo-456789:environment:prd",
      ),
    );
  });

  it("have these roles, and no others", () => {
    assert.deepEqual(rolesOf(late.seen), [
      "certificates: keyVaultCertificatesOfficer on vaults/ftl-prd-kv-cin",
      "certificates: keyVaultCryptoUser on keys/stack-secrets",
      "certificates: keyVaultSecretsOfficer on vaults/ftl-prd-kv-cin",
      "certificates: storageBlobDataReader on containers/state",
      "deploy: contributor on resourceGroups/ftl-prd-rg-cin",
      "deploy: keyVaultCryptoUser on keys/stack-secrets",
      "deploy: locksContributor on resourceGroups/ftl-prd-rg-cin",
      "deploy: roleBasedAccessControlAdministrator on resourceGroups/ftl-prd-rg-cin",
      "deploy: storageBlobDataContributor on containers/state",
      "operators: keyVaultCryptoUser on keys/stack-secrets",
      "operators: storageBlobDataContributor on storageAccounts/ftlprdstatecin",
      "preview: keyVaultCryptoUser on keys/stack-secrets",
      "preview: reader on resourceGroups/ftl-prd-rg-cin",
      "preview: redisKeysReader on resourceGroups/ftl-prd-rg-cin",
      "preview: storageBlobDataReader on containers/state",
      "read: keyVaultCryptoUser on keys/stack-secrets",
      "read: reader on resourceGroups/ftl-prd-rg-cin",
      "read: redisKeysReader on resourceGroups/ftl-prd-rg-cin",
      "read: storageBlobDataReader on containers/state",
    ]);
  });

  it("list the keys of Redis by a role that does nothing else, on the stack's group only", () => {
    const { permissions, assignableScopes, roleDefinitionId } = inputsOf(
      late.seen,
      "RoleDefinition",
    );

    assert.deepEqual(permissions, [
      {
        actions: [
          "Microsoft.Cache/redisEnterprise/databases/listKeys/action",
          "Microsoft.Cache/redis/listKeys/action",
        ],
      },
    ]);
    assert.deepEqual(assignableScopes, [stackGroup]);
    const holders = late.seen.filter(({ inputs }) =>
      ((inputs as JsonObject).roleDefinitionId as string | undefined)?.endsWith(
        `/${roleDefinitionId as string}`,
      ),
    );
    assert.deepEqual(
      new Set(holders.map(({ name }) => name.split("-")[1])),
      new Set(["preview", "read"]),
    );
  });

  it("may give workloads their own roles only", () => {
    const { condition, conditionVersion } = inputsOf(
      late.seen,
      "bootstrap-deploy-stackGroup-roleBasedAccessControlAdministrator",
    );

    assert.equal(conditionVersion, "2.0");
    assert.equal(
      condition,
      "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR " +
        "(@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals " +
        "{7f951dda-4ed3-4680-a7ca-43fe172d538d, 4633458b-17de-408a-b874-0445c86b69e6} AND " +
        "@Request[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase " +
        "{'ServicePrincipal'})) AND " +
        "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/delete'})) OR " +
        "(@Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals " +
        "{7f951dda-4ed3-4680-a7ca-43fe172d538d, 4633458b-17de-408a-b874-0445c86b69e6} AND " +
        "@Resource[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase " +
        "{'ServicePrincipal'}))",
    );
    const conditions = late.seen.filter(
      ({ inputs }) => (inputs as JsonObject).condition !== undefined,
    );
    assert.equal(conditions.length, 1);
  });

  it("knows the roles that the stack's own program gives to its workloads", () => {
    const ids = workloadRolesOnly.match(/[0-9a-f]{8}-[0-9a-f-]{27}/g) ?? [];

    assert.deepEqual([...new Set(ids)].toSorted(), Object.values(workloadRoleIds).toSorted());
  });
});
