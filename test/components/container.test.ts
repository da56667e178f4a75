import assert from "node:assert/strict";
import { containerResources, healthProbes, imageReference } from "../../components/container";
import { stackSettings } from "../support/stackSettings";

describe("imageReference", () => {
  it("has the tag for people and the digest for the machine", () => {
    assert.equal(
      imageReference("ftlprdacrcin.azurecr.io", stackSettings("prd").images.api),
      "ftlprdacrcin.azurecr.io/ftl-api:1.0.0@sha256:d0c128b48b16bfba0a972989502eb14e89c01b95b568d7e437213030897b287e",
    );
  });
});

describe("containerResources", () => {
  for (const [cpu, memory] of [
    [0.25, "0.5Gi"],
    [0.5, "1Gi"],
    [0.75, "1.5Gi"],
    [1.75, "3.5Gi"],
    [4, "8Gi"],
  ] as const) {
    it(`gives ${memory} to ${cpu} vCPU`, () => {
      assert.deepEqual(containerResources(cpu), { cpu, memory });
    });
  }
});

describe("healthProbes", () => {
  const probes = healthProbes(8080);

  it("declares each kind once, on the health path of the port", () => {
    assert.deepEqual(
      probes.map(({ type }) => type),
      ["Startup", "Readiness", "Liveness"],
    );
    for (const { httpGet } of probes) {
      assert.deepEqual(httpGet, { path: "/health", port: 8080, scheme: "HTTP" });
    }
  });

  it("stays within what Azure takes", () => {
    const ranges = {
      initialDelaySeconds: [1, 60],
      periodSeconds: [1, 240],
      timeoutSeconds: [1, 240],
      failureThreshold: [1, 10],
      successThreshold: [1, 10],
    } as const;
    for (const probe of probes) {
      for (const [field, [min, max]] of Object.entries(ranges)) {
        const value = probe[field as keyof typeof ranges];
        if (value === undefined) continue;
        assert.ok(typeof value === "number" && value >= min && value <= max, field);
      }
    }
  });
});
