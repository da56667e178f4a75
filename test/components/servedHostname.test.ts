import assert from "node:assert/strict";
import { acceptsRenewalGapTag, certificateKindTag } from "../../settings/conventions/certificates";
import type { Phase, ServedName } from "../../settings/schema";
import type { Registration } from "../support/mocks";
import { lines, named, waitsFor } from "../support/registrations";
import { stackSettings } from "../support/stackSettings";
import { declared } from "../support/topology";

const { hostnames } = stackSettings("stg");

/** Declares stg with one hostname for api and one for ws. */
async function serve(
  phase: Phase,
  { api = {}, ws = {} }: { api?: Partial<ServedName>; ws?: Partial<ServedName> } = {},
): Promise<readonly Registration[]> {
  const apiName: ServedName = {
    name: "a.ftljeta.cloud",
    proxied: true,
    certificate: "keyvault",
    ...api,
  };
  const wsName: ServedName = {
    name: "w.ftljeta.cloud",
    proxied: false,
    certificate: "managed",
    ...ws,
  };
  const { seen } = await declared("stg", {
    phase,
    hostnames: { ...hostnames, api: [apiName], ws: [wsName] },
  });
  return seen;
}

const apiName = "path2-apps-api-a.ftljeta.cloud";
const wsName = "path2-apps-ws-w.ftljeta.cloud";
const children = (seen: readonly Registration[], name: string) =>
  lines(seen.filter((one) => one.name.startsWith(`${name}-`)));
const customDomains = (seen: readonly Registration[], app: string): unknown =>
  named(seen, `path2-apps-${app}-container-app`).inputs.configuration.ingress.customDomains;

describe("ServedHostname", () => {
  it("declares a CNAME and the record that proves the name", async () => {
    const seen = await serve("provision");

    assert.deepEqual(children(seen, apiName), [
      `cloudflare:index/dnsRecord:DnsRecord ${apiName}-asuid`,
      `cloudflare:index/dnsRecord:DnsRecord ${apiName}-cname`,
    ]);
    assert.deepEqual(named(seen, `${apiName}-cname`).inputs, {
      zoneId: "zone",
      type: "CNAME",
      name: "a.ftljeta.cloud",
      content: "ftl-stg-api.calmsea-1.centralindia.azurecontainerapps.io",
      proxied: false,
      ttl: 300,
      comment: "ftl-stg api: DNS-only until the cutover is live",
    });
    assert.deepEqual(named(seen, `${apiName}-asuid`).inputs, {
      zoneId: "zone",
      type: "TXT",
      name: "asuid.a.ftljeta.cloud",
      content: '"VERIFICATION"',
      proxied: false,
      ttl: 300,
      comment: "ftl-stg api: proves the hostname to Azure for as long as it is bound",
    });
  });

  it("says of a ws record that it is DNS-only for ever, and flattens it never", async () => {
    for (const phase of ["provision", "bind", "live"] as const) {
      const seen = await serve(phase);

      assert.deepEqual(named(seen, `${wsName}-cname`).inputs, {
        zoneId: "zone",
        type: "CNAME",
        name: "w.ftljeta.cloud",
        content: "ftl-stg-ws.calmsea-1.centralindia.azurecontainerapps.io",
        proxied: false,
        ttl: 300,
        settings: { flattenCname: false },
        comment: "ftl-stg ws: DNS-only for ever",
      });
    }
  });

  it("proxies what the settings want proxied, ws too: whether that may be is for the policy", async () => {
    const seen = await serve("live", { ws: { proxied: true } });

    for (const name of [apiName, wsName]) {
      const { proxied, ttl } = named(seen, `${name}-cname`).inputs;
      assert.deepEqual({ proxied, ttl }, { proxied: true, ttl: 1 });
    }
  });

  it("keeps comments within what Cloudflare's free plan takes", async () => {
    const seen = await serve("provision");

    const comments = seen.flatMap(({ type, inputs }): string[] =>
      type.endsWith(":DnsRecord") ? [inputs.comment] : [],
    );
    assert.equal(comments.length, 5);
    for (const comment of comments) assert.ok(comment.length <= 100, comment);
  });

  it("adds the name without a certificate while provisioning", async () => {
    const seen = await serve("provision");

    assert.deepEqual(customDomains(seen, "api"), [
      { name: "a.ftljeta.cloud", bindingType: "Disabled" },
    ]);
  });

  for (const certificate of ["keyvault", "origin"] as const) {
    it(`binds a ${certificate} certificate that the environment reads from the vault`, async () => {
      const seen = await serve("bind", { api: { certificate } });

      const { type, inputs } = named(seen, `${apiName}-certificate`);
      assert.equal(type, "azure-native:app:Certificate");
      assert.equal(inputs.certificateName, "ftl-stg-cert-a-ftljeta-cloud");
      assert.equal(inputs.environmentName, "ftl-stg-cae-cin");
      const { identity, keyVaultUrl } = inputs.properties.certificateKeyVaultProperties;
      assert.match(identity, /UserAssignedIdentity/);
      assert.equal(
        keyVaultUrl,
        "https://ftl-stg-kv-cin.vault.azure.net/secrets/cert-a-ftljeta-cloud",
      );
      assert.deepEqual(Object.keys(inputs.properties).toSorted(), [
        "certificateKeyVaultProperties",
        "certificateType",
      ]);
      assert.deepEqual(customDomains(seen, "api"), [
        {
          name: "a.ftljeta.cloud",
          bindingType: "SniEnabled",
          certificateId:
            "/azure-native:app:ManagedEnvironment/ftl-stg-cae-cin/certificates/ftl-stg-cert-a-ftljeta-cloud",
        },
      ]);
    });
  }

  it("binds a managed certificate that is validated by the CNAME", async () => {
    const seen = await serve("bind");

    const { type, inputs } = named(seen, `${wsName}-certificate`);
    assert.equal(type, "azure-native:app:ManagedCertificate");
    assert.equal(inputs.managedCertificateName, "ftl-stg-cert-w-ftljeta-cloud");
    assert.deepEqual(inputs.properties, {
      subjectName: "w.ftljeta.cloud",
      domainControlValidation: "CNAME",
    });
    assert.deepEqual(customDomains(seen, "ws"), [
      {
        name: "w.ftljeta.cloud",
        bindingType: "SniEnabled",
        certificateId:
          "/azure-native:app:ManagedEnvironment/ftl-stg-cae-cin/managedCertificates/ftl-stg-cert-w-ftljeta-cloud",
      },
    ]);
  });

  it("says by a tag of what kind a certificate out of the vault is", async () => {
    for (const certificate of ["keyvault", "origin"] as const) {
      const seen = await serve("bind", { api: { certificate } });

      assert.equal(
        named(seen, `${apiName}-certificate`).inputs.tags[certificateKindTag],
        certificate,
      );
    }
  });

  it("tags a managed certificate whose owner renews it by hand, and no other", async () => {
    const tagOf = async (ws: Partial<ServedName>): Promise<unknown> =>
      named(await serve("bind", { ws }), `${wsName}-certificate`).inputs.tags[acceptsRenewalGapTag];

    assert.equal(await tagOf({ acceptsRenewalGap: true }), "true");
    assert.equal(await tagOf({ acceptsRenewalGap: false }), undefined);
    assert.equal(await tagOf({}), undefined);
  });

  it("puts the records and the way into the vault before the certificate, and all before the app", async () => {
    const seen = await serve("bind");

    for (const [app, name] of [
      ["api", apiName],
      ["ws", wsName],
    ] as const) {
      const records = [`${name}-asuid`, `${name}-cname`];
      const beforeCertificate = waitsFor(seen, `${name}-certificate`);
      const role = "path2-apps-environment-identity-keyVaultSecretsUser";
      for (const one of [...records, role]) assert.ok(beforeCertificate.includes(one), one);
      const beforeApp = waitsFor(seen, `path2-apps-${app}-container-app`);
      for (const one of [...records, `${name}-certificate`])
        assert.ok(beforeApp.includes(one), one);
    }
  });

  it("proxies a record only after the app, which then waits for its proof and certificate alone", async () => {
    const seen = await serve("live");

    const beforeRecord = waitsFor(seen, `${apiName}-cname`);
    assert.ok(beforeRecord.includes("path2-apps-api-container-app"));
    assert.ok(!waitsFor(seen, `${apiName}-certificate`).includes(`${apiName}-cname`));
    const beforeApp = waitsFor(seen, "path2-apps-api-container-app");
    assert.deepEqual(
      beforeApp.filter((name) => name.startsWith(apiName)),
      [`${apiName}-asuid`, `${apiName}-certificate`],
    );
  });

  it("keeps a name that is held back where it was, while its stack is live", async () => {
    const seen = await serve("live", { api: { phase: "bind" }, ws: { phase: "provision" } });

    const { proxied, ttl } = named(seen, `${apiName}-cname`).inputs;
    assert.deepEqual({ proxied, ttl }, { proxied: false, ttl: 300 });
    assert.deepEqual(customDomains(seen, "ws"), [
      { name: "w.ftljeta.cloud", bindingType: "Disabled" },
    ]);
    assert.deepEqual(
      children(seen, wsName).filter((line) => line.endsWith("-certificate")),
      [],
    );
  });

  it("lets one app wait for no hostname of another", async () => {
    const seen = await serve("bind");

    const beforeApi = waitsFor(seen, "path2-apps-api-container-app");
    assert.equal(
      beforeApi.some((name) => name.startsWith(wsName)),
      false,
    );
  });
});
