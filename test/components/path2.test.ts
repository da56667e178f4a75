import assert from "node:assert/strict";
import type { Registration } from "../support/mocks";
import type { StackName } from "../support/stackSettings";
import { lines, protectedNames } from "../support/registrations";
import { declared } from "../support/topology";

/** How many resources of each type a stack has; a type that only one of them has stands in one column. */
const expected: Readonly<Record<string, Readonly<Record<StackName, number>>>> = {
  "azure-native:app:ContainerApp": { stg: 3, prd: 3 },
  "azure-native:app:Job": { stg: 1, prd: 1 },
  "azure-native:app:ManagedEnvironment": { stg: 1, prd: 1 },
  "azure-native:applicationinsights:Component": { stg: 1, prd: 1 },
  "azure-native:authorization:ManagementLockByScope": { stg: 0, prd: 6 },
  "azure-native:authorization:RoleAssignment": { stg: 9, prd: 9 },
  "azure-native:containerregistry:Registry": { stg: 1, prd: 1 },
  "azure-native:dbforpostgresql:Configuration": { stg: 1, prd: 1 },
  "azure-native:dbforpostgresql:Database": { stg: 1, prd: 1 },
  "azure-native:dbforpostgresql:FirewallRule": { stg: 1, prd: 0 },
  "azure-native:dbforpostgresql:Server": { stg: 1, prd: 1 },
  "azure-native:keyvault:Secret": { stg: 6, prd: 6 },
  "azure-native:keyvault:Vault": { stg: 1, prd: 1 },
  "azure-native:managedidentity:UserAssignedIdentity": { stg: 5, prd: 5 },
  "azure-native:monitor:ActionGroup": { stg: 1, prd: 1 },
  "azure-native:monitor:DiagnosticSetting": { stg: 6, prd: 6 },
  "azure-native:monitor:MetricAlert": { stg: 3, prd: 3 },
  "azure-native:network:PrivateDnsZoneGroup": { stg: 0, prd: 2 },
  "azure-native:network:PrivateEndpoint": { stg: 0, prd: 2 },
  "azure-native:network:VirtualNetwork": { stg: 0, prd: 1 },
  "azure-native:operationalinsights:Workspace": { stg: 1, prd: 1 },
  "azure-native:privatedns:PrivateZone": { stg: 0, prd: 3 },
  "azure-native:privatedns:VirtualNetworkLink": { stg: 0, prd: 3 },
  "azure-native:redisenterprise:Database": { stg: 1, prd: 1 },
  "azure-native:redisenterprise:RedisEnterprise": { stg: 1, prd: 1 },
  "azure-native:resources:ResourceGroup": { stg: 1, prd: 1 },
  "azure-native:web:StaticSite": { stg: 1, prd: 1 },
  "azure-native:web:StaticSiteCustomDomain": { stg: 1, prd: 0 },
  "cloudflare:index/dnsRecord:DnsRecord": { stg: 5, prd: 8 },
  "cloudflare:index/zoneSetting:ZoneSetting": { stg: 0, prd: 5 },
  "random:index/randomPassword:RandomPassword": { stg: 3, prd: 3 },
};

describe("Path2", () => {
  for (const stack of ["stg", "prd"] as const) {
    describe(`of ${stack}`, () => {
      let seen: readonly Registration[];
      before(async () => ({ seen } = await declared(stack)));

      it("declares these resources and no others", () => {
        const counted: Record<string, number> = {};
        for (const { type } of seen.filter(({ custom }) => custom)) {
          counted[type] = (counted[type] ?? 0) + 1;
        }

        const wanted = Object.entries(expected)
          .map(([type, count]) => [type, count[stack]] as const)
          .filter(([, count]) => count > 0);
        assert.deepEqual(counted, Object.fromEntries(wanted));
      });

      it("gives everything a component for a parent, up to the one component path2", () => {
        const parentless = seen.filter(({ urn }) => !/::ftl:\w+:\w+\$/.test(urn));

        assert.deepEqual(lines(parentless), ["ftl:platform:Path2 path2"]);
      });

      it("names servers, vaults, apps and environments by the convention", () => {
        const names = seen
          .filter(({ custom, type }) => custom && type.startsWith("azure-native:"))
          .flatMap(({ inputs }) => Object.entries(inputs as Record<string, unknown>))
          .filter(([key]) =>
            /^(?:containerAppName|serverName|vaultName|environmentName)$/.test(key),
          )
          .map(([, name]) => name as string);

        assert.deepEqual(
          names.filter((name) => !name.startsWith(`ftl-${stack}-`)),
          [],
        );
      });
    });
  }

  it("protects in prd what can't be got back, and locks it", async () => {
    const { seen } = await declared("prd");

    assert.deepEqual(protectedNames(seen), [
      "path2-frontend-site",
      "path2-observability-workspace",
      "path2-stores-postgres-database",
      "path2-stores-postgres-server",
      "path2-stores-redis-cluster",
      "path2-stores-redis-database",
      "path2-stores-registry-container-registry",
      "path2-stores-vault-key-vault",
    ]);
    const locks = seen.filter(({ type }) => type.endsWith(":ManagementLockByScope"));
    assert.deepEqual(locks.map(({ name, inputs }) => `${name} ${inputs.level}`).toSorted(), [
      "path2-delete-lock-frontend CanNotDelete",
      "path2-delete-lock-logs CanNotDelete",
      "path2-delete-lock-postgres CanNotDelete",
      "path2-delete-lock-redis CanNotDelete",
      "path2-delete-lock-registry CanNotDelete",
      "path2-delete-lock-vault CanNotDelete",
    ]);
  });

  it("protects nothing in stg", async () => {
    const { seen } = await declared("stg");

    assert.deepEqual(protectedNames(seen), []);
  });
});
