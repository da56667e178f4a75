import assert from "node:assert/strict";
import { vaultCertificates, vaultNameOf } from "../../../operations/certificate/names";
import { stackSettings } from "../../support/stackSettings";
import { declared } from "../../support/topology";

describe("the certificates of a stack that live in its vault", () => {
  it("are those of its hostnames that Azure does not obtain by itself, main names and aliases", () => {
    assert.deepEqual(vaultCertificates(stackSettings("prd")), [
      { hostname: "api.ftljeta.cloud", kind: "keyvault", secretName: "cert-api-ftljeta-cloud" },
      {
        hostname: "prd-api.ftljeta.cloud",
        kind: "keyvault",
        secretName: "cert-prd-api-ftljeta-cloud",
      },
    ]);
  });

  it("are of ws too, and from the Origin CA, when the settings say so", () => {
    const { hostnames } = stackSettings("stg");
    const changed = stackSettings("stg", {
      hostnames: {
        ...hostnames,
        api: [{ name: "api.ftljeta.cloud", proxied: true, certificate: "origin" }],
        ws: [{ name: "ws.ftljeta.cloud", proxied: false, certificate: "keyvault" }],
      },
    });

    assert.deepEqual(
      vaultCertificates(changed).map(({ hostname, kind }) => `${hostname} ${kind}`),
      ["api.ftljeta.cloud origin", "ws.ftljeta.cloud keyvault"],
    );
  });
});

describe("the program that reads those certificates", () => {
  it("refers to the same secrets of the same vault, and has neither certificate nor key in its state", async () => {
    const { seen, settings } = await declared("prd", { phase: "bind" });
    const vault = vaultNameOf("prd", settings);

    const read = seen.filter(({ type }) => type === "azure-native:app:Certificate");

    assert.deepEqual(
      read.map(({ inputs }) => inputs.properties.certificateKeyVaultProperties.keyVaultUrl),
      vaultCertificates(settings).map(
        ({ secretName }) => `https://${vault}.vault.azure.net/secrets/${secretName}`,
      ),
    );
    for (const { inputs } of read) {
      assert.deepEqual(Object.keys(inputs.properties).toSorted(), [
        "certificateKeyVaultProperties",
        "certificateType",
      ]);
    }
  });
});
