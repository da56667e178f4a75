import fs from "node:fs";
import path from "node:path";
import { getEngine } from "../../engine";
import {
  attachVariable,
  dataPlaneFolders,
  journalFileName,
  stateFileName,
  vendorVariables,
  type FaultRule,
  type Latency,
} from "../../local-cloud";
import { localFolder } from "../local/localFolder";
import { lockHolder, requireFree } from "../local/localLock";
import { type LocalSession, localVariables, openLocal } from "../local/session";
import { runPulumi } from "../local/runPulumi";
import { programIn, thisProgram } from "../project";
import { Refusal } from "../refusal";

/**
 * `ftl local -- <pulumi arguments>`
 *
 * @param folder Of another program of this clone.
 */
export async function localPulumi(
  args: readonly string[],
  folder: string | undefined,
): Promise<number> {
  const program = folder === undefined ? thisProgram : programIn(folder);
  const session = await openLocal({ command: `ftl local -- ${args.join(" ")}` });
  try {
    const { exitCode } = await runPulumi(session, args, "inherit", program);
    return exitCode;
  } finally {
    await session.close();
  }
}

/** How a served local cloud listens and behaves. */
export interface ServeOptions {
  /** First of the providers' ports, so that what `ftl local env` printed stays true. */
  readonly port?: number;
  /** Port of the vendors' APIs. @default any free one */
  readonly apiPort?: number;
  /** Whether what is deployed runs. @default true */
  readonly dataPlane?: boolean;
  readonly latency?: Latency;
  readonly fault?: readonly FaultRule[];
}

/** `ftl local serve`: keeps the local cloud running until it is interrupted. */
export async function localServe(options: ServeOptions): Promise<number> {
  const { port: firstPort, apiPort = 0, dataPlane = true, latency, fault: faults } = options;
  const api = { apiPort, latency, faults };
  const session = await openLocal({
    command: "ftl local serve",
    shared: true,
    firstPort,
    api,
    dataPlane,
  });
  process.stdout.write(
    "The local cloud is running; Ctrl-C stops it.\n" +
      "In another terminal: npx ftl local -- up --stack stg\n" +
      (await howToReach(session)) +
      `For Azure's and Cloudflare's own clients (${session.cloud!.api!.origin}) and other Pulumi programs: ` +
      'eval "$(npx ftl local env)"\n',
  );
  await new Promise<void>((resolve) => {
    process.once("SIGINT", resolve).once("SIGTERM", resolve);
  });
  await session.close();
  return 0;
}

/** How a client finds what is deployed; nothing where nothing of it runs. */
async function howToReach({ dataPlane, cloud }: LocalSession): Promise<string> {
  if (dataPlane === undefined) return "";
  const { file } = await cloud!.authority();
  return (
    "What is deployed answers by its names, those of api and ws from phase bind on (docs/data-plane.md);\n" +
    "npx ftl verify stg --local looks at all of it:\n" +
    `  curl --proxy http://127.0.0.1:${dataPlane.gatewayPort} --cacert ${file} https://<hostname>/health\n` +
    `  dig @127.0.0.1 -p ${dataPlane.dnsPort} <hostname>\n` +
    "  npx ftl local databases\n"
  );
}

/**
 * `ftl local env`: the shell variables with which any Pulumi program here deploys to the running local cloud, the
 * engine's own among them: an engine that was built is not on PATH; and those with which the vendors' own clients
 * find it.
 */
export async function localEnvironment(): Promise<number> {
  const folder = localFolder();
  const holder = await lockHolder(folder.lock);
  if (holder?.providers === undefined || !holder.shared) {
    throw new Refusal(
      "No local cloud is running that others can use. Start one in another terminal: npx ftl local serve",
    );
  }
  const engine = await getEngine();
  const variables = {
    ...engine.environment,
    ...localVariables(folder, attachVariable(holder.providers)),
    ...(holder.apiPort === undefined ? {} : vendorVariables(folder.folder, holder.apiPort)),
  };
  for (const [name, value] of Object.entries(variables)) {
    process.stdout.write(`export ${name}='${value.replaceAll("'", "'\\''")}'\n`);
  }
  return 0;
}

const stepMs = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * `ftl local clock`: says what the local cloud's time is, after moving it by the step if there is one.
 *
 * @param step `+30m`, `+12h`, `+190d`.
 */
export async function localClock(step: string | undefined): Promise<number> {
  const [, amount, unit] = /^\+(\d{1,6})([mhd])$/.exec(step ?? "+0d") ?? [];
  if (amount === undefined) {
    throw new Refusal(
      `'${step}' is no step of the clock. It only moves forward: +30m, +12h or +190d.`,
    );
  }
  await requireFree(localFolder().lock);
  const session = await openLocal({ command: "ftl local clock" });
  try {
    const now = await session.cloud!.advance(Number(amount) * stepMs[unit as keyof typeof stepMs]);
    process.stdout.write(`The local cloud's time is ${now.toISOString()}\n`);
    return 0;
  } finally {
    await session.close();
  }
}

/** `ftl local reset`: puts the local cloud and what is deployed on it aside, so that the next one begins empty. */
export async function localReset(): Promise<number> {
  const { folder, lock, backend, stackFiles } = localFolder();
  await requireFree(lock);
  const aside = path.join(folder, `before-reset-${new Date().toISOString().replaceAll(":", "")}`);
  const held = [stateFileName, journalFileName, ...dataPlaneFolders].map((name) =>
    path.join(folder, name),
  );
  const present = [...held, backend, stackFiles].filter((one) => fs.existsSync(one));
  if (present.length === 0) {
    process.stdout.write("The local cloud is empty already.\n");
    return 0;
  }
  fs.mkdirSync(aside, { recursive: true });
  for (const one of present) fs.renameSync(one, path.join(aside, path.basename(one)));
  process.stdout.write(`The local cloud is empty now. What it held is in ${aside}\n`);
  return 0;
}
