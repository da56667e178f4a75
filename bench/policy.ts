/**
 * What the policy pack costs.
 *
 * The judging alone, of stacks of 10, 100 and 1,000 resources, per rule and resource:
 *
 *     npm run bench:policy
 *
 * A preview of prd on the local cloud with the pack, against the same without, cold and warm. Cold is the first preview
 * of a clone: a local cloud of its own, and no TypeScript stripped yet (.ftl/typescript is removed). What the system
 * keeps of files that it has read can't be dropped without being root, so that a machine's very first run is slower.
 *
 *     npm run bench:policy -- engine
 */

import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { localFolder } from "../operations/local/localFolder";
import { openLocal } from "../operations/local/session";
import { runPulumi } from "../operations/local/runPulumi";
import { evaluate, type RecordedResource } from "../policy/evaluate";
import { judgeAlone, judgeInStack } from "../policy/judge";
import { rules } from "../policy/rules";
import type { StackSubject } from "../policy/subject";
import { types } from "../policy/types";
import { inTurns, median, report, type Runs, seconds } from "./measure";

/** A stack of many apps, each with a hostname: an app, its two records and its certificate. */
function stackOf(size: number): RecordedResource[] {
  const environment = record(types.managedEnvironment, "environment", {
    defaultDomain: "sea-1.centralindia.azurecontainerapps.io",
    customDomainConfiguration: { customDomainVerificationId: "ID" },
  });
  const apps = Array.from({ length: Math.ceil((size - 1) / 4) }, (_, index) => {
    const name = `${index % 2 === 0 ? "api" : "ws"}-${index}`;
    const hostname = `${name}.ftljeta.cloud`;
    return [
      record(types.containerApp, `${name}-app`, {
        containerAppName: `ftl-prd-${name}`,
        tags: { "ftl-workload": index % 2 === 0 ? "api" : "ws" },
        configuration: {
          ingress: {
            customDomains: [{ name: hostname, bindingType: "SniEnabled", certificateId: "/c" }],
          },
        },
        template: { containers: [{ name, image: "a", env: [{ name: "PORT", value: "80" }] }] },
      }),
      record(types.dnsRecord, `${name}-cname`, {
        name: hostname,
        type: "CNAME",
        content: `ftl-prd-${name}.sea-1.centralindia.azurecontainerapps.io`,
        proxied: false,
        ttl: 300,
      }),
      record(types.dnsRecord, `${name}-asuid`, {
        name: `asuid.${hostname}`,
        type: "TXT",
        content: '"ID"',
        proxied: false,
        ttl: 300,
      }),
      record(types.managedCertificate, `${name}-certificate`, {
        properties: { subjectName: hostname },
      }),
    ];
  });
  return [environment, ...apps.flat()].slice(0, size);
}

function record(type: string, name: string, inputs: object): RecordedResource {
  const urn = `urn:pulumi:prd::ftl::${type}::${name}`;
  return { type, urn, inputs, outputs: inputs, protect: false, propertyDependencies: {} };
}

function subjectsOf(records: readonly RecordedResource[]): StackSubject[] {
  return records.map(({ type, urn, inputs }) => ({
    type,
    urn,
    name: urn.split("::").at(-1) ?? "",
    props: inputs,
    opts: { protect: false },
    propertyDependencies: {},
  }));
}

/** Milliseconds of the fastest of several runs: the others were disturbed. */
function fastest(run: () => void, times: number): number {
  return Math.min(
    ...Array.from({ length: times }, () => {
      const started = performance.now();
      run();
      return performance.now() - started;
    }),
  );
}

function judging(): void {
  const sizes = [10, 100, 1000];
  const costs = sizes.map((size) => {
    const records = stackOf(size);
    evaluate(records);
    return fastest(() => evaluate(records), 7) / (size * rules.length);
  });
  process.stdout.write("judging alone, microseconds per rule and resource\n");
  for (const [index, size] of sizes.entries()) {
    const cost = costs[index]!;
    const ratio = cost / costs[0]!;
    process.stdout.write(
      `  ${String(size).padStart(5)} resources  ${(cost * 1000).toFixed(2)}  ${ratio.toFixed(2)} ×\n`,
    );
  }
  process.stdout.write("the five dearest rules at 1,000 resources, milliseconds\n");
  const subjects = subjectsOf(stackOf(1000));
  const dearest = rules
    .map((rule) => ({
      name: rule.name,
      cost: fastest(() => {
        for (const subject of subjects) judgeAlone(rule, subject);
        judgeInStack(rule, subjects);
      }, 5),
    }))
    .toSorted((a, b) => b.cost - a.cost);
  for (const { name, cost } of dearest.slice(0, 5)) {
    process.stdout.write(`  ${name.padEnd(32)} ${cost.toFixed(1)}\n`);
  }
}

const pack = path.join(__dirname, "..", "policy");
const strippedTypeScript = path.join(__dirname, "..", ".ftl", "typescript");
const kinds = [
  { name: "with the pack", extra: ["--policy-pack", pack] },
  { name: "without it", extra: [] },
];

async function withEngine(): Promise<void> {
  const cold = await coldly(3);
  const warm = await onLocalCloud((preview) =>
    inTurns(
      kinds.map(({ name, extra }) => ({ name: `warm, ${name}`, run: () => preview(extra) })),
      5,
    ),
  );
  process.stdout.write("previews of prd on the local cloud\n");
  for (const results of [cold, warm]) {
    report(results);
    const [withPack, without] = results.map(({ milliseconds }) => median(milliseconds));
    process.stdout.write(`  the pack adds ${seconds(withPack! - without!)} s\n`);
  }
}

/** Previews in turns, each the first one on a local cloud of its own. */
async function coldly(rounds: number): Promise<Runs[]> {
  const results = kinds.map(({ name }) => ({
    name: `cold, ${name}`,
    milliseconds: [] as number[],
  }));
  for (let round = 0; round < rounds; round++) {
    for (const [index, { extra }] of kinds.entries()) {
      await onLocalCloud(async (preview) => {
        fs.rmSync(strippedTypeScript, { recursive: true, force: true });
        const started = performance.now();
        await preview(extra);
        results[index]!.milliseconds.push(performance.now() - started);
      });
    }
  }
  return results;
}

/** Opens an empty local cloud with a stack prd, and lends previews of it with more arguments. */
async function onLocalCloud<T>(
  measure: (preview: (extra: readonly string[]) => Promise<void>) => Promise<T>,
): Promise<T> {
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "ftl-bench-"));
  const session = await openLocal({
    command: "bench/policy.ts",
    folder: localFolder({ FTL_LOCAL: temporary }),
  });
  try {
    const made = await runPulumi(session, ["stack", "init", "prd"], "keep");
    if (made.exitCode !== 0) throw new Error(made.stdout + made.stderr);
    const stackFile = path.join(session.folder.stackFiles, "Pulumi.prd.yaml");
    return await measure(async (extra) => {
      const args = ["preview", "--stack", "prd", "--config-file", stackFile, ...extra];
      await promisify(execFile)(session.engine.path, args, { env: session.environment });
    });
  } finally {
    await session.close();
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}

if (process.argv.includes("engine")) void withEngine();
else judging();
