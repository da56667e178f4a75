import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { makePlan } from "../../../operations/deploy/makePlan";
import type { Place } from "../../../operations/place";
import { thisProgram } from "../../../operations/project";
import { stackSettings } from "../../support/stackSettings";
import { temporaryFolder } from "../../support/temporaryFolder";

interface Step {
  readonly op: string;
  readonly type: string;
  readonly before?: object;
  readonly after?: object;
}

const record = "cloudflare:index/dnsRecord:DnsRecord";
const server = "azure-native:dbforpostgresql:Server";
const api = { name: "stg-api.ftljeta.cloud", type: "CNAME", content: "a.example", ttl: 300 };

describe("planning a deployment", () => {
  /** An engine whose preview shows these steps. */
  function engine(steps: readonly Step[], errors: readonly string[] = []): Place {
    const report = {
      steps: steps.map(({ op, type, before, after }, index) => ({
        op,
        urn: `urn:pulumi:stg::ftl::${type}::one-${index}`,
        ...(before && { oldState: { type, inputs: before } }),
        ...(after && { newState: { type, inputs: after } }),
      })),
      diagnostics: errors.map((message) => ({ severity: "error", message: `error: ${message}\n` })),
    };
    return {
      kind: "local",
      backendUrl: "file:///nowhere",
      engine: { version: "v3.259.0" },
      pulumi: async (args: readonly string[]) => {
        const plan = args.find((argument) => argument.startsWith("--save-plan="));
        if (plan !== undefined) fs.writeFileSync(plan.slice("--save-plan=".length), "{}");
        const stdout = JSON.stringify(
          plan === undefined ? { deployment: { resources: [] } } : report,
        );
        return { exitCode: errors.length > 0 ? 1 : 0, stdout, stderr: "" };
      },
    } as unknown as Place;
  }

  const plan = (place: Place, options: { restoreZone?: boolean; last?: object[] } = {}) =>
    makePlan(
      place,
      {
        stack: "stg",
        program: thisProgram,
        commit: { sha: "a".repeat(40), title: "one" },
        settings: stackSettings("stg"),
      },
      { folder: path.join(temporaryFolder(), "plan"), last: [], ...options } as never,
    );

  it("writes the plan and its seal when nothing is against it", async () => {
    const { folder, seal, preview } = await plan(
      engine([{ op: "update", type: server, before: { a: 1 }, after: { a: 2 } }]),
    );

    assert.deepEqual(fs.readdirSync(folder).sort(), ["plan.json", "seal.json"]);
    assert.match(seal, /^[0-9a-f]{64}$/);
    assert.deepEqual(preview.tally, { update: 1 });
  });

  const against: [what: string, steps: Step[], errors: string[], said: RegExp][] = [
    [
      "what holds data being deleted",
      [{ op: "delete", type: server, before: {} }],
      [],
      /stateful-kept: one-0 .* would be deleted/,
    ],
    [
      "what holds data being replaced",
      [
        { op: "create-replacement", type: server, before: {}, after: {} },
        { op: "replace", type: server, before: {}, after: {} },
        { op: "delete-replaced", type: server, before: {} },
      ],
      [],
      /stateful-kept: one-0 .* would be replaced/,
    ],
    [
      "more records going than the budget has",
      Array.from({ length: 3 }, () => ({ op: "delete", type: record, before: api })),
      [],
      /dns-budget: /,
    ],
    [
      "a record of somebody else's",
      [{ op: "create", type: record, after: { ...api, name: "mail.ftljeta.cloud", type: "MX" } }],
      [],
      /dns-owner: /,
    ],
    ["what the engine refuses", [], ["the policy pack says no"], /the policy pack says no/],
  ];
  for (const [what, steps, errors, said] of against) {
    it(`rejects ${what}`, async () => {
      await assert.rejects(plan(engine(steps, errors)), said);
    });
  }

  it("brings back the records of a wiped zone, critical ones too", async () => {
    const last = [{ ...api, proxied: false }];
    const { preview } = await plan(engine([{ op: "create", type: record, after: api }]), {
      restoreZone: true,
      last,
    });

    assert.deepEqual(preview.tally, { create: 1 });
  });

  it("rejects, while a zone is brought back, a record that the last release had not", async () => {
    await assert.rejects(
      plan(engine([{ op: "create", type: record, after: api }]), { restoreZone: true }),
      /dns-restore: /,
    );
  });
});
