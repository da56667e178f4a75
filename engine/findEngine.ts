import fs from "node:fs";
import path from "node:path";
import { buildEngine } from "./buildEngine";
import { cachedEngine, removePartials, type CachedEngine } from "./cachedEngine";
import { placeCompanions } from "./companions";
import { contextOf, EngineError, type EngineContext, type EngineOptions } from "./context";
import { downloadEngine } from "./downloadEngine";
import { engineOnPath } from "./engineOnPath";
import { withLock } from "./lock";
import { raiseAgain } from "./runInGroup";

/** A Pulumi engine that can run this project. */
export interface Engine {
  /** The `pulumi` file. */
  readonly path: string;
  /** "v3.259.0". */
  readonly version: string;
  /** Found on PATH, downloaded as an official release, or built from its Go module. */
  readonly origin: "path" | "download" | "built";
  /** Variables to start it with, on top of the caller's own; PATH is complete. */
  readonly environment: Record<string, string>;
}

/** What is there without getting anything. */
export interface Look {
  readonly engine?: Engine;
  /** Why ways that come before the engine's own were not taken, as it is now. */
  readonly now: readonly string[];
  /** The same as it was when the engine was got. */
  readonly whenGot: readonly string[];
}

/** Reasons that need no line of their own: nothing was expected there. */
const unremarkable = /^there is no (pulumi on PATH|engine in the cache)/;

/**
 * The engine: `pulumi` on PATH if it is new enough, else one got earlier, else the official release, else built
 * from its Go module. The last two go to the cache, once per version; a second process that wants the same at the
 * same time waits for the first.
 *
 * @throws EngineError when there is no way; it names each way with its reason, and the mend.
 */
export async function getEngine(options: EngineOptions = {}): Promise<Engine> {
  const context = contextOf(options);
  const { say } = context;
  const look = await lookForEngine(options);
  look.now.filter((why) => !unremarkable.test(why)).forEach(say);
  if (look.engine) return prepared(context, look.engine);

  try {
    return await withLock(
      `${context.folder}.lock`,
      async () => {
        const meanwhile = await cachedEngine(context);
        if (meanwhile.path !== undefined) return prepared(context, ownEngine(context, meanwhile));
        removePartials(context);
        return await downloadOrBuild(context, look.now);
      },
      (owner) => say(`waiting for ${owner}, which is getting the Pulumi engine`),
    );
  } catch (error) {
    if (error instanceof Error && error.name === "Interrupted" && "signal" in error) {
      raiseAgain(error.signal as NodeJS.Signals);
    }
    throw error;
  }
}

/** Looks on PATH and in the cache; gets nothing and writes nothing. */
export async function lookForEngine(options: EngineOptions = {}): Promise<Look> {
  const context = contextOf(options);
  const found = await engineOnPath(context);
  if (found.path !== undefined) {
    const environment = startWith(context, []);
    return { engine: { ...found, origin: "path", environment }, now: [], whenGot: [] };
  }
  const cached = await cachedEngine(context);
  if (cached.path === undefined) return { now: [found.why, cached.why], whenGot: [] };
  return { engine: ownEngine(context, cached), now: [found.why], whenGot: cached.earlierWays };
}

async function downloadOrBuild(context: EngineContext, before: readonly string[]): Promise<Engine> {
  const tried: string[] = [];
  for (const [way, get] of [
    ["the official release", downloadEngine],
    ["a build from the Go module", buildEngine],
  ] as const) {
    try {
      await get(context, tried);
      const cached = await cachedEngine(context);
      if (cached.path === undefined) throw new Error(cached.why);
      return prepared(context, ownEngine(context, cached));
    } catch (error) {
      if (!(error instanceof Error) || error.name === "Interrupted") throw error;
      const why = `${way} could not be had: ${error.message}`;
      context.say(why);
      tried.push(why);
    }
  }
  const reasons = [...before, ...tried].map((why) => `  - ${why}`).join("\n");
  throw new EngineError(
    `No Pulumi engine v${context.wanted} could be had:\n${reasons}\n` +
      "Install Pulumi (https://www.pulumi.com/docs/install/) or Go (https://go.dev/doc/install), and start again.",
  );
}

function ownEngine(context: EngineContext, cached: CachedEngine): Engine {
  const { path: file, version, origin } = cached;
  const environment = startWith(context, [path.dirname(file)]);
  return { path: file, version, origin, environment };
}

/** {@link ownEngine} made ready to run. */
function prepared(context: EngineContext, engine: Engine): Engine {
  if (engine.origin !== "built") return engine;
  return { ...engine, environment: { ...engine.environment, ...placeCompanions(context) } };
}

/**
 * PATH with these folders first. Last comes the folder of the Node that runs now: the language hosts start `node`
 * by its name, and it may not be on PATH.
 */
function startWith(context: EngineContext, folders: readonly string[]): Record<string, string> {
  const inherited = context.environment["PATH"];
  const all = [
    ...folders,
    ...(inherited ? [inherited] : []),
    path.dirname(fs.realpathSync(process.execPath)),
  ];
  return { PATH: all.join(path.delimiter), PULUMI_SKIP_UPDATE_CHECK: "true" };
}
