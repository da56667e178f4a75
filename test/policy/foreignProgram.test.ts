import assert from "node:assert/strict";
import { RunningPack } from "../support/analyzer";
import { recordResources, registered } from "../support/mocks";
import { declareForeignProgram } from "./foreignProgram";
import { describedRegistrations } from "./realStacks";

describe("the pack on somebody else's program", () => {
  let pack: RunningPack;
  before(async () => {
    pack = await RunningPack.start();
  });
  after(() => pack.stop());

  async function broken(options: { mended: boolean }): Promise<string[]> {
    const seen = await recordResources("production");
    declareForeignProgram(options);
    await registered();
    const { asked, made } = describedRegistrations(seen);
    const alone = await Promise.all(asked.map((resource) => pack.analyze(resource)));
    const verdicts = [...alone.flat(), ...(await pack.analyzeStack(made))];
    return [...new Set(verdicts.map(({ policy }) => policy))].toSorted();
  }

  /** What the other project has agreed on. */
  const configuration = {
    "names-by-convention": { enforcementLevel: "disabled" },
    "diagnostics-reach-workspace": { enforcementLevel: "disabled" },
    "resource-tags": { required: [], workloads: ["backend"] },
    "region-allowed": { regions: ["westeurope"] },
    "app-ingress-external": { publicWorkloads: ["backend"] },
    "app-min-replicas": { production: { backend: 2 } },
    "type-allowed": { alsoAllowed: ["azure-native:storage"] },
  };

  it("finds what is wrong with it, by types and tags alone", async () => {
    await pack.configure(configuration);

    assert.deepEqual(await broken({ mended: false }), [
      "app-identity",
      "app-image-digest",
      "app-ingress-secure",
      "app-min-replicas",
      "app-probes",
      "app-registry-identity",
      "app-secrets-by-reference",
      "app-variables-not-secret",
      "bound-hostname-records",
      "environment-zones",
      "managed-certificate-dns-only",
      "record-proxy-form",
      "resource-tags",
    ]);
  });

  it("accepts it once it is mended", async () => {
    await pack.configure(configuration);

    assert.deepEqual(await broken({ mended: true }), []);
  });

  it("falls back on this platform's own conventions without a configuration", async () => {
    await pack.configure({});

    assert.deepEqual(await broken({ mended: true }), [
      "app-ingress-external",
      "diagnostics-reach-workspace",
      "names-by-convention",
      "region-allowed",
      "resource-tags",
      "type-allowed",
    ]);
  });
});
