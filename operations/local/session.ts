import fs from "node:fs";
import path from "node:path";
import { getEngine, type Engine } from "../../engine";
import {
  attachVariable,
  PortTaken,
  startLocalCloud,
  StateError,
  type LocalCloud,
  type LocalCloudOptions,
} from "../../local-cloud";
import { workloadsFolder } from "../../workloads";
import { projectFolder } from "../project";
import { Refusal } from "../refusal";
import { inWords, localFolder, type LocalFolder } from "./localFolder";
import { announce, type DataPlanePorts, releaseLock, takeLock, type LockHolder } from "./localLock";
import { mendBackend } from "./mendBackend";
import { zonesOfStacks } from "./stackFiles";

/** A local cloud that commands can be run on: this process's own, or one that another process shares. */
export interface LocalSession {
  readonly folder: LocalFolder;
  readonly engine: Engine;
  /** Variables with which the engine deploys to the local cloud; real credentials are taken out. */
  readonly environment: NodeJS.ProcessEnv;
  /** The cloud itself, when it runs in this process. */
  readonly cloud: LocalCloud | undefined;
  /** Where clients of what is deployed come in; undefined while no data plane runs. */
  readonly dataPlane: DataPlanePorts | undefined;
  /** The local cloud's time, whichever process runs it. */
  now(): Date;
  /** Whether the stacks' state is in the folder, and not where FTL_LOCAL_BACKEND says. */
  readonly ownBackend: boolean;
  /** Stacks that are known to be in the backend. */
  readonly madeStacks: Set<string>;
  close(): Promise<void>;
}

/** How to open the local cloud. */
export interface LocalOptions {
  /** What the lock should say to others: `ftl local -- up --stack stg`. */
  readonly command: string;
  /** Whether other processes may use the cloud meanwhile. @default false */
  readonly shared?: boolean;
  /** First of the ports that the providers listen on. @default any free ones */
  readonly firstPort?: number | undefined;
  /** Port on which the public DNS answers. @default it does not listen */
  readonly dnsPort?: number | undefined;
  /** The vendors' APIs over HTTPS: port, latency, faults. @default they do not listen */
  readonly api?: Pick<LocalCloudOptions, "apiPort" | "latency" | "faults"> | undefined;
  /** Whether what is deployed runs and answers: databases, workloads, ingress, edge. @default false */
  readonly dataPlane?: boolean;
  /** @default the clone's own, or what FTL_LOCAL names */
  readonly folder?: LocalFolder;
}

/**
 * Passphrase of local stacks, whatever the shell has for real ones. Their secrets are made up and worth nothing
 * outside this machine.
 */
const localPassphrase = "local";

/**
 * Opens the local cloud: gets the engine, takes the lock, starts the providers.
 *
 * @throws Refusal when somebody else has it, when its state can't be used or written, or when a port is taken.
 */
export async function openLocal(options: LocalOptions): Promise<LocalSession> {
  const { folder = localFolder() } = options;
  try {
    return await open(options, folder);
  } catch (error) {
    throw inWords(error, folder);
  }
}

async function open(options: LocalOptions, folder: LocalFolder): Promise<LocalSession> {
  const { command, shared = false } = options;
  const engine = await getEngine();
  const holder = await takeLock(folder.lock, { command, shared });
  const release = () => releaseLock(folder.lock);
  process.once("exit", release);
  const stopListening = endOnSignals();
  const close = async (cloud?: LocalCloud) => {
    await cloud?.close();
    release();
    process.removeListener("exit", release);
    stopListening();
  };
  let cloud: LocalCloud | undefined;
  try {
    if (holder === undefined) cloud = await start(folder, options);
    if (cloud !== undefined) {
      announce(folder.lock, {
        providers: cloud.providers.map(({ name, port }) => ({ name, port })),
        apiPort: cloud.api?.port,
        dataPlane: portsOf(cloud),
        clockOffsetMs: cloud.clock.now().getTime() - Date.now(),
      });
      mendBackend(folder.backend);
    }
    const providers = cloud?.providers ?? (holder as Required<LockHolder>).providers;
    for (const made of [folder.backend, folder.home, folder.stackFiles]) {
      // The stacks' secrets are encrypted with a passphrase that everybody knows.
      fs.mkdirSync(made, { recursive: true, mode: 0o700 });
    }
    const environment = {
      ...withoutCredentials(process.env),
      ...engine.environment,
      ...localVariables(folder, attachVariable(providers)),
      NODE_OPTIONS: deferringUnusedModules(process.env["NODE_OPTIONS"]),
    };
    return {
      folder,
      engine,
      environment,
      cloud,
      dataPlane: cloud === undefined ? holder!.dataPlane : portsOf(cloud),
      now: () => cloud?.clock.now() ?? new Date(Date.now() + (holder!.clockOffsetMs ?? 0)),
      ownBackend: process.env["FTL_LOCAL_BACKEND"] === undefined,
      madeStacks: new Set(),
      close: () => close(cloud),
    };
  } catch (error) {
    await close(cloud);
    throw error;
  }
}

/** The policy pack's process loads the SDK before the pack itself could have a say. */
function deferringUnusedModules(options = ""): string {
  const file = path.join(projectFolder, "deferUnusedModules.js");
  return `${options} --require ${JSON.stringify(file)}`.trim();
}

/**
 * Ends the process in the ordinary way on Ctrl-C and the like, so that what is to be done at its exit is done; but not
 * while somebody else listens too, who has work to end first.
 *
 * @returns Stops it.
 */
function endOnSignals(): () => void {
  const signals = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;
  const listeners = Object.entries(signals).map(([signal, number]) => {
    const listener = () => {
      if (process.listenerCount(signal) === 1) process.exit(128 + number);
    };
    process.on(signal, listener);
    return () => void process.removeListener(signal, listener);
  });
  return () => listeners.forEach((remove) => remove());
}

/** Folder of the programs that run in place of images: the reference workloads, or the person's own. */
function imagesFolder(): string {
  return process.env["FTL_IMAGES"] ?? workloadsFolder;
}

/** The data plane's ports, when one runs with its DNS. */
function portsOf({ dataPlane, listeningDns }: LocalCloud): DataPlanePorts | undefined {
  if (dataPlane === undefined || listeningDns === undefined) return undefined;
  return { dnsPort: listeningDns.port, gatewayPort: dataPlane.gatewayPort };
}

async function start(
  { folder }: LocalFolder,
  { firstPort, dnsPort, api, dataPlane = false }: LocalOptions,
): Promise<LocalCloud> {
  const options = { folder, zones: zonesOfStacks(), firstPort, dnsPort, ...api };
  try {
    if (!dataPlane) return await startLocalCloud(options);
    const { imagesOf } = require("./images") as typeof import("./images");
    const say = (line: string) => void process.stderr.write(`${line}\n`);
    return await startLocalCloud({
      ...options,
      dnsPort: dnsPort ?? 0,
      dataPlane: { images: await imagesOf(imagesFolder()), say },
    });
  } catch (error) {
    if (error instanceof StateError) throw new Refusal(error.message);
    if (error instanceof PortTaken) {
      throw new Refusal(
        `${error.message}. Another program listens there: choose another --port or --api-port, or leave it out to take free ones.`,
      );
    }
    throw error;
  }
}

/** What any Pulumi program on this machine needs to deploy to the local cloud. */
export function localVariables(folder: LocalFolder, providers: string): Record<string, string> {
  return {
    PULUMI_BACKEND_URL: process.env["FTL_LOCAL_BACKEND"] ?? `file://${folder.backend}`,
    PULUMI_HOME: folder.home,
    PULUMI_CONFIG_PASSPHRASE: localPassphrase,
    PULUMI_DEBUG_PROVIDERS: providers,
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
  };
}

/**
 * Real credentials have no business on the local cloud; without them nothing real can be reached by mistake. Those of
 * a storage account are for the stacks' state, where FTL_LOCAL_BACKEND names one.
 */
function withoutCredentials(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) =>
        !/^(?:ARM_|AZURE_(?!STORAGE_)|CLOUDFLARE_|PULUMI_ACCESS_TOKEN|PULUMI_CONFIG_PASSPHRASE_FILE)/.test(
          name,
        ),
    ),
  );
}
