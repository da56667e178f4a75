import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import type { EngineOptions } from "../../engine";
import { onPath } from "../../engine/probe";

/** Version of the SDK in a {@link Machine}. */
export const wanted = "3.259.0";
/** Refused by fetch itself, so nothing leaves the machine: https://fetch.spec.whatwg.org/#port-blocking */
const unreachable = "http://127.0.0.1:9";

/** A machine of its own: a clone, a PATH with nothing but what a test puts there, and an empty cache. */
export interface Machine {
  readonly home: string;
  readonly root: string;
  readonly bin: string;
  readonly cache: string;
  /** Where the engine in the cache is to be. */
  readonly engineFolder: string;
  /** What was said so far. */
  readonly said: string[];
  readonly options: EngineOptions & { environment: NodeJS.ProcessEnv };
  readonly remove: () => void;
}

export function makeMachine(releases: string = unreachable): Machine {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "ftl-engine-test-"));
  const [root, bin, cache] = ["clone", "bin", "cache"].map((name) => path.join(home, name)) as [
    string,
    string,
    string,
  ];
  fs.mkdirSync(path.join(root, "engine", "module"), { recursive: true });
  fs.mkdirSync(bin);
  for (const tool of ["tar", "gzip", "sleep", "chmod", "mv", "env"]) {
    fs.symlinkSync(onPath(tool, process.env) ?? tool, path.join(bin, tool));
  }
  writeFile(path.join(root, "package-lock.json"), "{}");
  const sdk = path.join(root, "node_modules", "@pulumi", "pulumi");
  writeFile(path.join(sdk, "package.json"), JSON.stringify({ version: wanted }));
  script(path.join(sdk, "pulumi-resource-pulumi-nodejs"), "exit 0");
  script(path.join(root, "engine", "language-host", "pulumi-language-nodejs"), "exit 0");
  const said: string[] = [];
  return {
    home,
    root,
    bin,
    cache,
    engineFolder: path.join(cache, "engine", `v${wanted}-${process.platform}-${process.arch}`),
    said,
    options: {
      root,
      releases,
      reachMs: 2_000,
      say: (line) => void said.push(line),
      environment: { PATH: bin, FTL_CACHE: cache, HOME: home },
    },
    remove: () => fs.rmSync(home, { recursive: true, force: true }),
  };
}

export function writeFile(file: string, text: string, mode = 0o644): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text, { mode });
}

/** Writes an executable shell script. */
export function script(file: string, body: string): void {
  writeFile(file, `#!/bin/sh\n${body}\n`, 0o755);
}

/** Puts a `pulumi` of this version on the machine's PATH, with its language host unless told otherwise. */
export function installPulumi(machine: Machine, version: string, withHost = true): void {
  script(path.join(machine.bin, "pulumi"), `echo ${version}`);
  if (withHost) script(path.join(machine.bin, "pulumi-language-nodejs"), "exit 0");
}

/** Puts a `go` on PATH that counts its builds, notes its variables, and then does as the body says with $out. */
export function installGo(machine: Machine, body: string): void {
  const log = path.join(machine.home, "go.log");
  const lines = [
    `if [ "$1" = version ]; then echo go version go1.26.0; exit 0; fi`,
    `echo build >> ${log}`,
    `env > ${path.join(machine.home, "go.env")}`,
    `while [ "$1" != "-o" ]; do shift; done`,
    `out="$2"`,
  ];
  script(path.join(machine.bin, "go"), [...lines, body].join("\n"));
}

/** A build that comes to a good end. */
export const goodBuild = `printf '#!/bin/sh\\necho v${wanted}\\n' > "$out"; chmod +x "$out"`;

export function builds(machine: Machine): number {
  const log = path.join(machine.home, "go.log");
  return fs.existsSync(log) ? fs.readFileSync(log, "utf8").trim().split("\n").length : 0;
}

/** A release server on loopback, with what it was asked for. */
export interface ReleaseServer {
  readonly url: string;
  readonly asked: string[];
  readonly close: () => Promise<void>;
}

/** @param files By name; `null` is never answered. */
export async function serveReleases(
  files: Readonly<Record<string, Buffer | string | null>>,
): Promise<ReleaseServer> {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    const name = (request.url ?? "").slice(1);
    asked.push(`${request.method} ${name}`);
    const content = files[name];
    if (content === null) return;
    response.statusCode = content === undefined ? 404 : 200;
    response.end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export const archiveName = `pulumi-v${wanted}-${process.platform}-${process.arch}.tar.gz`;
export const checksumName = `pulumi-${wanted}-checksums.txt`;

/** An archive as the official one is laid out, and its checksum file. */
export function makeRelease(machine: Machine, version = wanted): Record<string, Buffer | string> {
  const folder = path.join(machine.home, "release");
  script(path.join(folder, "pulumi", "pulumi"), `echo v${version}`);
  script(path.join(folder, "pulumi", "pulumi-language-nodejs"), "exit 0");
  const file = path.join(machine.home, archiveName);
  execFileSync("tar", ["-czf", file, "-C", folder, "pulumi"]);
  const archive = fs.readFileSync(file);
  const sum = createHash("sha256").update(archive).digest("hex");
  return { [archiveName]: archive, [checksumName]: `${sum}  ${archiveName}\n` };
}

/** Files and folders beside the engine that an attempt left behind. */
export function leftovers(machine: Machine): string[] {
  const parent = path.dirname(machine.engineFolder);
  if (!fs.existsSync(parent)) return [];
  return fs.readdirSync(parent).filter((name) => name !== path.basename(machine.engineFolder));
}

/** Waits until a condition holds; fails after ten seconds. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  for (const started = Date.now(); !condition();) {
    if (Date.now() - started > 10_000) throw new Error(`timed out waiting until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Whether a process is there and not only a zombie's entry. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
