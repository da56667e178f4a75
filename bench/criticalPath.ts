/**
 * How close a first update of prd comes to the shortest time that its resources allow. The local cloud takes as long
 * for each as Azure does, at a scale; the critical path is the longest chain of resources that wait for each other. It
 * is read from the state that the engine wrote, with the very figures that the local cloud waited by.
 *
 * The engine's own time (its start, the program, the policy pack, the state) is not scaled: at a small scale it is much
 * of the whole, at real scale next to nothing. So four ratios are printed: of the whole update to the critical path; of
 * what lies between its first and its last resource; of the whole to the critical path and an update without latency
 * together (which flatters: the engine also works while it waits); and of the whole as it would be at real scale, if
 * all that is above the critical path stayed.
 *
 *     npm run bench:path
 *     npm run bench:path -- 1/20
 */

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseLatency, type Latency } from "../local-cloud";
import { secondsFor } from "../local-cloud/arm/duration";
import { findType } from "../local-cloud/arm/types";
import type { JsonObject } from "../local-cloud/json";
import { mappingOf } from "../local-cloud/providers/azureNative/resourceTable";
import { localFolder } from "../operations/local/localFolder";
import { runPulumi } from "../operations/local/runPulumi";
import { openLocal, type LocalSession } from "../operations/local/session";
import { longestPath, type StateResource, type Step } from "./longestPath";
import { inTurns, median, report, seconds } from "./measure";

const rounds = 3;
const stack = ["--stack", "prd", "--non-interactive"];

/** A first update of prd. */
interface Update {
  /** From the engine's start to its end. */
  readonly milliseconds: number;
  /** From the first answer that the local cloud held back until the last one was given. */
  readonly creatingMs: number;
  /** What is in the state then. */
  readonly resources: readonly StateResource[];
}

async function main(scale = "1/60"): Promise<void> {
  const latency = parseLatency(scale);
  const updates: Update[] = [];
  const results = await inTurns(
    [
      {
        name: `update of prd, latency ${scale}`,
        run: async () => {
          const done = await update(latency);
          updates.push(done);
          return done.milliseconds;
        },
      },
      {
        name: "update of prd, without latency",
        run: async () => (await update(parseLatency("none"))).milliseconds,
      },
    ],
    rounds,
  );
  report(results);
  const steps = longestPath(updates[0]!.resources, creationSeconds);
  // The first one warmed up.
  printRatios(
    updates.slice(1),
    median(results[1]!.milliseconds),
    steps.at(-1)!.doneAfterSeconds,
    latency,
  );
  for (const step of steps.filter((one) => one.seconds > 0)) print(described(step));
}

function printRatios(
  updates: readonly Update[],
  withoutLatencyMs: number,
  pathSeconds: number,
  latency: Latency,
): void {
  const pathMs = latency(pathSeconds);
  const whole = median(updates.map(({ milliseconds }) => milliseconds));
  const creating = median(updates.map(({ creatingMs }) => creatingMs));
  const atRealScale = pathSeconds * 1000 + whole - pathMs;
  print(`critical path ${pathSeconds} s, scaled ${seconds(pathMs)} s`);
  const rows: readonly (readonly [what: string, milliseconds: number, base: number])[] = [
    ["the whole update", whole, pathMs],
    ["… from its first resource to its last", creating, pathMs],
    ["… to the path and an update without latency", whole, pathMs + withoutLatencyMs],
    ["… at real scale", atRealScale, pathSeconds * 1000],
  ];
  for (const [what, milliseconds, base] of rows) {
    print(`${what.padEnd(44)} ${seconds(milliseconds)} s  ${(milliseconds / base).toFixed(2)} ×`);
  }
}

/** Deploys prd to a local cloud of its own, with the policy pack on. */
async function update(latency: Latency): Promise<Update> {
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "ftl-bench-"));
  let first = Infinity;
  let last = 0;
  const session = await openLocal({
    command: "bench/criticalPath.ts",
    folder: localFolder({ FTL_LOCAL: temporary }),
    api: {
      latency: (realSeconds) => {
        const milliseconds = latency(realSeconds);
        first = Math.min(first, performance.now());
        last = Math.max(last, performance.now() + milliseconds);
        return milliseconds;
      },
    },
  });
  try {
    await pulumi(session, ["stack", "init", "prd"]);
    const started = performance.now();
    await pulumi(session, ["up", "--yes", "--skip-preview", ...stack]);
    const milliseconds = performance.now() - started;
    const state = JSON.parse(await pulumi(session, ["stack", "export", ...stack])) as {
      deployment: { resources: StateResource[] };
    };
    return { milliseconds, creatingMs: last - first, resources: state.deployment.resources };
  } finally {
    await session.close();
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}

async function pulumi(session: LocalSession, args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runPulumi(session, args, "keep");
  if (exitCode !== 0) throw new Error(`pulumi ${args.join(" ")} failed:\n${stdout}${stderr}`);
  return stdout;
}

/** How long the local cloud takes for its creation at real scale: only what is in Azure takes time. */
function creationSeconds({ type, custom, inputs = {} }: StateResource): number {
  if (!custom || !type.startsWith("azure-native:")) return 0;
  return secondsFor(findType(mappingOf(type, inputs as JsonObject).mapping.type), "create");
}

function described({ resource, seconds: own, doneAfterSeconds, waitsBy }: Step): string {
  const name = resource.urn.split("::").at(-1)!;
  const times = `${String(own).padStart(5)} s → ${String(doneAfterSeconds).padStart(5)} s`;
  return `${times}  ${name} (${resource.type}), which waits by ${waitsBy}`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

void main(process.argv[2]);
