import assert from "node:assert/strict";
import fc from "fast-check";
import { at, type Json, type JsonObject } from "../../../../local-cloud/json";
import {
  fromBody,
  toBody,
  toSdkPath,
  withListedIdentities,
} from "../../../../local-cloud/providers/azureNative/bodyShape";
import {
  pathInputs,
  resourceTable,
  type ResourceMapping,
} from "../../../../local-cloud/providers/azureNative/resourceTable";
import { sdkInputs } from "./sdk";

const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean());
/** Keys that some body has in another place or under another name. */
const innerKey = fc.constantFrom(
  "id",
  "name",
  "type",
  "serviceName",
  "location",
  "sku",
  "requestUrl",
  "maxmemoryPolicy",
  "Id",
);
const inner = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie("value"), { maxLength: 2 }),
    fc.dictionary(innerKey, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

/** Any inputs that a program could give a resource of this type, as far as their names go. */
function inputsOf(token: string): fc.Arbitrary<JsonObject> {
  return fc.dictionary(fc.constantFrom(...sdkInputs(token)), inner, { noNullPrototype: true });
}

function body(token: string, inputs: JsonObject): JsonObject {
  return toBody(resourceTable[token]!, inputs);
}

describe("Between the SDK's shape and Resource Manager's", () => {
  for (const [token, mapping] of Object.entries(resourceTable)) {
    it(`nothing of ${token} is lost on the way there and back`, () => {
      const own = new Set(pathInputs(mapping));
      fc.assert(
        fc.property(inputsOf(token), (inputs) => {
          const kept = Object.fromEntries(Object.entries(inputs).filter(([key]) => !own.has(key)));
          // Two spellings of one name can't be told apart on the way back, and no SDK has both.
          fc.pre(!hasBothSpellings(mapping, kept));
          assert.deepEqual(fromBody(mapping, toBody(mapping, inputs)), kept);
        }),
        { numRuns: 40 },
      );
    });
  }

  it("inputs of the envelope stay where they are, and all others are properties", () => {
    const inputs = {
      resourceGroupName: "rg",
      containerAppName: "api",
      location: "centralindia",
      tags: { a: "1" },
      environmentId: "/env",
      template: { containers: [{ name: "api" }] },
    };
    assert.deepEqual(body("app:ContainerApp", inputs), {
      location: "centralindia",
      tags: { a: "1" },
      properties: { environmentId: "/env", template: { containers: [{ name: "api" }] } },
    });
  });

  it("inputs that the SDK has in properties already are left there", () => {
    const properties = { tenantId: "t", sku: { name: "standard" } };
    assert.deepEqual(
      body("keyvault:Vault", { vaultName: "v", resourceGroupName: "rg", properties }),
      {
        properties,
      },
    );
  });

  it("the tier of classic Redis and of a workspace is a property", () => {
    for (const token of ["redis:Redis", "operationalinsights:Workspace"]) {
      assert.deepEqual(body(token, { sku: { name: "Standard" } }), {
        properties: { sku: { name: "Standard" } },
      });
    }
  });

  it("subnets and their delegations have properties of their own", () => {
    const subnets = [
      {
        name: "apps",
        addressPrefix: "10.0.0.0/23",
        delegations: [{ name: "d", serviceName: "Microsoft.App/environments" }],
      },
    ];
    assert.deepEqual(body("network:VirtualNetwork", { subnets }).properties, {
      subnets: [
        {
          name: "apps",
          properties: {
            addressPrefix: "10.0.0.0/23",
            delegations: [{ name: "d", properties: { serviceName: "Microsoft.App/environments" } }],
          },
        },
      ],
    });
  });

  it("classic Redis spells its configuration with hyphens", () => {
    const redisConfiguration = {
      maxmemoryPolicy: "noeviction",
      rdbBackupMaxSnapshotCount: "1",
      aofStorageConnectionString0: "s",
    };
    assert.deepEqual(
      at(body("redis:Redis", { redisConfiguration }), "properties.redisConfiguration"),
      {
        "maxmemory-policy": "noeviction",
        "rdb-backup-max-snapshot-count": "1",
        "aof-storage-connection-string-0": "s",
      },
    );
  });

  it("web tests spell what is inside them with capitals, in lists too", () => {
    const inputs = {
      webTestKind: "standard",
      locations: [{ location: "apac-sg-sin-azr" }],
      request: { requestUrl: "https://api.example.com", headers: [{ key: "a", value: "b" }] },
      validationRules: { sSLCheck: true, contentValidation: { contentMatch: "ok" } },
    };
    assert.deepEqual(body("applicationinsights:WebTest", inputs).properties, {
      Kind: "standard",
      Locations: [{ Id: "apac-sg-sin-azr" }],
      Request: { RequestUrl: "https://api.example.com", Headers: [{ key: "a", value: "b" }] },
      ValidationRules: { SSLCheck: true, ContentValidation: { ContentMatch: "ok" } },
    });
  });

  it("the kind of an alert's criteria has a dot in its name", () => {
    const criteria = {
      odataType: "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
      allOf: [],
    };
    assert.deepEqual(at(body("monitor:MetricAlert", { criteria }), "properties.criteria"), {
      "odata.type": criteria.odataType,
      allOf: [],
    });
  });

  it("user-assigned identities are a list in the SDK and keys in the body", () => {
    const ids = [
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/a",
    ];
    const identity = { type: "UserAssigned", userAssignedIdentities: ids };
    const made = body("app:ContainerApp", { identity });

    assert.deepEqual(made.identity, {
      type: "UserAssigned",
      userAssignedIdentities: { [ids[0]!]: {} },
    });
    assert.deepEqual(
      withListedIdentities(fromBody(resourceTable["app:ContainerApp"]!, made)).identity,
      identity,
    );
  });

  it("paths of a body have an SDK's name", () => {
    const path = (token: string, bodyPath: string) => toSdkPath(resourceTable[token]!, bodyPath);
    assert.deepEqual(
      [
        path("dbforpostgresql:Server", "properties.network.delegatedSubnetResourceId"),
        path("dbforpostgresql:Server", "sku.tier"),
        path("keyvault:Vault", "properties.tenantId"),
        path("applicationinsights:Component", "properties.Application_Type"),
        path("redis:Redis", "properties.redisConfiguration.maxmemory-policy"),
        path("applicationinsights:WebTest", "properties.Request.RequestUrl"),
      ],
      [
        "network.delegatedSubnetResourceId",
        "sku.tier",
        "properties.tenantId",
        "applicationType",
        "redisConfiguration.maxmemoryPolicy",
        "request.requestUrl",
      ],
    );
  });
});

/** Whether an object holds a name in the SDK's spelling and the body's, or one that a body's key would be taken for. */
function hasBothSpellings({ shape }: ResourceMapping, value: Json | undefined): boolean {
  const wires = new Set(Object.values(shape?.renamed ?? {}));
  const visit = (item: Json | undefined): boolean =>
    Array.isArray(item)
      ? item.some(visit)
      : typeof item === "object" &&
        item !== null &&
        Object.entries(item).some(([key, below]) => wires.has(key) || visit(below));
  return visit(value);
}
