import assert from "node:assert/strict";
import { migrationChecks } from "../../../operations/verify/checks/migrations";
import type { Verdict } from "../../../operations/verify/check";
import type { VerifyContext } from "../../../operations/verify/verifyContext";

const own = "ftlstgacrcin.azurecr.io/ftl-api:1.0.0@sha256:aa";
const newer = "ftlstgacrcin.azurecr.io/ftl-api:1.1.0@sha256:bb";

/** What `migrations` says of a job that has run these images, one after the other, and succeeded. */
function afterRuns(...images: readonly string[]): Promise<Verdict> {
  const template = (image: string) => ({ containers: [{ image }] });
  const target = {
    stack: "stg",
    local: true,
    outputs: {
      images: { api: own },
      resourceNames: { migrate: "ftl-stg-migrate" },
      resourceIds: { migrate: "/jobs/ftl-stg-migrate" },
    },
    azure: {
      get: async () => ({ properties: { template: template(own) } }),
      list: async () =>
        images.map((image, index) => ({
          name: `run-${index}`,
          properties: {
            status: "Succeeded",
            startTime: `2026-01-01T00:00:0${index}Z`,
            template: template(image),
          },
        })),
    },
  };
  const context = { target, verdict: (_: string, judge: () => Promise<Verdict>) => judge() };
  const [check] = migrationChecks(context as unknown as VerifyContext);
  return check!.run();
}

describe("the check of migrations", () => {
  it("passes when api's image was the last to migrate", async () => {
    assert.equal((await afterRuns(newer, own)).outcome, "pass");
  });

  it("passes after a rollback, and says which newer image has migrated since", async () => {
    const { outcome, saw } = await afterRuns(own, newer);

    assert.equal(outcome, "pass");
    assert.equal(saw, "ftl-api:1.0.0, in run-0; since then ftl-api:1.1.0");
  });

  it("rejects migrations by another image only", async () => {
    assert.equal((await afterRuns(newer)).outcome, "fail");
  });
});
