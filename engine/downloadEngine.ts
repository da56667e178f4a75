import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { engineFile, keepEngine, partialPrefix } from "./cachedEngine";
import type { EngineContext } from "./context";
import { startProgress } from "./progress";
import { runInGroup } from "./runInGroup";

/** How long a download may stand still. */
const silenceMs = 30_000;

/**
 * Downloads the official release into the cache.
 *
 * The SDK's own `PulumiCommand.install` is not used: it runs an install script from the network, verifies no
 * checksum, installs in place and has no limit but that of curl. Here the archive is checked against the release's
 * checksum file, unpacked beside its place, tried, and then put there with one rename. Names and URLs are those
 * that the `pulumi` npm package uses: https://github.com/pulumi/pulumi/tree/master/sdk/nodejs
 *
 * @throws Error that says what failed.
 */
export async function downloadEngine(
  context: EngineContext,
  earlierWays: readonly string[],
): Promise<void> {
  const { folder, releases, say, wanted } = context;
  const archive = archiveName(wanted);
  const expected = await expectedChecksum(context, archive);
  const ready = `${partialPrefix(folder)}download-${process.pid}`;
  const unpacked = path.join(ready, "unpacked");
  fs.mkdirSync(unpacked, { recursive: true });
  const progress = startProgress(`downloading the Pulumi engine v${wanted}, once`, say);
  let outcome = "gave up downloading the Pulumi engine";
  try {
    const file = path.join(ready, archive);
    const actual = await save(`${releases}/${archive}`, file);
    if (actual !== expected) {
      throw new Error(
        `${releases}/${archive} has SHA-256 ${actual}, its checksum file says ${expected}`,
      );
    }
    const tar = await runInGroup("tar", ["-xzf", file, "-C", unpacked], {
      env: context.environment,
    });
    if (tar.code !== 0) throw new Error(`${archive} can't be unpacked: ${tar.stderr.trim()}`);
    // The archive has one folder, "pulumi", with the engine and its language hosts in it.
    await keepEngine(context, path.join(unpacked, engineFile), "download", earlierWays);
    outcome = "downloaded the Pulumi engine";
  } finally {
    progress.stop(outcome);
    fs.rmSync(ready, { recursive: true, force: true });
  }
}

/** Whether the release server answers; for those who want to know without downloading. */
export async function canDownload(context: EngineContext): Promise<string | undefined> {
  try {
    await expectedChecksum(context, archiveName(context.wanted), "HEAD");
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function archiveName(version: string): string {
  const { platform, arch } = process;
  if (!["linux", "darwin"].includes(platform) || !["x64", "arm64"].includes(arch)) {
    throw new Error(
      `the release for ${platform} on ${arch} is not one that is installed from here`,
    );
  }
  return `pulumi-v${version}-${platform}-${arch}.tar.gz`;
}

async function expectedChecksum(
  { reachMs, releases, wanted }: EngineContext,
  archive: string,
  method: "GET" | "HEAD" = "GET",
): Promise<string> {
  const url = `${releases}/pulumi-${wanted}-checksums.txt`;
  const text = await withinReach(url, reachMs, async (signal) => {
    const response = await fetch(url, { method, signal });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return await response.text();
  });
  if (method === "HEAD") return "";
  const line = text.split("\n").find((each) => each.trim().split(/\s+/)[1] === archive);
  const sum = line?.trim().split(/\s+/)[0]?.toLowerCase();
  if (!sum || !/^[0-9a-f]{64}$/.test(sum)) throw new Error(`${url} has no SHA-256 of ${archive}`);
  return sum;
}

/** Writes the answer to a file and tells its SHA-256. */
async function save(url: string, file: string): Promise<string> {
  const stalled = new AbortController();
  let timer = setTimeout(() => stalled.abort(), silenceMs);
  const hash = createHash("sha256");
  try {
    const response = await fetch(url, { signal: stalled.signal });
    if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`);
    await pipeline(
      Readable.fromWeb(response.body as ReadableStream),
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          clearTimeout(timer);
          timer = setTimeout(() => stalled.abort(), silenceMs);
          hash.update(chunk);
          yield chunk;
        }
      },
      fs.createWriteStream(file),
    );
    return hash.digest("hex");
  } catch (error) {
    const why = stalled.signal.aborted ? `nothing came for ${silenceMs / 1000} s` : reasonOf(error);
    throw new Error(`${url}: ${why}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

async function withinReach<T>(
  url: string,
  reachMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = AbortSignal.timeout(reachMs);
  try {
    return await work(limit);
  } catch (error) {
    const why = limit.aborted ? `no answer within ${reachMs / 1000} s` : reasonOf(error);
    throw new Error(`${url}: ${why}`, { cause: error });
  }
}

/** The innermost message: fetch says "fetch failed" and keeps the reason in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}
