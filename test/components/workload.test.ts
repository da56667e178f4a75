import assert from "node:assert/strict";
import { type AppName, appNames, workloadNames } from "../../settings/conventions/workloads";
import type { Registration } from "../support/mocks";
import { lines, named, waitsFor } from "../support/registrations";
import { declared } from "../support/topology";

describe("Workload", () => {
  let seen: readonly Registration[];
  before(async () => {
    ({ seen } = await declared("prd"));
  });
  const app = (name: AppName) => named(seen, `path2-apps-${name}-container-app`);

  it("declares one container app for each, under its component", () => {
    assert.deepEqual(lines(seen.filter(({ urn }) => urn.includes("::ftl:app:Workload$"))), [
      "azure-native:app:ContainerApp path2-apps-api-container-app",
      "azure-native:app:ContainerApp path2-apps-flusher-container-app",
      "azure-native:app:ContainerApp path2-apps-ws-container-app",
    ]);
    assert.deepEqual(
      appNames.map((name) => app(name).inputs.containerAppName),
      ["ftl-prd-api", "ftl-prd-ws", "ftl-prd-flusher"],
    );
  });

  it("runs one revision at a time, on the consumption profile, with an identity of its own", () => {
    const identities = appNames.map((name) => {
      const { inputs } = app(name);
      assert.equal(inputs.configuration.activeRevisionsMode, "Single");
      assert.equal(inputs.workloadProfileName, "Consumption");
      assert.equal(inputs.identity.type, "UserAssigned");
      assert.deepEqual(
        inputs.configuration.registries.map((one: { identity: string }) => one.identity),
        inputs.identity.userAssignedIdentities,
      );
      return String(inputs.identity.userAssignedIdentities);
    });
    assert.equal(new Set(identities).size, 3);
  });

  it("pulls a pinned image from the stack's own registry, without a password", () => {
    for (const name of appNames) {
      const { configuration, template } = app(name).inputs;
      assert.deepEqual(Object.keys(configuration.registries[0]).toSorted(), ["identity", "server"]);
      assert.match(
        template.containers[0].image,
        new RegExp(`^ftlprdacrcin\\.azurecr\\.io/ftl-${name}:1\\.0\\.0@sha256:[0-9a-f]{64}$`),
      );
    }
  });

  it("has every secret as an unversioned reference, and every secret variable one of them", () => {
    for (const name of appNames) {
      const { configuration, template } = app(name).inputs;
      for (const secret of configuration.secrets) {
        assert.deepEqual(Object.keys(secret).toSorted(), ["identity", "keyVaultUrl", "name"]);
        assert.equal(
          secret.keyVaultUrl,
          `https://ftl-prd-kv-cin.vault.azure.net/secrets/${secret.name}`,
        );
      }
      const referred = template.containers[0].env.flatMap((one: { secretRef?: string }) =>
        one.secretRef === undefined ? [] : [one.secretRef],
      );
      assert.deepEqual(
        referred.toSorted(),
        configuration.secrets.map((secret: { name: string }) => secret.name).toSorted(),
      );
    }
  });

  for (const [name, scale] of [
    ["api", { minReplicas: 2, maxReplicas: 10, concurrentRequests: "50" }],
    ["ws", { minReplicas: 3, maxReplicas: 12, concurrentRequests: "500" }],
  ] as const) {
    it(`opens ${name} to the internet over TLS, and scales it by open requests`, () => {
      const { configuration, template } = app(name).inputs;
      const { customDomains, ...ingress } = configuration.ingress;
      assert.deepEqual(ingress, {
        external: true,
        allowInsecure: false,
        targetPort: name === "api" ? 8080 : 8081,
        transport: "auto",
      });
      assert.equal(customDomains.length, 2);
      const { concurrentRequests, ...replicas } = scale;
      assert.deepEqual(template.scale, {
        ...replicas,
        rules: [{ name: "http", http: { metadata: { concurrentRequests } } }],
      });
    });
  }

  it("gives flusher no ingress and no scale rule, and probes it all the same", () => {
    const { configuration, template } = app("flusher").inputs;
    assert.equal(configuration.ingress, undefined);
    assert.deepEqual(template.scale, { minReplicas: 1, maxReplicas: 1 });
    const [container] = template.containers;
    assert.deepEqual(
      container.probes.map((probe: { httpGet: { port: number } }) => probe.httpGet.port),
      [8082, 8082, 8082],
    );
  });

  it("gives ws a minute to let its clients go", () => {
    assert.deepEqual(
      appNames.map((name) => app(name).inputs.template.terminationGracePeriodSeconds),
      [30, 60, 30],
    );
  });

  it("says by a tag which app it is", () => {
    for (const name of appNames) assert.equal(app(name).inputs.tags["ftl-workload"], name);
  });

  it("starts after its roles, its secrets and the ways to the stores are there", () => {
    for (const name of appNames) {
      const before = waitsFor(seen, `path2-apps-${name}-container-app`);
      for (const one of [
        `path2-apps-${name}-identity-acrPull`,
        `path2-apps-${name}-identity-keyVaultSecretsUser`,
        "path2-stores-secrets-database-url-in-vault",
        "path2-stores-vault-access-zone-group",
        "path2-stores-redis-access-zone-group",
        "path2-stores-postgres-database",
      ]) {
        assert.ok(before.includes(one), `${name} doesn't wait for ${one}`);
      }
    }
  });
});

describe("MigrateJob", () => {
  let seen: readonly Registration[];
  before(async () => {
    ({ seen } = await declared("prd"));
  });

  it("runs api's very image by hand, once, with the database's URL and nothing else", () => {
    const { inputs } = named(seen, "path2-apps-migrate-container-job");
    const api = named(seen, "path2-apps-api-container-app").inputs;
    assert.equal(inputs.jobName, "ftl-prd-migrate");
    assert.equal(inputs.template.containers[0].image, api.template.containers[0].image);
    assert.deepEqual(inputs.template.containers[0].args, ["migrate", "up"]);
    assert.deepEqual(inputs.template.containers[0].env, [
      { name: "DATABASE_URL", secretRef: "database-url" },
    ]);
    const { registries, secrets, ...configuration } = inputs.configuration;
    assert.deepEqual(configuration, {
      triggerType: "Manual",
      manualTriggerConfig: { parallelism: 1, replicaCompletionCount: 1 },
      replicaTimeout: 1800,
      replicaRetryLimit: 0,
    });
    assert.equal(registries.length, 1);
    assert.deepEqual(
      secrets.map(({ name }: { name: string }) => name),
      ["database-url"],
    );
    assert.equal(inputs.tags["ftl-workload"], "migrate");
  });

  it("has an identity that no app shares", () => {
    const identities = workloadNames.map((workload) => {
      const { inputs } =
        workload === "migrate"
          ? named(seen, "path2-apps-migrate-container-job")
          : named(seen, `path2-apps-${workload}-container-app`);
      return String(inputs.identity.userAssignedIdentities);
    });
    assert.equal(new Set(identities).size, workloadNames.length);
  });
});
